"""How somebody has the desk of an event: its panes and its appearance; of this machine only."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

from backchannel.model.preferences import AS_MADE, AS_SET, DeskAppearance, DeskLayout
from backchannel.store.connection import Connection

T = TypeVar("T", bound=Struct)


def layout(db: Connection) -> DeskLayout:
    """As it was kept; as made, when nothing was or when it cannot be understood."""
    return _kept(db, "layout", AS_MADE)


def keep_layout(db: Connection, wanted: DeskLayout) -> None:
    """Keep it for the next start; no other desk hears of it."""
    _keep(db, "layout", wanted, AS_MADE)


def appearance(db: Connection) -> DeskAppearance:
    """As it was kept; as set, when nothing was or when it cannot be understood."""
    return _kept(db, "appearance", AS_SET)


def keep_appearance(db: Connection, wanted: DeskAppearance) -> None:
    """Keep it for the next start; no other desk hears of it."""
    _keep(db, "appearance", wanted, AS_SET)


def _kept(db: Connection, key: str, usual: T) -> T:
    found = db.value("SELECT value FROM meta WHERE key = ?", (key,))
    try:
        return msgspec.json.decode(found, type=type(usual)) if isinstance(found, str) else usual
    except msgspec.MsgspecError:
        return usual


def _keep(db: Connection, key: str, wanted: T, usual: T) -> None:
    if wanted == usual:
        db.execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        written = msgspec.json.encode(wanted).decode()
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, written))
