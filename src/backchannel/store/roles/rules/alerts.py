"""Alerts: so many different people said something within so long."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import Rule
from backchannel.model.query import Query
from backchannel.model.query.situation import understood
from backchannel.model.query.vain import in_vain
from backchannel.model.roles.alert import SET_OFF_LATE, Alerted
from backchannel.model.roles.cue import LONGEST
from backchannel.model.roles.rule import Crossing, crossings, lasting
from backchannel.store import changes, pages, search
from backchannel.store.connection import Connection
from backchannel.store.desk.unseen import TOLD, UNSEEN
from backchannel.store.roles import cues

_COLUMNS: Final = (
    f"id, rule, text, people, at, ended, iif({TOLD}, cue, ''), "
    f"iif({UNSEEN}, NULL, seen), iif({UNSEEN}, '', seen_by)"
)


class Judged(Struct, frozen=True):
    """What a look came to, in microseconds: per rule when its threshold was passed.

    `again` is when it has to be looked at next if nothing comes.
    """

    crossed: tuple[tuple[str, str, Crossing], ...] = ()
    again: int | None = None
    is_news: bool = False


def judge(db: Connection) -> Judged:
    """Count anew who said what lately. Reads only; its cost is that of the last few minutes."""
    event, now = search.event_of(db), to_micros(db.now())
    crossed = []
    if event is not None:
        for rule, query in understood(event.rules):
            if rule.alert is not None and not in_vain(query, is_alert=True):
                crossed += [
                    (rule.name, worded(rule, each.people), each)
                    for each in crossings(_said(db, rule, query, event.timezone), rule.alert)
                    if each.until >= now - _MICROS_LATE
                ]
    ends = [each.until for _, _, each in crossed if each.until > now]
    open_ = {rule for (rule,) in db.execute("SELECT rule FROM alerts WHERE ended IS NULL")}
    standing = {rule for rule, _, each in crossed if each.until > now}
    is_news = open_ != standing or any(_is_news(db, *each, now) for each in crossed)
    return Judged(tuple(crossed), min(ends, default=None), is_news)


def keep(db: Connection, judged: Judged) -> int:
    """Write down what is new of it; how many alerts that were.

    One that is known from another look, or from another process, is the same when they overlap.
    """
    now, made, standing = to_micros(db.now()), 0, set()
    for rule, text, each in judged.crossed:
        ended = each.until if each.until <= now else None
        if ended is None:
            standing.add(rule)
        known = _known(db, rule, each)
        if known is None:
            made += 1
            _set_off(db, rule, text, each, ended)
        elif each.people > known[1]:
            _update(db, known[0], "people = ?, text = ?, ended = ?", each.people, text, ended)
        elif ended != known[2]:
            _update(db, known[0], "ended = ?", ended)
    left = list(db.execute("SELECT id, rule FROM alerts WHERE ended IS NULL"))
    for id_, rule in left:
        if rule not in standing:
            _update(db, id_, "ended = ?", now)
    return made


def worded(rule: Rule, people: int) -> str:
    """`too fast: 5 people within 3 min`."""
    within = rule.alert.within if rule.alert else timedelta()
    who = "person" if people == 1 else "people"
    return clean_line(f"{rule.name}: {people} {who} within {lasting(within)}")


def unseen(db: Connection) -> tuple[Alerted, ...]:
    """Those that nobody has seen yet, the latest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM alerts WHERE {UNSEEN} ORDER BY at DESC, id LIMIT 20")
    return tuple(map(_alerted, rows))


def latest(db: Connection, limit: int = 100) -> tuple[Alerted, ...]:
    """All there were, the latest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM alerts ORDER BY at DESC, id LIMIT ?", (limit,))
    return tuple(map(_alerted, rows))


def see(db: Connection, by: str, ids: Sequence[str] | None = None) -> int:
    """Somebody has seen alerts, or all there are; how many nobody had. No decision."""
    waiting = [id_ for (id_,) in db.execute(f"SELECT id FROM alerts WHERE {UNSEEN}")]
    wanted = [id_ for id_ in waiting if ids is None or id_ in ids]
    for id_ in wanted:
        _update(db, id_, "cue = '', seen = ?, seen_by = ?", to_micros(db.now()), by)
    return len(wanted)


def pass_on(db: Connection, by: str, id_: str | None = None) -> Alerted | None:
    """Tell the presenter of an alert, by default of the latest that nobody has seen, as a cue.

    None when there is none. Raises StoreError when it was passed on already.
    """
    waiting = unseen(db)
    wanted = id_ or (waiting[0].id if waiting else "")
    found = db.execute(f"SELECT {_COLUMNS} FROM alerts WHERE id = ?", (wanted,)).fetchone()
    if found is None:
        return None
    alert = _alerted(found)
    if alert.cue:
        raise StoreError("the presenter was told already")
    made = cues.cue(db, clean_line(alert.text, limit=LONGEST), by)
    see(db, by, [alert.id])
    _update(db, alert.id, "cue = ?", made.id)
    return alert


_MICROS_LATE: Final = round(SET_OFF_LATE.total_seconds() * 1_000_000)


def _said(db: Connection, rule: Rule, query: Query, timezone: str) -> Iterator[tuple[int, str]]:
    within = rule.alert.within if rule.alert else timedelta()
    since = to_micros(db.now() - within - within - SET_OFF_LATE)
    rows = pages.rows_of(db, pages.View(None, query, timezone), is_counted=True)
    return db.execute(*rows.select("p.author", "{key} >= ?", (since,)))


def _set_off(db: Connection, rule: str, text: str, each: Crossing, ended: int | None) -> None:
    id_ = uuid.uuid4().hex
    db.execute(
        "INSERT INTO alerts (id, rule, text, people, at, ended) VALUES (?, ?, ?, ?, ?, ?)",
        (id_, rule, text, each.people, each.since, ended),
    )
    changes.record(db, ChangeKind.ALERT, id_)


def _update(db: Connection, id_: str, columns: str, *values: str | int | None) -> None:
    db.execute(f"UPDATE alerts SET {columns} WHERE id = ?", (*values, id_))
    changes.record(db, ChangeKind.ALERT, id_)


def _known(db: Connection, rule: str, each: Crossing) -> tuple[str, int, int | None] | None:
    found: Any = db.execute(
        "SELECT id, people, ended FROM alerts WHERE rule = ? AND at <= ? "
        "AND coalesce(ended, ?) >= ? ORDER BY at DESC LIMIT 1",
        (rule, each.until, each.until, each.since),
    ).fetchone()
    return found and (found[0], found[1], found[2])


def _is_news(db: Connection, rule: str, _: str, each: Crossing, now: int) -> bool:
    known = _known(db, rule, each)
    if known is None:
        return True
    ended = each.until if each.until <= now else None
    return each.people > known[1] or ended != known[2]


def _alerted(values: tuple[Any, ...]) -> Alerted:  # Any: SQLite's columns are typed by the schema
    id_, rule, text, people, at, ended, cue, seen, seen_by = values
    ended, seen = (None if each is None else from_micros(each) for each in (ended, seen))
    return Alerted(id_, rule, text, people, from_micros(at), ended, cue, seen, seen_by)
