import asyncio
import errno
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from tests.clock import Clock
from tests.store.written import HERE, a_post, add_many
from tests.waiting import PATIENCE, until

from backchannel.errors import StoreBusy, StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.programme import Event
from backchannel.model.source import Health
from backchannel.store import board, changes, check, lease, pages, posts, sources
from backchannel.store.board import decisions
from backchannel.store.connection import Connection, wrapped
from backchannel.store.coverage import places
from backchannel.store.store import Reader, Store

NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 300000000) "
    "SELECT n FROM numbers"
)
"""More than are counted in a minute."""

FULL = Path("/proc")
"""Where there never is room."""


async def test_what_was_written_is_read_back_by_others(path: Path, clock: Clock) -> None:
    async with Store(path, now=clock) as store, Reader(path, now=clock) as reader:
        await store.write(posts.save, HERE, [a_post(1, "hello")])
        page = await reader.read(pages.around, pages.View(), None, newer=0, older=5, since=None)
        assert [post.post.text for post in page.posts] == ["hello"]


async def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(path: Path) -> None:
    def fail(db: Connection) -> None:
        add_many(db, 0, 3)
        raise StoreError("no")

    async with Store(path) as store:
        with pytest.raises(StoreError, match="no"):
            await store.write(fail)
        assert await store.read(pages.latest) == 0
        assert await store.read(changes.latest) == 0
        assert await store.write(add_many, 0, 3) == 3


async def test_a_look_that_nobody_waits_for_any_more_is_ended(path: Path) -> None:
    began, ended = threading.Event(), threading.Event()

    def long(db: Connection) -> int:
        began.set()
        try:
            return int(db.value(f"SELECT count(*) FROM ({NUMBERS})"))
        except apsw.InterruptError:
            ended.set()
            raise

    async with Store(path) as store:
        await store.write(add_many, 0, 3)
        for _ in range(5):
            looking = asyncio.create_task(store.read(long))
            await until(began.is_set)
            looking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await looking
            await until(ended.is_set)
            began.clear()
            ended.clear()
            assert await store.read(pages.latest) == 3


async def test_a_look_is_ended_also_between_two_questions(path: Path) -> None:
    began, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def long(db: Connection) -> int:
        began.set()
        go_on.wait(PATIENCE)  # nothing runs here that could be ended
        try:
            return int(db.value(f"SELECT count(*) FROM ({NUMBERS})"))
        except apsw.InterruptError:
            ended.set()
            raise

    async with Store(path) as store:
        looking = asyncio.create_task(store.read(long))
        await until(began.is_set)
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        go_on.set()
        await until(ended.is_set)


async def test_a_cancelled_writer_leaves_all_or_none(path: Path) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(db: Connection) -> None:
        add_many(db, 0, 2)
        began.set()
        go_on.wait(PATIENCE)
        add_many(db, 2, 2)

    async with Store(path) as store:
        running = asyncio.create_task(store.write(slow))
        waiting = asyncio.create_task(store.write(add_many, 100, 5))
        await until(began.is_set)
        running.cancel()
        waiting.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)
        go_on.set()
        assert await store.write(pages.latest) == 4


async def test_a_look_sees_one_state_from_beginning_to_end(path: Path) -> None:
    def look(db: Connection) -> tuple[int, int]:
        before = pages.latest(db)
        looked.set()
        written.wait(PATIENCE)
        return before, pages.latest(db)

    looked, written = threading.Event(), threading.Event()
    async with Store(path) as store:
        looking = asyncio.create_task(store.read(look))
        await until(looked.is_set)
        await store.write(add_many, 0, 1)
        written.set()
        assert await looking == (0, 0)
        assert await store.read(pages.latest) == 1


async def test_a_look_may_not_go_on_when_it_is_over(path: Path) -> None:
    def rows(db: Connection) -> Iterator[tuple[object, ...]]:
        return iter(db.execute("SELECT 1"))

    async with Store(path) as store:
        with pytest.raises(TypeError, match="go on reading"):
            await store.read(rows)


async def test_a_reader_cannot_write(path: Path) -> None:
    async with Store(path), Reader(path) as reader:
        with pytest.raises(StoreError, match="may only be read"):
            await reader.read(add_many, 0, 1)


async def test_a_store_that_cannot_be_opened_leaves_nothing_open(tmp_path: Path) -> None:
    before = _threads()
    (tmp_path / "file").touch()
    for cannot in (tmp_path, tmp_path / "file" / "event.db", tmp_path / "bad\udcff.db"):
        with pytest.raises(StoreError):
            await Store(cannot).__aenter__()
    await until(lambda: not _threads() - before)


def _threads() -> set[threading.Thread]:
    """Those of stores; the event loop keeps some of its own."""
    return {each for each in threading.enumerate() if each.name.startswith("store-")}


EVERY_WRITE = {
    "save": lambda db: posts.save(db, HERE, [a_post(7)]),
    "retract": lambda db: posts.retract(db, HERE.name, ["1"]),
    "pin": lambda db: board.pin(db, 1, "me"),
    "unpin": lambda db: board.unpin(db, 1, "me"),
    "hide": lambda db: board.hide(db, 1, "me"),
    "unhide": lambda db: board.unhide(db, 1, "me"),
    "note": lambda db: board.note(db, "words", "me"),
    "edit_note": lambda db: board.edit_note(db, "x", "words", "me"),
    "delete_note": lambda db: board.delete_note(db, "x", "me"),
    "undo": lambda db: board.undo(db, "me"),
    "plan": lambda db: sources.plan(db, Event("Rivers", ("rivers",)), [HERE]),
    "set_health": lambda db: sources.set_health(db, Health("x", "feed")),
    "set_bookmark": lambda db: sources.set_bookmark(db, "x", "1"),
    "fetch_now": sources.fetch_now,
    "revive": sources.revive,
    "set_read_mark": lambda db: sources.set_read_mark(db, "feeds", 1),
    "take": lambda db: lease.take(db, "me", 1, "desk.example"),
    "release": lambda db: lease.release(db, "me"),
    "record": lambda db: changes.record(db, ChangeKind.EVENT, ""),
}


@pytest.mark.parametrize("name", EVERY_WRITE)
async def test_every_write_to_a_locked_store_says_that_it_is_busy(path: Path, name: str) -> None:
    async with Store(path, busy_ms=1) as store:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="locked by another program"):
            await store.write(EVERY_WRITE[name])
        assert await store.read(pages.latest) == 0  # reading goes on
        other.close()
        await store.write(add_many, 0, 1)


EVERY_READ = {
    "around": lambda db: pages.around(db, pages.View(), None, newer=0, older=1, since=0),
    "walk": lambda db: list(pages.walk(db, pages.View())),
    "count": lambda db: pages.count(db, pages.View()),
    "by_number": lambda db: pages.by_number(db, 1),
    "pins": board.pins,
    "notes": board.notes,
    "hidden": board.hidden,
    "log": decisions.log,
    "asked_for": sources.asked_for,
    "health": sources.health,
    "event_of": sources.event_of,
    "covered": places.covered,
    "lease": lease.read,
    "since": lambda db: changes.since(db, 0),
    "check": check.check,
}


def damage(path: Path) -> None:
    """Everything but the first bytes."""
    path.write_bytes(path.read_bytes()[:100].ljust(path.stat().st_size, b"\xff"))


@pytest.mark.parametrize("name", EVERY_READ)
async def test_every_look_at_a_damaged_store_says_so(path: Path, name: str) -> None:
    async with Store(path) as store:
        await store.write(add_many, 0, 5)
    await asyncio.to_thread(damage, path)
    with pytest.raises(StoreError, match="damaged"):
        async with Reader(path) as reader:
            await reader.read(EVERY_READ[name])


async def test_a_post_that_cannot_be_decoded_is_damage(path: Path) -> None:
    async with Store(path) as store:
        await store.write(add_many, 0, 1)
        await store.write(lambda db: db.execute("UPDATE posts SET body = '{'").fetchall())
        with pytest.raises(StoreError, match="damaged"):
            await store.read(pages.by_number, 1)


async def test_a_full_disk_is_said_and_writing_goes_on_when_there_is_room(path: Path) -> None:
    def fill_up(db: Connection) -> None:
        db.execute(f"PRAGMA max_page_count={db.value('PRAGMA page_count')}").fetchall()

    def make_room(db: Connection) -> None:
        db.execute("PRAGMA max_page_count=1000000").fetchall()

    async with Store(path) as store:
        await store.write(add_many, 0, 10)
        await store.write(fill_up)
        told = f"the disk is full; nothing new can be stored in {path}; make room on that disk"
        with pytest.raises(StoreError, match=re.escape(told)):
            await store.write(add_many, 10, 500)
        assert await store.read(pages.latest) == 10
        await store.write(make_room)
        assert await store.write(add_many, 10, 500) == 500


def test_a_full_disk_is_said_also_where_no_store_can_be_made(path: Path) -> None:
    told = f"the disk is full; nothing new can be stored in {path}; make room on that disk"
    with pytest.raises(StoreError, match=re.escape(told)), wrapped(path):
        raise OSError(errno.ENOSPC, "No space left on device", str(path.parent))


@pytest.mark.parametrize("full", [each for each in (FULL,) if each.exists()])
def test_another_disk_that_is_full_is_named(
    path: Path, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(full))
    with pytest.raises(StoreError, match=f"the disk is full on which {full} is"), wrapped(path):
        raise apsw.FullError


NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from backchannel.errors import StoreError
from backchannel.store import schema

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
try:
    schema.open_to_write(Path(sys.argv[1]))
except StoreError as error:
    print(error)
"""


def test_where_there_is_no_room_for_what_readers_share_the_disk_is_said_to_be_full(
    path: Path,
) -> None:
    ran = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", NO_ROOM, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.startswith(f"the disk is full; nothing new can be stored in {path}; make")


LIMITED = """
import asyncio, resource, signal, sys
from pathlib import Path
from backchannel.errors import StoreError
from backchannel.store import pages
from backchannel.store.store import Store
from tests.store.written import add_many

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    async with Store(Path(sys.argv[1])) as store:
        await store.write(add_many, 0, 10)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        stored = 10
        try:
            while stored < 100_000:
                stored += await store.write(add_many, stored, 50)
        except StoreError as error:
            print(error)
        assert await store.read(pages.latest) == stored
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert await store.write(add_many, stored, 50) == 50

asyncio.run(main())
"""


def test_a_file_that_may_not_grow_is_said_and_loses_nothing(path: Path) -> None:
    ran = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", LIMITED, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("the disk")


KILLED = """
import asyncio, sys
from pathlib import Path
from backchannel.store.store import Store
from tests.store.written import add_many

async def main():
    async with Store(Path(sys.argv[1])) as store:
        for start in range(0, 1_000_000, 10):
            await store.write(add_many, start, 10)
            print(start + 10, flush=True)

asyncio.run(main())
"""


async def test_a_writer_killed_at_any_moment_loses_nothing_it_had_said(path: Path) -> None:
    for turn in range(3):
        place = path.with_name(f"{turn}.db")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", KILLED, str(place), stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(5 + turn):
            said = int(await process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = (await process.stdout.read()).split()
        await process.wait()
        said = int(rest[-1]) if rest else said
        async with Store(place) as store:
            kept = await store.read(pages.latest)
            assert said <= kept <= said + 10
            assert kept % 10 == 0
            assert (await store.read(check.check)).problems == ()


async def test_the_log_beside_the_file_stays_small_under_a_follower(path: Path) -> None:
    async def follow(store: Reader) -> None:
        async for _ in store.follow(0):
            pass

    async with Store(path) as store, Reader(path) as reader:
        following = [asyncio.create_task(follow(each)) for each in (store, reader)]
        for start in range(0, 4_000, 20):
            await store.write(add_many, start, 20)
        log = path.with_name(f"{path.name}-wal")
        assert await asyncio.to_thread(lambda: log.stat().st_size) < 12_000_000
        for each in following:
            each.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    assert not log.exists()


SHUT_OUT = """
import asyncio, os, sys
from pathlib import Path
from backchannel.errors import StoreError
from backchannel.store import pages
from backchannel.store.store import Reader, Store

async def main(path):
    async with Reader(path) as reader:
        print(await reader.read(pages.latest))
    try:
        await Store(path).__aenter__()
    except StoreError as error:
        print(error)

os.chdir("/")
if os.getuid() == 0:
    os.setuid(65534)
asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_store_on_a_medium_that_cannot_be_written_can_be_read() -> None:
    async def fill(path: Path) -> None:
        async with Store(path) as store:
            await store.write(add_many, 0, 3)

    with tempfile.TemporaryDirectory() as place:
        folder, path = Path(place), Path(place) / "event.db"
        asyncio.run(fill(path))
        path.chmod(0o444)
        folder.chmod(0o555)
        ran = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", SHUT_OUT, str(path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        folder.chmod(0o755)
        assert ran.stderr == ""
        assert ran.stdout.splitlines() == ["3", f"the store {path} may only be read, not written"]
        assert [file.name for file in folder.iterdir()] == ["event.db"]
