"""Conditions on a row of `posts p`, and what a filter asks about times as such."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from backchannel.model.query.fields import FIRST, MANY
from backchannel.model.query.meaning import Between, During

Params = tuple[str | int, ...]


class Clause(Struct, frozen=True):
    """A condition on a row, and its parameters."""

    sql: str
    params: Params = ()


def of_time(asked: Between | During, place: str) -> Clause:
    """What is asked of the time of posting, or of the session."""
    return _between(asked, place) if isinstance(asked, Between) else _during(asked, place)


def _between(stretch: Between, place: str) -> Clause:
    """With no more ends than it has, so that the index is not asked for what is always so."""
    if stretch.after == MANY:
        return Clause(f"{place} >= ?", (stretch.first,))
    if stretch.first == FIRST:
        return Clause(f"{place} < ?", (stretch.after,))
    return Clause(f"{place} >= ? AND {place} < ?", (stretch.first, stretch.after))


def _during(asked: During, place: str) -> Clause:
    """Within the earliest and the latest there can be, so that the rest is not walked through."""
    names = ", ".join("?" * len(asked.sessions)) or "NULL"
    filed = f"SELECT {{}} FROM filings WHERE session IN ({names})"
    first = min((first for first, _ in asked.stretches), default=MANY)
    after = max((after for _, after in asked.stretches), default=FIRST)
    spans = joined(" OR ", [_between(Between(*each), place) for each in asked.stretches], "0")
    sql = (
        f"{place} >= min(?, coalesce(({filed.format('min(place)')}), {MANY})) "
        f"AND {place} <= max(?, coalesce(({filed.format('max(place)')}), {FIRST + 1})) "
        "AND CASE (SELECT count(*) FROM filings f WHERE f.place = p.place) "
        f"WHEN 0 THEN {spans.sql} ELSE p.place IN ({filed.format('place')}) END"
    )
    own = asked.sessions
    return Clause(sql, (first, *own, after, *own, *spans.params, *own))


def joined(operator: str, clauses: Sequence[Clause], empty: str) -> Clause:
    """Several in one; without any, what `empty` says."""
    return Clause(
        operator.join(f"({clause.sql})" for clause in clauses) or empty,
        tuple(param for clause in clauses for param in clause.params),
    )
