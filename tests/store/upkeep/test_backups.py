"""Copies of a store, its size, and who is in the way."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import a_post, save, texts

from backchannel.errors import StoreBusy, StoreError
from backchannel.store import check, schema
from backchannel.store.connection import Connection
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
