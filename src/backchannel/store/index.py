"""The full-text index kept in step with the posts; `search` asks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backchannel.model.post import Post
from backchannel.model.query import searchable
from backchannel.model.query.fields import Column
from backchannel.store.connection import Connection

Row = tuple[str, str, str]
"""Folded words, folded names, facets."""


def row(post: Post, sources: Sequence[str]) -> Row:
    """What the index holds of a post."""
    found = searchable(post, sources)
    return (
        " ".join(found[Column.WORDS]),
        " ".join(found[Column.PEOPLE]),
        " ".join(found[Column.FACETS]),
    )


def add(db: Connection, rows: Iterable[tuple[int, Row]]) -> None:
    """Index posts by place; they should come by growing place."""
    db.executemany(
        "INSERT INTO search (rowid, words, people, facets) VALUES (?, ?, ?, ?)",
        ((place, *values) for place, values in rows),
    )


def remove(db: Connection, place: int) -> None:
    """Take a post out of the index."""
    db.execute("DELETE FROM search WHERE rowid = ?", (place,))
