"""How somebody arranged the panes of the desk; of this machine only."""

from __future__ import annotations

import msgspec

from backchannel.model.preferences import AS_MADE, DeskLayout
from backchannel.store.connection import Connection

_KEY = "layout"


def layout(db: Connection) -> DeskLayout:
    """As it was kept; as made, when nothing was or when it cannot be understood."""
    found = db.value("SELECT value FROM meta WHERE key = ?", (_KEY,))
    try:
        return msgspec.json.decode(found, type=DeskLayout) if isinstance(found, str) else AS_MADE
    except msgspec.MsgspecError:
        return AS_MADE


def keep_layout(db: Connection, wanted: DeskLayout) -> None:
    """Keep it for the next start; no other desk hears of it."""
    if wanted == AS_MADE:
        db.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    else:
        written = msgspec.json.encode(wanted).decode()
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, written))
