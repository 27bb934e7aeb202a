"""New posts into the tables."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.source import SourceSpec
from backchannel.store import pages, search
from backchannel.store.board import mutes
from backchannel.store.connection import Connection
from backchannel.store.held.places import free_places, moment
from backchannel.store.writing.ready import Ready

Placed = tuple[int, Ready]


def insert(
    db: Connection,
    source: SourceSpec,
    fresh: Sequence[tuple[Post, Ready]],
    *,
    is_quick: bool,
) -> Sequence[Placed]:
    """Store posts that nobody knows; each with the place that it was given, by growing place.

    Those without a date come newest first. If it `is_quick` their words are indexed for the time
    being only.
    """
    first_seen = to_micros(db.now())
    places = free_places(db, [moment(post, first_seen, n) for n, (post, _) in enumerate(fresh)])
    # Full-text rows go in by growing rowid: SQLite writes out a segment at every step back.
    ordered = sorted(
        ((place, ready) for place, (_, ready) in zip(places, fresh, strict=True)),
        key=lambda placed: placed[0],
    )
    number = pages.latest(db)
    _insert_posts(db, source.pane, ordered, number, first_seen)
    db.executemany(
        "INSERT OR IGNORE INTO identities VALUES (?, ?)",
        sorted((name, place) for place, each in ordered for name in each.names),
    )
    db.executemany(
        "INSERT INTO sightings VALUES (?, 0, ?, ?)",
        [(place, source.name, first_seen) for place, _ in ordered],
    )
    words = [(place, each.words) for place, each in ordered]
    search.add_quickly(db, words, number) if is_quick else search.add(db, words)
    return ordered


def _insert_posts(
    db: Connection, pane: str, placed: Sequence[Placed], number: int, first_seen: int
) -> None:
    """Their numbers follow `number`."""
    muted = mutes.Muted(db)
    db.executemany(
        "INSERT INTO posts "
        "(place, number, version, pane, first_seen, body, author, server, is_hidden) "
        "VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)",
        [
            (place, number + n, pane, first_seen, each.body, each.author, each.server, hidden)
            for n, (place, each) in enumerate(placed, 1)
            for hidden in (muted.hidden(each.author, each.server),)
        ],
    )
