"""The full-text index: filled with folded words, and rid of those that were taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from backchannel.model.post import Post
from backchannel.model.query import searchable
from backchannel.model.query.fields import Column
from backchannel.store.connection import Connection

Words = tuple[str, str, str]
"""What the index holds of a post: folded words, folded names, facets."""

_SWEPT: Final = 64
"""Pages of the index that one sweep writes."""

_BEGIN, _GOING, _AGAIN = "begin", "going", "again"
"""How far the sweeping is; more was taken out while it went on, so all is to be swept again."""


def words_of(post: Post, sources: Sequence[str]) -> Words:
    """What the index holds of a post."""
    found = searchable(post, sources)
    return (
        " ".join(found[Column.WORDS]),
        " ".join(found[Column.PEOPLE]),
        " ".join(found[Column.FACETS]),
    )


def add(db: Connection, rows: Iterable[tuple[int, Words]]) -> None:
    """Index posts by place; they should come by growing place."""
    db.executemany(
        "INSERT INTO search (rowid, words, people, facets) VALUES (?, ?, ?, ?)",
        ((place, *values) for place, values in rows),
    )


def remove(db: Connection, place: int) -> None:
    """Take a post out of the index; see `fresh.remove`."""
    db.execute("DELETE FROM search WHERE rowid = ?", (place,))


def mark_unswept(db: Connection) -> None:
    """Say that words were taken out whose traces are to go, too; `sweep` does that."""
    sweeping = db.value("SELECT value FROM meta WHERE key = 'sweep'")
    db.execute(
        "INSERT OR REPLACE INTO meta VALUES ('sweep', ?)",
        (_AGAIN if sweeping in {_GOING, _AGAIN} else _BEGIN,),
    )


def is_swept(db: Connection) -> bool:
    """Whether the index holds no trace of what was taken out of it."""
    return db.value("SELECT 1 FROM meta WHERE key = 'sweep'") is None


def sweep(db: Connection) -> bool:
    """Write a part of the index anew without the words that were taken out; True if none are left.

    What is deleted from FTS5 is only marked, until the segment that holds it is merged into another
    (sqlite.org/fts5.html, section 6.8). At most some ten milliseconds.
    """
    state = db.value("SELECT value FROM meta WHERE key = 'sweep'")
    if state is None:
        return True
    if db.value("SELECT 1 FROM meta WHERE key = 'fresh'") is not None:
        return False  # it goes as a whole, once what is in it is here
    before = db.total_changes()
    pages = -_SWEPT if state == _BEGIN else _SWEPT  # a negative number begins to merge all
    db.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
    is_over = db.total_changes() - before < 2
    if is_over and state != _AGAIN:
        db.execute("DELETE FROM meta WHERE key = 'sweep'")
        return True
    going = _AGAIN if state == _AGAIN else _GOING
    db.execute("UPDATE meta SET value = ? WHERE key = 'sweep'", (_BEGIN if is_over else going,))
    return False
