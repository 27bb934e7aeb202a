"""A filter turned into SQL: which rows, in which order. `model.query.matching` decides the same.

Every way ends at rows of `posts p`, walked by growing or falling place without sorting:

    index       FROM search CROSS JOIN posts     what the index can tell goes into one MATCH,
                                                 and the same in `fresh` while words wait there
    decision    FROM pins CROSS JOIN posts       few rows; the index is asked about each
    posts       FROM posts                       the rest, along the pane
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.query import Query, Situation
from backchannel.model.query.fields import FIRST, MANY, Count
from backchannel.model.query.meaning import (
    AllOf,
    AnyOf,
    Automatic,
    Between,
    Counted,
    Decided,
    During,
    Found,
    Leaf,
    Meaning,
    OneOf,
    Says,
    Unread,
    Without,
    meaning,
    muted_by_rules,
    reaches_out_of_sight,
)
from backchannel.store.search.clauses import Clause, joined, of_time
from backchannel.store.search.decided import STANDS, TABLES
from backchannel.store.search.expression import expression
from backchannel.store.search.fresh import INDEX
from backchannel.store.search.selected import Arm, Rows
from backchannel.store.wording import written

FEW: Final = 30_000
"""Rows that are listed in the time that asking about a few hundred takes; for a page."""

MUTED_AT_ONCE: Final = 10_000
"""Rows that rules mute and that are listed for a page, rather than asked about one by one."""

_COUNTED: Final = {
    Count.LIKES: "{}.likes",
    Count.BOOSTS: "coalesce(CAST({}.body AS TEXT) ->> 'boosts', 0)",
    Count.REPLIES: "coalesce(CAST({}.body AS TEXT) ->> 'replies', 0)",
}
_OF_COPIES: Final = (
    "coalesce((SELECT sum({}) FROM copies JOIN posts q USING (place) WHERE kept = p.place), 0)"
)
_COUNTS: Final = {
    count: f"{sql.format('p')} + {_OF_COPIES.format(sql.format('q'))}"
    for count, sql in _COUNTED.items()
}
"""A row counts what its copies count, too."""

_IS_BOT: Final = "coalesce(CAST(p.body AS TEXT) ->> '$.author.is_bot', 0)"


def as_it_is(asked: Meaning) -> Meaning:
    """No other spelling."""
    return asked


def rows(
    query: Query,
    situation: Situation,
    pane: str | None,
    *,
    is_counted: bool = False,
    few: int = FEW,
    is_looked_at: bool = False,
    spelled: Callable[[Meaning], Meaning] = as_it_is,
    tables: Sequence[str] = INDEX,
) -> Rows:
    """The posts of a pane (None for all) that match and are in sight, or asked for all the same.

    `is_counted` when all of them are wanted, and not just the next few. Words that `few` posts have
    are frequent. Posts that are `is_looked_at` afterwards need not be asked here what mutes them.
    What is asked may be `spelled` otherwise, as `beginnings.spelled_out` does. `tables` are those
    that `fresh.tables` names.
    """
    asked = spelled(meaning(query, situation))
    parts = asked.parts if isinstance(asked, AllOf) else (asked,)
    reaches = reaches_out_of_sight(query)
    muted = AnyOf() if reaches else muted_by_rules(situation)
    is_told = _is_indexed(muted) and any(_is_indexed(part) for part in parts)
    has_muted = is_looked_at and bool(muted.parts) and not is_told
    inner, back = _apart(muted) if is_counted else (muted, None)
    rules = (Without(spelled(inner)),) if muted.parts and not has_muted else ()
    sight = [Clause("p.gone_at IS NULL")]
    sight += [] if reaches else [Clause("p.is_hidden = 0")]
    sight += [Clause("p.pane = ?", (pane,))] if pane is not None else []
    index = _Index(tuple(tables), MANY if is_counted else few)
    ways = _ways(parts, rules, index, is_counted=is_counted)
    if back is not None:
        ways.append(_along("", (back, inner, *parts), (), index))
    return Rows(
        tuple(_arm(way, sight) for way in ways),
        is_slow=not all(_is_quick(part) for part in (*parts, *rules)),
        is_plain=not parts and not rules,
        is_steady=all(_is_steady(part) for part in (*parts, muted)),
        has_muted=has_muted,
    )


def _apart(muted: AnyOf) -> tuple[AnyOf, OneOf | None]:
    """What rules mute by words alone, and what somebody brought back: two of its rows to count.

    The index tells the one quickly, but nothing of both at once.
    """
    match muted.parts:
        case (AllOf((inner, Without(OneOf() as back))),) if _is_indexed(inner):
            return AnyOf((inner,)), back
    return muted, None


class _Index(Struct, frozen=True):
    """The tables that hold words, and how many posts have what is frequent."""

    tables: tuple[str, ...]
    few: int

    def matching(self, what: str, part: Meaning, also: str = "") -> Clause:
        """Rows that match, of any table."""
        arms = (f"SELECT {what} FROM {each} WHERE {each} MATCH ?{also}" for each in self.tables)
        return Clause(" UNION ALL ".join(arms), (expression(part),) * len(self.tables))


class _Way(Struct, frozen=True):
    """Where rows come from, by what they are walked, and what is asked of each."""

    source: str
    key: str
    clauses: Sequence[Clause]
    table: str = ""


def _ways(
    parts: Sequence[Meaning], rules: Sequence[Without], index: _Index, *, is_counted: bool
) -> list[_Way]:
    kept = next((part for part in parts if isinstance(part, Decided) and _is_kept(part)), None)
    if kept is not None:
        return [_along(TABLES[kept.decision], parts, rules, index)]
    told = parts if not is_counted else (*parts, *rules)
    if any(_is_indexed(part) for part in told):
        return [_indexed(table, (*parts, *rules), index) for table in index.tables]
    return [_along("", parts, rules, index)]


def _arm(way: _Way, sight: Sequence[Clause]) -> Arm:
    conditions = [*way.clauses, *sight]
    return Arm(
        f"{way.source} WHERE {' AND '.join(f'({clause.sql})' for clause in conditions)}",
        tuple(param for clause in conditions for param in clause.params),
        way.key,
        way.table,
    )


def _indexed(table: str, parts: Sequence[Meaning], index: _Index) -> _Way:
    """Along the index. All that it can tell goes into one MATCH: a page is read, and that is it."""
    told = tuple(part for part in parts if _is_indexed(part))
    match, key = Clause(f"{table} MATCH ?", (expression(AllOf(told)),)), f"{table}.rowid"
    rest = [part for part in parts if not _is_indexed(part)]
    return _Way(
        f"FROM {table} CROSS JOIN posts p ON p.place = {key}",
        key,
        [match, *(_sql(part, key, index) for part in rest)],
        table,
    )


def _along(table: str, parts: Sequence[Meaning], rules: Sequence[Without], index: _Index) -> _Way:
    """Along the posts, or a few of them that a table names; the index is asked about each."""
    source, key = "FROM posts p", "p.place"
    if table:
        source, key = f"FROM {table} d CROSS JOIN posts p ON p.place = d.place", "d.place"
    asked = (
        _about_one(part, index) if _is_indexed(part) else _sql(part, key, index) for part in parts
    )
    return _Way(source, key, [*asked, *(_not_muted(rule, key, index) for rule in rules)])


def _not_muted(rule: Without, place: str, index: _Index) -> Clause:
    """Few posts are muted, as a rule, and a page asks about each row; so they are listed."""
    muted = _sql(rule.part, place, replace(index, few=min(index.few, MUTED_AT_ONCE)))
    return Clause(f"NOT ({muted.sql})", muted.params)


def _is_kept(part: Meaning) -> bool:
    return isinstance(part, Decided) and part.decision in TABLES


def _is_quick(part: Meaning) -> bool:
    """Whether SQLite goes from one match to the next without looking at what lies between."""
    return _is_indexed(part) or _is_kept(part) or isinstance(part, Between)


def _is_steady(part: Meaning) -> bool:
    """Whether it asks for nothing but words and names, and posts that somebody chose."""
    match part:
        case Without(inner):
            return _is_steady(inner)
        case AllOf(parts) | AnyOf(parts):
            return all(_is_steady(each) for each in parts)
        case _:
            return isinstance(part, Found | OneOf)


def _is_indexed(part: Meaning) -> bool:
    """Whether the index can tell."""
    match part:
        case Found():
            return not part.is_looked_at
        case Without(inner):
            return _is_indexed(inner)
        case AllOf(parts):
            return all(_is_indexed(each) for each in parts)
        case AnyOf(parts):
            return bool(parts) and all(_is_indexed(each) for each in parts)
        case _:
            return False


def _about_one(part: Meaning, index: _Index) -> Clause:
    """What the index tells about the very row."""
    no, sought = ("NOT ", part.part) if isinstance(part, Without) else ("", part)
    # An inner `search` hides the outer one, so the row is named by its post.
    about = index.matching("1", sought, " AND rowid = p.place")
    return Clause(f"{no}EXISTS ({about.sql})", about.params)


def _among(part: Meaning, place: str, index: _Index) -> Clause:
    """What the index tells about any row: rare words are listed once, others asked for each time.

    Up to a few rows in a hundred the list is quicker; beyond that it takes longer than a page may,
    and the next row that matches is near.
    """
    each, listed, one = (
        index.matching("1", part),
        index.matching("rowid", part),
        _about_one(part, index),
    )
    is_rare = f"(SELECT count(*) FROM ({each.sql} LIMIT {index.few})) < {index.few}"
    sql = f"CASE WHEN {is_rare} THEN {place} IN ({listed.sql}) ELSE {one.sql} END"
    return Clause(sql, (*each.params, *listed.params, *one.params))


def _sql(part: Meaning, place: str, index: _Index) -> Clause:
    """What the index cannot tell, and what stands beside it under OR and NOT."""
    if _is_indexed(part):
        return _among(part, place, index)
    match part:
        case Without(inner):
            clause = _sql(inner, place, index)
            return Clause(f"NOT ({clause.sql})", clause.params)
        case AllOf(parts):
            return joined(" AND ", [_sql(each, place, index) for each in parts], "1")
        case AnyOf(parts):
            return joined(" OR ", [_sql(each, place, index) for each in parts], "0")
        case _:
            return _leaf(part, place)


def _leaf(leaf: Leaf, place: str) -> Clause:
    match leaf:
        case Between() | During():
            return of_time(leaf, place)
        case Says(sought):
            return Clause("says(?, p.body)", (written(sought),))
        case Counted(count, least, most):
            return Clause(f"{_COUNTS[count]} BETWEEN ? AND ?", (least, most))
        case Decided() | Automatic():
            return Clause(STANDS[leaf.decision] if isinstance(leaf, Decided) else _IS_BOT)
        case OneOf(places):
            return Clause(f"{place} IN (SELECT value FROM json_each(?))", (f"{list(places)}",))
        case Unread(marks):
            known = " ".join("WHEN ? THEN ?" for _ in marks) or "WHEN NULL THEN NULL"
            flat = tuple(value for mark in marks for value in mark)
            return Clause(f"{place} > CASE p.pane {known} ELSE ? END", (*flat, FIRST))
        case Found(column, wanted):  # that the index can tell was asked before
            return Clause("begun(?, ?, p.body)", (column, wanted.words[-1]))
