"""The programme as organisers told it: in the event file, and in calendars that were imported."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from backchannel.model.change import ChangeKind
from backchannel.model.programme import Session
from backchannel.model.roles.slot import Slot, known_again
from backchannel.store import changes, meta
from backchannel.store.connection import Connection
from backchannel.store.search.situation import KNOWN, Told, told_event

_IMPORTED: Final = "imported programme"


class Imported(Struct, frozen=True):
    """Sessions out of a calendar. `origin` says which: the name of a file, or an address."""

    origin: str = ""
    sessions: tuple[Session, ...] = ()


def imported(db: Connection) -> Imported:
    """What was imported last."""
    return meta.kept(db, _IMPORTED, Imported())


def take_in(db: Connection, programme: Imported) -> bool:
    """Put it in the place of what was imported before; False if it says the same."""
    if programme == imported(db):
        return False
    meta.keep(db, _IMPORTED, programme, usual=Imported())
    know_again(db)
    changes.record(db, ChangeKind.EVENT, "")
    return True


def know_again(db: Connection) -> None:
    """Give every session that was told the key by which it is known; see `known_again`."""
    event = told_event(db)
    told = (*(event.sessions if event else ()), *imported(db).sessions)
    before = meta.kept(db, KNOWN, Told()).sessions
    rows = db.execute("SELECT id, body FROM session_acts")
    slots = {key: msgspec.json.decode(body, type=Slot) for key, body in rows}
    added = [key for key, slot in slots.items() if slot.is_added]
    meta.keep(db, KNOWN, Told(known_again(told, before, added)), usual=Told())
