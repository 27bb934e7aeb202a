"""How somebody has the desk of an event: its panes and its appearance; of this machine only."""

from __future__ import annotations

from backchannel.model.preferences import AS_MADE, AS_SET, DeskAppearance, DeskLayout
from backchannel.store import meta
from backchannel.store.connection import Connection


def layout(db: Connection) -> DeskLayout:
    """As it was kept; as made, when nothing was or when it cannot be understood."""
    return meta.kept(db, "layout", AS_MADE)


def keep_layout(db: Connection, wanted: DeskLayout) -> None:
    """Keep it for the next start; no other desk hears of it."""
    meta.keep(db, "layout", wanted, usual=AS_MADE)


def appearance(db: Connection) -> DeskAppearance:
    """As it was kept; as set, when nothing was or when it cannot be understood."""
    return meta.kept(db, "appearance", AS_SET)


def keep_appearance(db: Connection, wanted: DeskAppearance) -> None:
    """Keep it for the next start; no other desk hears of it."""
    meta.keep(db, "appearance", wanted, usual=AS_SET)
