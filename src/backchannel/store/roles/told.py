"""The programme as organisers told it: in the event file, and in calendars that were imported."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backchannel.decoding import decoded
from backchannel.model.change import ChangeKind
from backchannel.model.programme import Session
from backchannel.model.roles.slot import Slot, known_again
from backchannel.store import changes, meta
from backchannel.store.connection import Connection
from backchannel.store.search.situation import KNOWN, Told, told_event

__all__ = ["BY_HAND", "FOLLOWED", "Imported", "imported", "know_again", "take_in", "told_event"]

BY_HAND: Final = "programme by hand"
FOLLOWED: Final = "programme followed"
"""The names in `meta` of what somebody imported, and of what the event file points at."""


class Imported(Struct, frozen=True):
    """Sessions out of a calendar. `origin` says which: the name of a file, or an address.

    `left_out` counts what was no session; `problem` says why it could not be read the last time.
    """

    origin: str = ""
    sessions: tuple[Session, ...] = ()
    left_out: int = 0
    problem: str = ""
    etag: str = ""
    modified: str = ""


def imported(db: Connection, which: str = BY_HAND) -> Imported:
    """What was imported last."""
    return meta.kept(db, which, Imported())


def take_in(db: Connection, programme: Imported, which: str = BY_HAND) -> bool:
    """Put it in the place of what was imported before; False if it says the same."""
    if programme == imported(db, which):
        return False
    meta.keep(db, which, programme, usual=Imported())
    know_again(db)
    changes.record(db, ChangeKind.EVENT, "")
    return True


def know_again(db: Connection) -> None:
    """Give every session that was told the key by which it is known; see `known_again`."""
    event = told_event(db)
    told = list(event.sessions if event else ())
    for which in (FOLLOWED, BY_HAND):
        known = {each.uid for each in told if each.uid}
        told += [each for each in imported(db, which).sessions if each.uid not in known]
    before = meta.kept(db, KNOWN, Told()).sessions
    rows = db.execute("SELECT id, body FROM session_acts")
    slots = {key: decoded(body, Slot) for key, body in rows}
    added = [key for key, slot in slots.items() if slot.is_added]
    meta.keep(db, KNOWN, Told(known_again(told, before, added)), usual=Told())
