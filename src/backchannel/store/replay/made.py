"""Stores that were made of a raw record to be played: of which one."""

from __future__ import annotations

import contextlib
from hashlib import file_digest
from pathlib import Path

from msgspec import Struct

from backchannel.store import meta, schema
from backchannel.store.connection import Connection, wrapped

_NAME = "made of"


class Mark(Struct, frozen=True):
    """The SHA-256 of a record's bytes, in hexadecimal."""

    digest: str = ""


def mark_of(record: Path) -> Mark:
    """Of a record's file. Raises StoreError when it cannot be read."""
    with wrapped(record), record.open("rb") as stream:
        return Mark(file_digest(stream, "sha256").hexdigest())


def mark(db: Connection, own: Mark) -> None:
    """Write down in a store which record it is made of."""
    meta.keep(db, _NAME, own)


def mark_in(store: Path) -> Mark | None:
    """The same read again; None for a store that was made of none. Raises StoreError."""
    with wrapped(store), contextlib.closing(schema.open_to_read(store)) as db:
        found = meta.kept(db, _NAME, Mark())
    return found if found.digest else None
