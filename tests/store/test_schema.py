import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import apsw
import pytest
from tests.clock import Clock
from tests.store.written import a_post, save

from backchannel.errors import StoreError, StoreTooNew
from backchannel.store import pages, schema
from backchannel.store.connection import Connection, connect
from backchannel.store.migrations import MIGRATIONS

ADDED = "SELECT 1, 2; CREATE TABLE later (word); INSERT INTO later VALUES ('here')"
NEWER = (*MIGRATIONS, (ADDED,))


def test_the_format_has_the_number_of_the_last_step() -> None:
    assert len(MIGRATIONS) == schema.VERSION


def made(path: Path, *numbers: int) -> None:
    """A store of this version, closed."""
    db = schema.open_to_write(path, now=Clock())
    save(db, *(a_post(number) for number in numbers))
    db.close()


def foreign(path: Path, *, mode: str = "delete", application: int = 0) -> None:
    db = apsw.Connection(str(path))
    db.execute(f"PRAGMA journal_mode={mode}")
    db.execute(f"CREATE TABLE recipes (name); PRAGMA application_id={application}")
    db.close()


def whole(path: Path) -> dict[str, bytes]:
    """Every file of the directory."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def test_a_new_file_is_made_with_its_folder_and_a_name_for_the_desk(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "event.db"
    db = schema.open_to_write(path)
    assert len(db.desk) == 32
    assert (db.pragma("user_version"), db.pragma("journal_mode")) == (schema.VERSION, "wal")
    db.close()
    head = path.read_bytes()[:100]
    assert head[68:72] == b"bch1"
    reader = schema.open_to_read(path)
    assert schema.desk_of(reader) == db.desk
    reader.close()


def test_an_empty_file_becomes_a_store_but_is_none_to_a_reader(path: Path) -> None:
    path.touch()
    with pytest.raises(StoreError, match="is empty"):
        schema.open_to_read(path)
    schema.open_to_write(path).close()
    schema.open_to_read(path).close()


def test_a_folder_that_cannot_be_written_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.mkdir()  # SQLite cannot open it, whoever runs this
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    with pytest.raises(StoreError, match=f"nothing can be written in {path.parent}"):
        schema.open_to_write(path)
    with pytest.raises(StoreError, match="none can be made in that folder"):
        schema.open_to_read(path / "none.db")


@pytest.mark.parametrize("open_it", [schema.open_to_read, schema.open_to_write])
def test_a_folder_is_no_store(path: Path, open_it: type) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match=f"^{path} cannot be a store, for it is a folder"):
        open_it(path)


def test_a_file_that_is_not_there_is_not_made_by_a_reader(path: Path) -> None:
    with pytest.raises(StoreError, match=f"there is no store at {path}"):
        schema.open_to_read(path)
    assert not path.exists()


@pytest.mark.parametrize("open_it", [schema.open_to_read, schema.open_to_write])
@pytest.mark.parametrize("application", [0, 0x12345678])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_program_s_file_is_refused_and_not_touched(
    path: Path, open_it: type, application: int, mode: str
) -> None:
    foreign(path, mode=mode, application=application)
    before = whole(path)
    with pytest.raises(StoreError, match="is not a backchannel store"):
        open_it(path)
    assert whole(path) == before


@pytest.mark.parametrize("open_it", [schema.open_to_read, schema.open_to_write])
@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\0", b"x" * 4096])
def test_a_file_that_is_no_database_is_refused_and_not_touched(
    path: Path, open_it: type, content: bytes
) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a backchannel store"):
        open_it(path)
    assert whole(path) == {path.name: content}


@pytest.mark.parametrize("open_it", [schema.open_to_read, schema.open_to_write])
def test_a_newer_file_is_refused_with_its_format_and_not_touched(path: Path, open_it: type) -> None:
    schema.open_to_write(path, migrations=NEWER).close()
    before = whole(path)
    with pytest.raises(StoreTooNew, match=f"format {schema.VERSION + 1}"):
        open_it(path)
    assert whole(path) == before


def test_a_newer_file_whose_log_is_not_in_it_yet_keeps_its_log(path: Path) -> None:
    made(path, 1)
    newer = apsw.Connection(str(path))
    newer.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    newer.execute(f"{ADDED}; PRAGMA user_version={schema.VERSION + 1}").fetchall()
    newer.close()
    before = path.read_bytes(), path.with_name("event.db-wal").read_bytes()
    with pytest.raises(StoreTooNew):
        schema.open_to_write(path)
    assert (path.read_bytes(), path.with_name("event.db-wal").read_bytes()) == before


@pytest.mark.parametrize("place", ["", "event.db/inside"])
def test_what_cannot_be_a_file_is_said_in_a_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "event.db").touch()
    with pytest.raises(StoreError, match="cannot be"):
        schema.open_to_write(tmp_path / place)


def test_an_older_file_is_brought_up_with_a_copy_beside_it(path: Path) -> None:
    made(path, 1, 2)
    db = schema.open_to_write(path, migrations=NEWER)
    assert db.value("SELECT word FROM later") == "here"
    assert pages.latest(db) == 2
    db.close()
    copy = path.with_name(f"event.db.before-{schema.VERSION}-to-{schema.VERSION + 1}")
    old = schema.open_to_read(copy)
    assert pages.latest(old) == 2
    old.close()
    assert not list(path.parent.glob("*.partial"))


def test_the_copy_holds_what_was_only_in_the_log(path: Path) -> None:
    db = schema.open_to_write(path, now=Clock())
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    save(db, a_post(1))
    db.close()
    schema.open_to_write(path, migrations=NEWER).close()
    (copy,) = path.parent.glob("*.before-*")
    old = schema.open_to_read(copy)
    assert pages.latest(old) == 1
    old.close()


def test_an_older_file_is_not_for_a_reader_to_bring_up(path: Path) -> None:
    db = apsw.Connection(str(path))
    db.execute(f"CREATE TABLE meta (x); PRAGMA application_id={schema.APPLICATION}")
    db.close()
    with pytest.raises(StoreError):
        schema.open_to_read(path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    made(path, 1)
    before = path.read_bytes()
    with pytest.raises(StoreError):
        schema.open_to_write(path, migrations=(*NEWER, ("CREATE TABLE later (again)",)))
    assert path.read_bytes() == before
    db = schema.open_to_write(path)
    assert (
        pages.latest(db),
        db.value("SELECT count(*) FROM sqlite_schema WHERE name='later'"),
    ) == (
        1,
        0,
    )
    db.close()


def test_without_its_copy_a_file_is_not_brought_up(path: Path) -> None:
    made(path, 1)
    blocked = path.with_name(f"event.db.before-{schema.VERSION}-to-{schema.VERSION + 1}")
    blocked.mkdir()
    with pytest.raises(StoreError):
        schema.open_to_write(path, migrations=NEWER)
    schema.open_to_read(path).close()


OPENS = """
import sys
from pathlib import Path
from backchannel.store import schema
from backchannel.store.migrations import MIGRATIONS
extra = sys.argv[2:]
steps = (*MIGRATIONS, *((each,) for each in extra))
db = schema.open_to_write(Path(sys.argv[1]), migrations=steps)
print(db.desk)
"""


def opened_at_once(path: Path, *extra: str) -> set[str]:
    """What five processes that open a file together say whose desk it is."""
    started = [
        subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-c", OPENS, str(path), *extra],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * 5
    return said


class Overtaken(type(Path())):  # type: ignore[misc]  # the class of this system's paths
    """A file that another process makes a store of when its first bytes have been read."""

    def open(self, *_: object, **__: object) -> io.BytesIO:
        before = io.BytesIO(self.read_bytes())
        made(Path(str(self)), 1)
        return before

    def read_bytes(self) -> bytes:
        return Path(str(self)).read_bytes()


def test_a_store_that_another_process_makes_while_one_looks_is_ours(path: Path) -> None:
    connect(path).close()  # as far as the other process is: a file with nothing in it
    assert path.stat().st_size >= 100
    db = schema.open_to_write(Overtaken(path))
    assert pages.by_number(db, 1) is not None
    db.close()


class HalfWritten(type(Path())):  # type: ignore[misc]  # the class of this system's paths
    """A file whose first page another process writes when its first bytes have been read.

    So far that is all of a store: the other pages are in its write-ahead log.
    """

    page: bytes

    def open(self, *_: object, **__: object) -> io.BytesIO:
        plain = Path(str(self))
        before = io.BytesIO(plain.read_bytes())
        with plain.open("r+b") as file:
            file.write(self.page)
        return before


def test_a_store_that_another_process_is_writing_while_one_looks_is_ours(path: Path) -> None:
    connect(path).close()
    reader = connect(path, read_only=True)
    reader.execute("BEGIN; SELECT count(*) FROM sqlite_schema").fetchall()
    other = schema.open_to_write(path, busy_ms=10)  # its log waits for the reader
    reader.close()
    half = HalfWritten(path)
    half.page = other.serialize("main")[: other.pragma("page_size")]
    schema.open_to_write(half).close()
    other.close()


def test_a_file_that_another_process_turns_into_a_store_is_waited_for(path: Path) -> None:
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.05, other.execute, ["COMMIT"])
    release.start()
    connect(path).close()
    release.join()
    other.close()


class Overtaking(Connection):
    """A connection beside which another process makes a store after the first looks at it."""

    def pragma(self, name: str, /, *_: object, **__: object) -> object:  # type: ignore[override]  # no value is set here
        found = super().pragma(name)
        if name == "application_id" and not found:
            schema.open_to_write(Path(self.filename), busy_ms=10).close()
        return found


def test_a_store_that_is_made_between_two_looks_is_ours(path: Path) -> None:
    connect(path).close()
    db = Overtaking(str(path))
    assert schema._checked(db, path, schema.VERSION) == 0
    db.close()


def test_processes_that_make_a_store_together_make_one(path: Path) -> None:
    (desk,) = opened_at_once(path)
    assert len(desk) == 32


def test_processes_that_bring_a_store_up_together_do_it_once(path: Path) -> None:
    made(path, 1)
    opened_at_once(path, ADDED)
    db = schema.open_to_write(path, migrations=NEWER)
    assert db.value("SELECT count(*) FROM later") == 1
    db.close()
    (copy,) = path.parent.glob("*.before-*")
    schema.open_to_read(copy).close()  # it is of the version before


def test_a_file_that_is_locked_whole_is_busy(path: Path) -> None:
    made(path)
    other = apsw.Connection(str(path))
    other.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    other.execute("BEGIN EXCLUSIVE; DELETE FROM meta")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="locked by another program"):
            connect(path, read_only=read_only, busy_ms=10)
    other.close()


def test_statements_of_the_schema_are_not_trusted(db: Connection) -> None:
    assert db.pragma("trusted_schema") == 0
    assert db.pragma("synchronous") == 2
