"""What is written of a slow pace: when a source is asked, and when it would be otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from backchannel.ingest.afterwards.pace import Pace, slowed
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros
from backchannel.model.source import Health
from backchannel.store import changes, sources
from backchannel.store.connection import Connection


def due_after(db: Connection, health: Health, wait: timedelta, pace: Pace | None) -> Health:
    """The source is asked again when the usual `wait` is over, or later where it is quiet.

    How long it has been quiet is known from the posts: whoever starts anew goes on at that pace.
    """
    now, event = db.now(), sources.event_of(db)
    usual = now + wait
    if pace is None or event is None:
        return replace(health, due=usual, sooner=None)
    due = now + slowed(wait, event, _last(db), now, pace)
    return replace(health, due=due, sooner=usual if due > usual else None)


def is_slow(db: Connection) -> bool:
    """Whether anybody is asked later than usual."""
    return any(each.sooner is not None for each in sources.health(db))


def wake(db: Connection) -> int:
    """Have everybody asked at the usual pace again; how many were slow.

    Who would have been asked by now is due now, so that it does not look as if we had been away.
    """
    slow = [each for each in sources.health(db) if each.sooner is not None]
    for each in slow:
        due = max(each.sooner or db.now(), db.now())
        is_sooner = each.due is None or due < each.due
        sources.set_health(db, replace(each, due=due if is_sooner else each.due, sooner=None))
    changes.record(db, ChangeKind.SOURCE, *(each.source for each in slow))
    return len(slow)


def _last(db: Connection) -> datetime:
    """When the last post came; in a store without posts, when it was told of the event."""
    seen = db.value("SELECT first_seen FROM posts ORDER BY number DESC LIMIT 1")
    begun = db.value("SELECT at FROM changes ORDER BY number LIMIT 1")
    return from_micros(seen or begun or 0)
