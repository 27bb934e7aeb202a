"""A page read once more where posts only arrived since: what is known is not read again.

Four times a second each pane looks at two hundred posts, of which twenty-five are new when a
hundred arrive in a second. The log says in the same transaction whether anything else happened.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING
from backchannel.model.reading import ARRIVED_LIMIT, OLDEST, Page
from backchannel.store import changes, pages
from backchannel.store.connection import Connection
from backchannel.store.held import came

MOST: Final = 200
"""Posts that arrived since; with more a page is read whole."""

ENOUGH: Final = 0.7
"""The part of what is asked for, on a side of which there is more, that a known page may have."""


class Known(Struct, frozen=True):
    """A page of a view, what it was asked for, and the newest change of the log that is in it."""

    page: Page
    view: pages.View
    since: int | None
    until: int


def around(
    db: Connection,
    view: pages.View,
    place: int | None,
    *,
    newer: int,
    older: int,
    since: int | None,
    known: Known | None,
) -> Known:
    """As `pages.around`. With a page that is `known`, each side may be shorter by three tenths."""
    until = changes.latest(db)
    page = None
    if known is not None and known.view == view and view.query == EVERYTHING:
        page = _grown(db, known, place, newer=newer, older=older, since=since)
    if page is None:
        page = pages.around(db, view, place, newer=newer, older=older, since=since)
    return Known(page, view, since, until)


def _grown(
    db: Connection, known: Known, place: int | None, *, newer: int, older: int, since: int | None
) -> Page | None:
    """The page with what arrived; None if it has to be read."""
    before, latest = known.page, pages.latest(db)
    is_new_only = changes.are_known_as_before(db, known.until)
    if not (before.posts and is_new_only and latest - before.latest <= MOST):
        return None
    rows = pages.rows_of(db, known.view, is_looked_at=True)
    if not rows.is_steady:  # a rule mutes for a time
        return None
    new = came.since(db, known.view.pane, rows, before.latest)
    held = _stretch(before, pages.by_places(db, _within(before, new)).values())
    page = _cut(held, place, newer, older)
    if page is None:
        return None
    return replace(
        page,
        latest=latest,
        arrived=_arrived(db, known, new, since),
        pointed=pages.pointed_among(db, known.view, page.posts),
    )


def _within(page: Page, places: Sequence[int]) -> list[int]:
    """Those between the page's ends; an end where there is no more is open."""
    lowest = page.posts[-1].place if page.older else OLDEST
    highest = page.posts[0].place if page.newer else -OLDEST
    return [place for place in places if lowest < place < highest]


def _stretch(page: Page, fresh: Collection[StoredPost]) -> Page:
    """The page with these."""
    if not fresh:
        return page
    posts = sorted((*page.posts, *fresh), key=lambda post: -post.place)
    return replace(page, posts=tuple(posts))


def _cut(page: Page, place: int | None, newer: int, older: int) -> Page | None:
    """What is asked for of a longer stretch; None if that is too short."""
    posts = page.posts
    if place is not None and not page.covers(place):
        return None
    at = 0 if place is None else sum(post.place > place for post in posts)
    older += place is not None and at < len(posts) and posts[at].place == place
    is_short_above = page.newer and (place is None or at < newer * ENOUGH)
    if is_short_above or (page.older and len(posts) - at < older * ENOUGH):
        return None
    start, end = (0 if place is None else max(0, at - newer)), at + older
    return replace(
        page,
        posts=posts[start:end],
        newer=page.newer or start > 0,
        older=page.older or end < len(posts),
    )


def _arrived(
    db: Connection, known: Known, new: Sequence[int], since: int | None
) -> tuple[int, ...]:
    """As `pages.around` counts them, from those that were counted."""
    if since is None:
        return ()
    if since != known.since:
        return pages.first_arrived(db, known.view, since)
    return (*known.page.arrived, *new)[:ARRIVED_LIMIT]
