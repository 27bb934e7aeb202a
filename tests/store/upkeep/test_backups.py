"""Copies of a store, its size, and who is in the way."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import a_post, save, texts

from backchannel.errors import ConfigError, StoreBusy, StoreError
from backchannel.model.programme import Event
from backchannel.store import board, check, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting.erasing import forget
from backchannel.store.upkeep import backups
from backchannel.store.upkeep.compacting import compact


def test_a_copy_is_of_the_moment_though_somebody_is_writing(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1, "stored"))
    db.execute("CREATE TEMP TABLE waits (x)")
    made = backups.back_up(path, None, clock)
    save(db, a_post(2, "later"))
    with contextlib.closing(schema.open_to_read(made)) as copy:
        assert texts(copy) == ["stored"]
        assert check.check(copy).problems == ()
    assert backups.known(db) == (made,)
    assert [each.name for each in path.parent.glob("*.partial*")] == []


def test_only_so_many_dated_copies_stay(db: Connection, path: Path, clock: Clock) -> None:
    made = []
    for _ in range(3):
        made.append(backups.back_up(path, None, clock))
        clock.advance(60)
    names = ("mine", "venue2", "20260314-120000-venue2", "20260314")
    mine = [path.with_name(f"{path.name}.backup-{name}") for name in names]
    for each in mine:
        each.touch()
    assert backups.thin_out(path, 2, clock) == (made[0],)
    assert (made[0].exists(), made[2].exists()) == (False, True)
    assert all(each.exists() for each in mine)
    assert backups.known(db) == tuple(made[1:])


def test_the_copy_just_made_stays_though_the_clock_was_set_back(
    db: Connection, path: Path, clock: Clock
) -> None:
    older = backups.back_up(path, None, clock)
    clock.advance(-3_600)
    made = backups.back_up(path, None, clock)
    assert backups.thin_out(path, 1, clock, made) == (older,)
    assert made.exists()


def test_neither_the_store_nor_somebody_else_s_file_is_written_over(
    db: Connection, path: Path, clock: Clock
) -> None:
    letter = path.with_name("letter.txt")
    letter.write_text("dear all")
    for target in (path, letter, path.with_name(f"{path.name}-wal")):
        with pytest.raises(StoreError, match="name another file"):
            backups.back_up(path, target, clock)
    assert letter.read_text() == "dear all"
    assert db.value("SELECT count(*) FROM posts") == 0


def another(path: Path, clock: Clock, name: str = "Lakes") -> Path:
    """The store of another event, closed."""
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        sources.plan(db, Event(name, ("lakes",)), ())
        save(db, a_post(9, "theirs"))
    return path


def refused(path: Path, target: Path, clock: Clock) -> str:
    """What is said of a target that stays as it was."""
    before = target.read_bytes()
    with pytest.raises(StoreError, match="name another") as caught:
        backups.back_up(path, target, clock)
    assert target.read_bytes() == before
    assert list(target.parent.glob("*.partial*")) == []
    return str(caught.value)


def test_the_store_of_another_event_is_never_replaced(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    other = another(path.with_name("other.db"), clock)
    assert f"{other} is the store of Lakes" in refused(path, other, clock)
    with contextlib.closing(schema.open_to_write(other, now=clock)) as desk:  # it is running
        refused(path, other, clock)
        assert texts(desk) == ["theirs"]
        assert check.check(desk).problems == ()


def test_an_earlier_copy_is_replaced_and_nothing_of_it_stays_beside_the_new_one(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    target = path.with_name("copy.db")
    backups.back_up(path, target, clock)
    for side in ("-wal", "-shm"):
        target.with_name(f"copy.db{side}").touch()
    save(db, a_post(2, "later"))
    clock.advance(60)
    assert backups.back_up(path, target, clock) == target
    assert list(path.parent.glob("copy.db-*")) == []
    with contextlib.closing(schema.open_to_read(target)) as copy:
        assert texts(copy) == ["Words", "later"]
        assert check.check(copy).problems == ()


def test_where_a_copy_was_another_store_may_be_now(
    db: Connection, path: Path, clock: Clock
) -> None:
    target = backups.back_up(path, path.with_name("copy.db"), clock)
    target.unlink()
    another(target, clock)
    assert "another desk" in refused(path, target, clock)


def test_a_copy_in_which_somebody_works_or_worked_is_not_replaced(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    target = backups.back_up(path, path.with_name("copy.db"), clock)
    with contextlib.closing(schema.open_to_write(target, now=clock)) as desk:
        assert "is open in a desk" in refused(path, target, clock)
        board.note(desk, "Written in the copy", "them")
        assert "is open in a desk" in refused(path, target, clock)
    assert "holds what is not in this store" in refused(path, target, clock)


def test_a_copy_in_which_somebody_was_forgotten_is_replaced_all_the_same(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1), a_post(2))
    target = backups.back_up(path, path.with_name("copy.db"), clock)
    forget(path, frozenset({"ann2@here.example"}), clock, busy_ms=500)
    assert backups.back_up(path, target, clock) == target


def test_a_copy_that_the_store_does_not_know_of_is_not_replaced(
    db: Connection, path: Path, clock: Clock
) -> None:
    made = backups.back_up(path, None, clock)
    moved = made.rename(path.with_name("moved.db"))
    assert "no copy that this one knows of" in refused(path, moved, clock)


def test_no_folder_is_made_for_a_copy_for_a_disk_may_not_be_mounted(
    db: Connection, path: Path, clock: Clock
) -> None:
    folder = path.with_name("not") / "mounted"
    with pytest.raises(ConfigError, match=f"^{folder}: there is no such folder$"):
        backups.back_up(path, folder / "copy.db", clock)
    assert not folder.parent.exists()


def test_a_damaged_store_is_no_copy_and_the_older_copy_stays(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, *(a_post(number, "w" * 900) for number in range(1, 60)))
    target = path.with_name("copy.db")
    backups.back_up(path, target, clock)
    before = target.read_bytes()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096 * (path.stat().st_size // 4096 // 2))
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreError, match="damaged"):
        backups.back_up(path, target, clock)
    assert target.read_bytes() == before


def test_a_store_is_as_small_as_it_can_be_while_somebody_reads(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, *(a_post(number, "word " * 200) for number in range(1, 200)))
    db.execute("DELETE FROM revisions")
    with contextlib.closing(schema.open_to_read(path, now=clock)) as reader:
        done = compact(path, clock, busy_ms=500)
        assert len(texts(reader)) == 199
    assert done.is_whole
    assert done.after == path.stat().st_size
    assert check.check(db).problems == ()


def test_who_is_in_the_way_is_told(db: Connection, path: Path, clock: Clock) -> None:
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        compact(path, clock, busy_ms=10, patience=0)
    db.execute("ROLLBACK")


def test_what_a_reader_still_needs_is_said_to_be_left(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    with contextlib.closing(schema.open_to_read(path, now=clock)) as reader:
        reader.execute("BEGIN")
        assert texts(reader) == ["Words"]
        assert not compact(path, clock, busy_ms=10, patience=0).is_whole
