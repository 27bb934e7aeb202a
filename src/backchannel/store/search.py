"""The full-text index: filled with folded words, and asked with a filter turned into SQL.

`model.query.matching` decides the same in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from backchannel.model.post import Post
from backchannel.model.query import searchable
from backchannel.model.query.fields import TIMES, Column, phrase, place_of
from backchannel.model.query.tree import Either, Every, Not, Query, Term
from backchannel.store.connection import Connection

Params = tuple[str | int, ...]

Words = tuple[str, str, str]
"""What the index holds of a post: folded words, folded names, facets."""

_SWEPT: Final = 64
"""Pages of the index that one sweep writes."""

_BEGIN, _GOING, _AGAIN = "begin", "going", "again"
"""How far the sweeping is; more was taken out while it went on, so all is to be swept again."""

_ALL = 'facets : "all"'
"""Every post bears it, so that a filter of nothing but exclusions has something to take from."""


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
    """Take a post out of the index."""
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


def condition(query: Query, now: datetime) -> tuple[str, Params]:
    """A condition on rows of `search` and its parameters; rowid is the place of a post.

    Everything that the index knows goes into one MATCH, so that `ORDER BY rowid DESC LIMIT n`
    with `rowid < ?` reads a page and stops. `now` is aware; clock times are of its time zone.
    """
    parts = query.parts if isinstance(query, Every) else (query,)
    timed = [part for part in parts if _is_timed(part)]
    indexed = [part for part in parts if not _is_timed(part)]
    clauses = [_sql(part, now) for part in timed]
    sql = " AND ".join(["search MATCH ?", *(f"({clause})" for clause, _ in clauses)])
    return sql, (
        _expression(Every(tuple(indexed))),
        *(param for _, own in clauses for param in own),
    )


def _sql(query: Query, now: datetime) -> tuple[str, Params]:
    """Parts that speak of time, and what stands beside them under OR and NOT."""
    if not _is_timed(query):
        return "search.rowid IN (SELECT rowid FROM search WHERE search MATCH ?)", (
            _expression(query),
        )
    match query:
        case Term(value, name):
            return f"search.rowid {'<' if TIMES[name].is_before else '>='} ?", (
                place_of(value, now),
            )
        case Not(part):
            clause, params = _sql(part, now)
            return f"NOT ({clause})", params
        case Every(parts):
            return _joined(" AND ", [_sql(part, now) for part in parts])
        case Either(parts):
            return _joined(" OR ", [_sql(part, now) for part in parts])


def _joined(operator: str, clauses: Sequence[tuple[str, Params]]) -> tuple[str, Params]:
    return (
        operator.join(f"({clause})" for clause, _ in clauses),
        tuple(param for _, params in clauses for param in params),
    )


def _is_timed(query: Query) -> bool:
    match query:
        case Term(_, name):
            return name in TIMES
        case Not(part):
            return _is_timed(part)
        case Every(parts) | Either(parts):
            return any(_is_timed(part) for part in parts)


def _expression(query: Query) -> str:
    """A part in FTS5's own language (sqlite.org/fts5.html, section 3), every word quoted."""
    match query:
        case Term(value, name, is_quoted):
            column, wanted = phrase(name, value, is_quoted=is_quoted)
            star = " *" if wanted.is_open else ""
            return f'{column} : "{" ".join(wanted.words)}"{star}'
        case Not(part):
            return f"({_ALL}) NOT ({_expression(part)})"
        case Either(parts):
            return " OR ".join(f"({_expression(part)})" for part in parts)
        case Every(parts):
            sought = [f"({_expression(part)})" for part in parts if not isinstance(part, Not)]
            unwanted = [f"({_expression(part.part)})" for part in parts if isinstance(part, Not)]
            base = " AND ".join(sought) or f"({_ALL})"
            return f"({base}) NOT ({' OR '.join(unwanted)})" if unwanted else base
