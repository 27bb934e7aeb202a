"""Other programs see that a store is in use."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from backchannel.store import schema
from backchannel.store.connection import Connection

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
