"""What a filter is asked in, as the store knows it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.model.moments import from_micros
from backchannel.model.programme import Event, Rule, Session
from backchannel.model.query import Situation, situation_of
from backchannel.model.roles.rule import RuleAct, RuleState, in_force
from backchannel.model.roles.slot import Slot, run
from backchannel.store.connection import Connection

KNOWN: Final = "programme"
"""The name in `meta` of the sessions that were told, with their keys."""


BROUGHT_BACK: Final = (
    "WITH shown(place) AS (SELECT coalesce(c.kept, b.place) FROM brought_back b "
    "LEFT JOIN copies c USING (place)) "
    "SELECT place FROM shown "
    "UNION ALL SELECT c.place FROM copies c JOIN shown s ON s.place = c.kept"
)
"""The places of what no rule mutes: what somebody brought back, and all that is in its row."""


class Told(Struct, frozen=True):
    """All sessions that were told, each with the key by which it is known."""

    sessions: tuple[Session, ...] = ()


Marks = tuple[tuple[str, int], ...]
"""How far each pane was read, as places."""


def situation(db: Connection, timezone: str, read: Marks | None = None) -> Situation:
    """The time, in the zone in which clock times are meant, the programme, the rules, the marks.

    With `read` the marks as they were then, else as they are.
    """
    read = read_marks(db) if read is None else read
    brought_back = tuple(place for (place,) in db.execute(BROUGHT_BACK))
    is_filed = db.value("SELECT 1 FROM filings LIMIT 1") is not None
    now = db.now().astimezone(ZoneInfo(timezone))
    event = event_of(db)
    return situation_of(event, now, read, is_filed=is_filed, brought_back=brought_back)


def read_marks(db: Connection) -> Marks:
    """How far each pane was read by now."""
    return tuple(db.execute("SELECT pane, place FROM read_marks ORDER BY pane"))


def told_event(db: Connection) -> Event | None:
    """The event this store is of, as its organiser told it; None until one was told."""
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    return _event(told) if told else None


def event_of(db: Connection) -> Event | None:
    """The event this store is of, its programme as it is run, and the rules that are in force.

    None until one was told.
    """
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    if not told:
        return None
    known = db.value("SELECT value FROM meta WHERE key = ?", (KNOWN,))
    slots = tuple(db.execute("SELECT id, body FROM session_acts"))
    return _as_run(told, known or "", slots, _rule_acts(db))


def rule_states(db: Connection) -> tuple[RuleState, ...]:
    """Every rule, those that are switched off, too; the event file's come first."""
    event = told_event(db)
    return _states(event.rules if event else (), _rule_acts(db))


Acts = tuple[tuple[str, str, str, int], ...]


def _rule_acts(db: Connection) -> Acts:
    return tuple(db.execute("SELECT id, body, by, at FROM rule_acts ORDER BY id"))


@lru_cache(maxsize=4)
def _states(told: tuple[Rule, ...], acts: Acts) -> tuple[RuleState, ...]:
    done = [(name, decoded(body, RuleAct), by, from_micros(at)) for name, body, by, at in acts]
    return in_force(told, done)


@lru_cache(maxsize=4)
def _as_run(told: str, known: str, slots: tuple[tuple[str, str], ...], acts: Acts) -> Event:
    """Decoded once for each thing that somebody does to a session or a rule."""
    done = {key: decoded(body, Slot) for key, body in slots}
    event = _event(told)
    sessions = decoded(known, Told).sessions if known else event.sessions
    rules = tuple(each.rule for each in _states(event.rules, acts) if not each.is_off)
    return replace(event, sessions=run(sessions, done), rules=rules)


@lru_cache(maxsize=4)
def _event(told: str) -> Event:
    return decoded(told, Event)
