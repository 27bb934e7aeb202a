import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.clock import Clock
from tests.store.written import add_many
from tests.waiting import PATIENCE, until

from backchannel.model.change import Change, ChangeKind
from backchannel.store import changes, schema
from backchannel.store.connection import Connection
from backchannel.store.store import Reader, Store


@contextlib.asynccontextmanager
async def following(store: Reader, since: int = 0) -> AsyncIterator[list[Change]]:
    """What a follower has heard so far."""
    heard: list[Change] = []

    async def follow() -> None:
        async with contextlib.aclosing(store.follow(since)) as news:
            async for batch in news:
                heard.extend(batch)

    task = asyncio.create_task(follow())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_changes_are_numbered_stamped_and_in_order(db: Connection, clock: Clock) -> None:
    changes.record(db, ChangeKind.SOURCE, "a", "b")
    clock.advance(1)
    changes.record_all(db, [(ChangeKind.EVENT, "")])
    first, second, third = changes.since(db, 0)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [first.key, second.key, third.kind] == ["a", "b", ChangeKind.EVENT]
    assert (third.at, third.origin) == (clock(), schema.desk_of(db))
    assert changes.since(db, 1, 1) == (second,)
    assert changes.latest(db) == 3


async def test_one_s_own_write_wakes_a_follower_without_waiting_for_a_look(path: Path) -> None:
    async with Store(path, look=2 * PATIENCE) as store, following(store) as heard:
        await store.write(changes.record, ChangeKind.EVENT, "")
        await until(lambda: len(heard) >= 1)
        await store.write(changes.record, ChangeKind.EVENT, "")
        await until(lambda: len(heard) >= 2)


async def test_who_waits_for_one_kind_of_change_is_not_woken_by_others(db: Connection) -> None:
    watch = changes.Watch(db, PATIENCE, {ChangeKind.PIN})
    waiting = asyncio.create_task(watch.wait())
    await asyncio.sleep(0)
    watch.wake({ChangeKind.POST_NEW, ChangeKind.HEALTH})
    await asyncio.sleep(0)
    assert not waiting.done()
    watch.wake({ChangeKind.POST_NEW, ChangeKind.PIN})
    await waiting


async def test_what_a_transaction_tells_of_wakes_who_waits_for_it(path: Path) -> None:
    async with Store(path, look=2 * PATIENCE) as store:
        following = store.follow(0, {ChangeKind.PIN})
        heard = asyncio.ensure_future(anext(following))
        await store.write_along(changes.record, ChangeKind.HEALTH, "a")
        await store.write(changes.record, ChangeKind.PIN, "1")
        async with asyncio.timeout(PATIENCE):
            assert [change.key for change in await heard] == ["1"]
        await following.aclose()


WRITES = """
import sys
from pathlib import Path
from tests.store.written import add_many
from backchannel.store import schema
db = schema.open_to_write(Path(sys.argv[1]))
start = int(sys.argv[2])
for at in range(start, start + 200, 4):
    db.execute("BEGIN IMMEDIATE")
    add_many(db, at, 4)
    db.execute("COMMIT")
"""


async def test_nothing_is_missed_or_told_twice_while_several_processes_write(path: Path) -> None:
    async with (
        Store(path) as store,
        Reader(path) as reader,
        following(store) as one,
        following(reader) as other,
    ):
        writers = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", WRITES, str(path), str(start), stdout=subprocess.DEVNULL
            )
            for start in (0, 1_000, 2_000)
        ]
        for start in range(5_000, 5_100, 5):
            await store.write(add_many, start, 5)
        assert [await writer.wait() for writer in writers] == [0, 0, 0]
        for heard in (one, other):
            await until(lambda heard=heard: len(heard) >= 700)  # type: ignore[misc]  # mypy cannot see the default's type
            assert [change.number for change in heard] == list(range(1, 701))


async def test_a_follower_begins_after_the_change_it_names(path: Path) -> None:
    async with Store(path) as store:
        await store.write(add_many, 0, 5)
        async with following(store, 3) as heard:
            await until(lambda: len(heard) >= 2)
            assert [change.number for change in heard] == [4, 5]


async def test_more_changes_than_one_look_takes_all_come(path: Path) -> None:
    async with Store(path) as store:
        await store.write(changes.record, ChangeKind.SOURCE, *range(25_000))
        async with following(store) as heard:
            await until(lambda: len(heard) >= 25_000)
            assert len({change.number for change in heard}) == 25_000


class Held(Connection):
    """A connection to a file that somebody holds, until `is_held` is False."""

    is_held = True

    def pragma(self, *args: Any, **kwargs: Any) -> Any:
        if self.is_held:
            raise apsw.BusyError("held")
        return super().pragma(*args, **kwargs)


def test_while_a_file_is_held_nothing_has_moved_and_nobody_waits() -> None:
    held = Held(":memory:")
    watch = changes.Watch(held)
    assert not watch.has_moved()
    held.is_held = False
    assert watch.has_moved()
    assert not watch.has_moved()
    held.close()


async def test_a_follower_of_a_closed_file_is_told() -> None:
    gone = Connection(":memory:")
    watch = changes.Watch(gone)
    assert watch.has_moved()
    gone.close()
    await asyncio.wait_for(watch.wait(), PATIENCE)
    with pytest.raises(apsw.ConnectionClosedError):
        watch.has_moved()


async def test_a_follower_that_ends_leaves_no_connection(path: Path) -> None:
    async with Store(path) as store:
        async with following(store):
            await store.write(add_many, 0, 1)
        assert len(store._open) <= 2
        assert not store._watches
