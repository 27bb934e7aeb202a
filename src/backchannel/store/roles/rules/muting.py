"""What rules take out of sight, and how it is brought back."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Rule
from backchannel.model.query import Every, Finders, Term
from backchannel.model.query.situation import muting, understood
from backchannel.store import board, pages, search
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import BROUGHT_BACK, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.search.patience import patient

_MUTED: Final = Term("muted", "is")
_BY_NOTHING_ELSE: Final = "p.is_hidden = 0"


class Muted(Struct, frozen=True):
    """What a rule hides: how many posts, and the latest of them, the newest first."""

    rule: Rule
    count: int
    posts: tuple[StoredPost, ...] = ()


def hidden_by_rules(db: Connection, limit: int = 50) -> tuple[Muted, ...]:
    """What every rule in force that mutes hides; one post may be hidden by several."""
    event = search.event_of(db)
    if event is None:
        return ()
    found = []
    for rule, query in understood(event.rules):
        if rule.mute:
            view = pages.View(None, Every((muting(rule, query), _MUTED)), event.timezone)
            posts = _latest(db, view, limit)
            count = len(posts) if len(posts) < limit else _count(db, view)
            found.append(Muted(rule, count, posts))
    return tuple(found)


def _latest(db: Connection, view: pages.View, limit: int) -> tuple[StoredPost, ...]:
    """Those of a view that only rules hide, the newest first."""
    rows = pages.rows_of(db, view).within(_BY_NOTHING_ELSE, ())
    sql, params = rows.select(order="DESC")
    places: list[int] = []
    with patient(db, view.patience if rows.is_slow else None):
        for (place,) in db.execute(f"{sql} LIMIT ?", (*params, limit)):
            places.append(place)  # what was found stays when time is up
    found = pages.by_places(db, places)
    return tuple(found[place] for place in places)


def _count(db: Connection, view: pages.View) -> int:
    rows = pages.rows_of(db, view, is_counted=True).within(_BY_NOTHING_ELSE, ())
    return int(db.value(*rows.count()))


def muting_rules(db: Connection, post: StoredPost) -> tuple[Rule, ...]:
    """The rules in force that mute a post, whether it was brought back or not."""
    event = search.event_of(db)
    found = [
        (rule, muting(rule, query))
        for rule, query in understood(event.rules if event else ())
        if rule.mute
    ]
    if event is None or not found:
        return ()
    situation = search.situation(db, event.timezone)
    hits = Finders([query for _, query in found], situation).tried_on(post)
    return tuple(rule for (rule, _), is_hit in zip(found, hits, strict=True) if is_hit)


def unhide(db: Connection, place: int, by: str) -> bool:
    """Bring a post back into sight, whether somebody hid it or rules do. False if neither."""
    is_hidden = board.unhide(db, place, by)
    is_muted = bool(muting_rules(db, post_at(db, place))) and bring_back(db, place, by)
    return is_hidden or is_muted


def bring_back(db: Connection, place: int, by: str) -> bool:
    """Show a post whatever rules say of it. False if that was decided already."""
    if row(db, BROUGHT_BACK, place):
        return False
    said = Said(Act.BRING_BACK, about(post_at(db, place)), by)
    decide(db, said, BROUGHT_BACK, place, {"place": place, "by": by, "at": to_micros(db.now())})
    return True
