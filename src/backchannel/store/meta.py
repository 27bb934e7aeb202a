"""Single things that are kept under a name, as JSON: rows of the table `meta`."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

from backchannel.decoding import decoded
from backchannel.store.connection import Connection

T = TypeVar("T", bound=Struct)


def kept(db: Connection, name: str, usual: T) -> T:
    """What is kept; the usual when nothing is, or when it cannot be understood any more."""
    found = db.value("SELECT value FROM meta WHERE key = ?", (name,))
    try:
        return decoded(found, type(usual)) if isinstance(found, str) else usual
    except msgspec.MsgspecError:
        return usual


def keep(db: Connection, name: str, value: Struct, *, usual: Struct | None = None) -> None:
    """Keep it, in the place of what was kept under the name before; nothing, if it is the usual."""
    if value == usual:
        db.execute("DELETE FROM meta WHERE key = ?", (name,))
        return
    written = msgspec.json.encode(value).decode()
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, written))
