"""How many posts rules find."""

from __future__ import annotations

from typing import Final

from backchannel.model.programme import Rule
from backchannel.model.query import Either, Every, Not, Query, QueryError, Term, parse
from backchannel.store import pages, search
from backchannel.store.connection import Connection

COUNTED: Final = 1_000
"""To how many is counted; beyond that it is only known that there are more."""

_ANYWHERE: Final = Either((Term("hidden", "is"), Not(Term("hidden", "is"))))
"""True of every post, and looks at those that are out of sight, too."""


def found_by_each(db: Connection) -> dict[str, int]:
    """By their names, those that are switched off, too; at most `COUNTED` each."""
    event = search.event_of(db)
    timezone = event.timezone if event else "UTC"
    return {each.rule.name: _found(db, each.rule, timezone) for each in search.rule_states(db)}


def found(db: Connection, query: Query, timezone: str) -> int:
    """How many posts a filter finds, in sight or not; at most `COUNTED`."""
    rows = pages.rows_of(db, pages.View(None, Every((query, _ANYWHERE)), timezone))
    sql, params = rows.select()
    return int(db.value(f"SELECT count(*) FROM ({sql} LIMIT ?)", (*params, COUNTED)))


def _found(db: Connection, rule: Rule, timezone: str) -> int:
    try:
        return found(db, parse(rule.when), timezone)
    except QueryError:
        return 0
