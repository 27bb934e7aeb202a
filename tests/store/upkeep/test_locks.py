"""Other programs see that a store is in use, and what was done to it meanwhile."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.written import a_post, save, texts

from backchannel.errors import StoreError
from backchannel.store import schema
from backchannel.store.connection import Connection, wrapped

TRY = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
    except OSError:
        print("in use")
"""
"""Whether nobody has the lock that everybody has who uses a database (sqlite3's os_unix.c)."""


def test_another_opening_in_the_same_process_takes_no_lock_away(db: Connection, path: Path) -> None:
    db.value("SELECT 1 FROM meta")
    schema.open_to_read(path).close()
    with contextlib.closing(schema.open_to_write(path)):
        tried = subprocess.run(  # noqa: S603  # our own interpreter, our own words
            [sys.executable, "-c", TRY, path], capture_output=True, text=True, check=True
        )
    assert tried.stdout == "in use\n"


def test_a_log_that_was_deleted_under_a_desk_is_said_and_nothing_is_lost_when_that_quits(
    path: Path,
) -> None:
    with contextlib.closing(schema.open_to_write(path)) as db:
        save(db, a_post(1, "In the log"))
        path.with_name(f"{path.name}-wal").unlink()
        save(db, a_post(2, "And after it"))
        for way in (schema.open_to_read, schema.open_to_write):
            with (
                pytest.raises(StoreError, match=r"-wal was taken away .* quit that one"),
                wrapped(path),
                contextlib.closing(way(path)) as other,
            ):
                texts(other)
    with contextlib.closing(schema.open_to_read(path)) as again:
        assert texts(again) == ["In the log", "And after it"]
