"""Words that came many at once: where they wait until there is time to put them into the index.

Three quarters of what the index costs are the beginnings of words that it keeps apart. `fresh` is a
table like it without these, so that much is stored quickly and found at once. A post's words are in
one of the two, and whoever looks for words looks into both while there are any in it; `meta` says
so, for a table that is empty is not quicker to ask than one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from backchannel.store.connection import Connection
from backchannel.store.search import index
from backchannel.store.search.index import Words

INDEX: Final = ("search",)
BOTH: Final = ("search", "fresh")

MOST: Final = 30_000
"""Posts stored since the first that waits, after which no more may: without beginnings that are
kept apart, each letter of a filter joins all words that begin with it."""


def tables(db: Connection) -> Sequence[str]:
    """Which tables hold words just now. True of the transaction in which it is asked."""
    return INDEX if _since(db) is None else BOTH


def add(db: Connection, rows: Iterable[tuple[int, Words]], number: int) -> None:
    """Let posts be found by place, in a third of the time `index.add` takes.

    `number` is the latest that a post has. The words go into the index itself where too many wait.
    """
    since = _since(db)
    if since is not None and number - since > MOST:
        index.add(db, rows)
        return
    if since is None:
        db.execute("INSERT INTO meta VALUES ('fresh', ?)", (str(number),))
    db.executemany(
        "INSERT INTO fresh (rowid, words, people, facets) VALUES (?, ?, ?, ?)",
        ((place, *values) for place, values in rows),
    )


def remove(db: Connection, place: int) -> None:
    """Take a post's words out, wherever they are."""
    index.remove(db, place)
    if _since(db) is not None:
        db.execute("DELETE FROM fresh WHERE rowid = ?", (place,))


def waiting(db: Connection, most: int) -> list[int]:
    """The oldest places, so many, whose words wait."""
    if _since(db) is None:
        return []
    return [at for (at,) in db.execute("SELECT rowid FROM fresh ORDER BY rowid LIMIT ?", (most,))]


def settle(db: Connection, rows: Sequence[tuple[int, Words]]) -> None:
    """Put the words of posts that wait into the index; without any, all trace of them goes."""
    if not rows:
        # What is deleted from FTS5 is only marked, and nothing of it is needed any more.
        db.execute("INSERT INTO fresh (fresh) VALUES ('delete-all')")
        db.execute("DELETE FROM meta WHERE key = 'fresh'")
        return
    index.add(db, rows)
    db.executemany("DELETE FROM fresh WHERE rowid = ?", ((place,) for place, _ in rows))


def _since(db: Connection) -> int | None:
    """The number of the latest post when the first began to wait."""
    found = db.value("SELECT value FROM meta WHERE key = 'fresh'")
    return None if found is None else int(found)
