"""Trying out what a rule would find, without having it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Alert, zone_of
from backchannel.model.query import Query
from backchannel.model.roles.rule import crossings
from backchannel.store import pages, search
from backchannel.store.connection import Connection
from backchannel.store.roles.rules.counting import found

SHOWN: Final = 10
"""Of the posts that it finds, the newest."""


class Trial(Struct, frozen=True):
    """How many posts, the newest in sight, and when an alert would have been set off."""

    count: int
    posts: tuple[StoredPost, ...]
    set_off: tuple[datetime, ...]
    zone: ZoneInfo


def tried(db: Connection, query: Query, alert: Alert | None = None) -> Trial:
    """What a filter finds in everything that is stored."""
    zone = zone_of(search.event_of(db))
    view = pages.View(None, query, zone.key)
    posts = pages.around(db, view, None, newer=0, older=SHOWN, since=None).posts
    set_off: tuple[datetime, ...] = ()
    if alert is not None:
        rows = pages.rows_of(db, view, is_counted=True)
        said = db.execute(*rows.select("p.author"))
        set_off = tuple(from_micros(each.since) for each in crossings(said, alert))
    return Trial(found(db, query, zone.key), posts, set_off, zone)
