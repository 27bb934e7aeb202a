"""What rules take out of sight, and how it is brought back."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Rule
from backchannel.model.query import Every, Finders, Not, Query, Term
from backchannel.model.query.situation import muting, understood
from backchannel.store import board, pages, search
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import BROUGHT_BACK, Said, decide, row
from backchannel.store.connection import Connection

_OUT: Final[tuple[Query, ...]] = (
    Term("muted", "is"),
    Not(Term("hidden", "is")),
    Not(Term("copy", "is")),
)
"""What only a rule hides."""


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
            view = pages.View(None, Every((muting(rule, query), *_OUT)), event.timezone)
            posts = pages.around(db, view, None, newer=0, older=limit, since=None).posts
            count = len(posts) if len(posts) < limit else pages.count(db, view)
            found.append(Muted(rule, count, posts))
    return tuple(found)


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
