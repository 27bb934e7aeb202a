"""What becomes of the questions that a session leaves open, in words."""

from __future__ import annotations

from typing import Final

import click
from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Session, running
from backchannel.store.connection import Connection
from backchannel.store.roles import ending, programme
from backchannel.store.roles.ending import Fate
from backchannel.ui.lines.amounts import counted
from backchannel.ui.programme.words import ended_text, questions_are

USAGE: Final = "carry, park or leave"

_FATES: Final = {
    "carry": (Fate.CARRY_OVER, "carried over"),
    "park": (Fate.PARK, "parked"),
    "leave": (Fate.LEAVE, "left"),
}


class Settled(Struct, frozen=True):
    """Of which session how many questions had which fate, and the line that says so."""

    session: str | None
    fate: str
    questions: int
    line: str


def ends_with(db: Connection, act: str, session: str) -> str | None:
    """The session that is over by an act that is about to be done to one; None when none is."""
    if act in {"end", "remove"}:
        return session
    current = running(programme.sessions(db), db.now()) if act == "start" else None
    return current.name if current is not None else None


def left_open(db: Connection, session: str | None) -> str:
    """What there is to decide now that this one is over; nothing where nothing is."""
    ended = ending.ended(db, session) if session is not None else None
    if ended is None:
        return ""
    return f"{ended_text(ended)}, and {questions_are(ended.open)} still open"


def settle(db: Connection, said: str, session: Session | None, by: str) -> Settled:
    """Carry over, park or leave those of a session; without one, of the one that is asked about."""
    if said.casefold() not in _FATES:
        raise click.UsageError(f"say what becomes of them: {USAGE}")
    fate, done = _FATES[said.casefold()]
    ended = ending.ended(db, session.name if session else None)
    if ended is None:
        title = clean_line(session.title) if session else "no session that is over"
        name = session.name if session else None
        return Settled(name, fate.value, 0, f"{title} has left no question open")
    count = ending.settle(db, ended.session, fate, by)
    to = f" to {clean_line(ended.then.title)}" if ended.then else ", to no session"
    where = to if fate is Fate.CARRY_OVER else ""
    line = f"{clean_line(ended.title)}: {counted(count, 'question')} {done}{where}"
    return Settled(ended.session, fate.value, count, line)
