"""Where the event file is on this machine, for a desk that writes into it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from backchannel.store import meta
from backchannel.store.connection import Connection

_PLACE: Final = "place of the event file"


class _Place(Struct, frozen=True):
    path: str = ""


def keep_place(db: Connection, file: Path) -> None:
    """Remember it, whole."""
    place = _Place(str(file.absolute()))
    if place != meta.kept(db, _PLACE, _Place()):
        meta.keep(db, _PLACE, place)


def place_of(db: Connection) -> Path | None:
    """Where it was when the store was last told of its event; None if it never was."""
    path = meta.kept(db, _PLACE, _Place()).path
    return Path(path) if path else None
