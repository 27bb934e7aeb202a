"""How the programme is run by hand: sessions begun, overrun, ended, moved, added and taken out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.programme import OVER_TIME, Session

MOST_MINUTES: Final = 24 * 60


class Slot(Struct, frozen=True, omit_defaults=True):
    """What was done to a session by hand; None where it is as the programme says.

    `began` and `until` are the moments at which it was begun, and at which it is to end; `is_ended`
    when it was ended there by hand. One that was `added` at the desk has a start and minutes.
    """

    title: str | None = None
    starts: datetime | None = None
    minutes: int | None = None
    people: tuple[str, ...] | None = None
    room: str | None = None
    began: datetime | None = None
    until: datetime | None = None
    is_ended: bool = False
    is_added: bool = False
    is_removed: bool = False


def distinct(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """In the order of their starts, each with a `key` of its own: its title, or `Break (2)`."""
    return known_again(sessions, (), ())


def known_again(
    told: Iterable[Session], before: Iterable[Session], taken: Iterable[str]
) -> tuple[Session, ...]:
    """Give each session the key that it had `before`, so that what is filed under it follows.

    It is known by its `uid`, else by its title and start, else by its title. One that is new gets
    its title as its key, made distinct; keys that are `taken` are of others.
    """
    order = sorted(told, key=lambda each: (each.starts, each.title))
    seen = {key.casefold() for key in taken}
    keys = {n: each.key for n, each in enumerate(order) if each.key}
    seen |= {key.casefold() for key in keys.values()}
    left = [each for each in before if each.key.casefold() not in seen]
    for marks in _MARKS:
        for n, session in enumerate(order):
            old = next((each for each in left if n not in keys and marks(each, session)), None)
            if old is not None:
                keys[n] = old.key
                seen.add(old.key.casefold())
                left.remove(old)
    found: list[Session] = []
    for n, session in enumerate(order):
        key = keys.get(n) or _free(session.title, seen)
        seen.add(key.casefold())
        found.append(replace(session, key=key))
    return tuple(found)


def _has_uid(old: Session, new: Session) -> bool:
    return bool(new.uid) and old.uid == new.uid


def _has_both(old: Session, new: Session) -> bool:
    return _has_title(old, new) and old.starts == new.starts


def _has_title(old: Session, new: Session) -> bool:
    is_other = bool(old.uid and new.uid)  # then they would be one by their uid
    return not is_other and old.title == new.title


_MARKS: Final = (_has_uid, _has_both, _has_title)


def _free(title: str, seen: Container[str]) -> str:
    key, turn = title, 1
    while key.casefold() in seen:
        turn += 1
        key = f"{title} ({turn})"
    return key


def run(told: Sequence[Session], slots: Mapping[str, Slot]) -> tuple[Session, ...]:
    """The programme as it is run: what the organiser told, and what was done by hand since.

    One that was overrun, or ends late, holds back those that follow in its room. Each is open until
    the next one begins, at most `OVER_TIME` after its end; one that was ended by hand until then.
    """
    planned = {session.key: session for session in distinct(told)}
    added = {
        key: Session(slot.title or key, slot.starts, slot.minutes or 1, key=key)
        for key, slot in slots.items()
        if slot.is_added and slot.starts is not None and key not in planned
    }
    found = [
        _changed(session, slots.get(key, Slot()))
        for key, session in (planned | added).items()
        if not slots.get(key, Slot()).is_removed
    ]
    found.sort(key=lambda session: (session.starts, session.key))
    return _closed(_held_back(found, slots), slots)


def _changed(session: Session, slot: Slot) -> Session:
    starts = slot.starts or session.starts
    minutes = slot.minutes or session.minutes
    ends = starts + timedelta(minutes=minutes)
    if slot.began is not None and slot.began >= ends:  # begun when it should have been over
        ends = slot.began + timedelta(minutes=minutes)
    return replace(
        session,
        title=slot.title or session.title,
        starts=slot.began or starts,
        minutes=minutes,
        people=session.people if slot.people is None else slot.people,
        room=session.room if slot.room is None else slot.room,
        until=slot.until or ends,
    )


def _held_back(sessions: Sequence[Session], slots: Mapping[str, Slot]) -> list[Session]:
    """Let those that follow one that was overrun begin when it ends.

    One that would be over by then takes its minutes, and holds back those that follow in its turn.
    """
    held: list[Session] = []
    overrun: list[Session] = []
    for session in sessions:
        slot, is_late = slots.get(session.key, Slot()), False
        over = max((each.ends for each in overrun if each.room == session.room), default=None)
        if over is not None and slot.began is None and over > session.starts:
            is_short = over < session.ends
            ends = session.ends if is_short else over + timedelta(minutes=session.minutes)
            session = replace(session, starts=over, until=ends)  # noqa: PLW2901  # as it is held back
            is_late = not is_short
        held.append(session)
        if is_late or _holds_back(slot):
            overrun.append(session)
    return sorted(held, key=lambda each: (each.starts, each.key))


def _holds_back(slot: Slot) -> bool:
    """Whether somebody said how long a session of the programme takes, and it is not ended."""
    has_length = slot.minutes is not None and not slot.is_added
    return not slot.is_ended and (slot.until is not None or has_length)


def _closed(sessions: Sequence[Session], slots: Mapping[str, Slot]) -> tuple[Session, ...]:
    """Say until when each is open."""
    closed = []
    for session, then in pairwise([*sessions, None]):
        if session is None:
            continue
        closes = session.ends
        if not slots.get(session.key, Slot()).is_ended:
            closes += OVER_TIME
            if then is not None:
                closes = max(session.ends, min(closes, then.starts))
        closed.append(replace(session, closes=closes))
    return tuple(closed)
