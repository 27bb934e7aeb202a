"""Rows that keep JSON which is none any more, as an older version left it where it cut out a quote.

A decision without what it changed stays in the log, with who, what and when; it cannot be undone.
What was done by hand to a session or a rule is lost with its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.roles.rule import RuleAct
from backchannel.model.roles.slot import Slot
from backchannel.store.board.decisions import Row
from backchannel.store.connection import Connection

_NAMED: Final = 10
"""So many are named; of more it is said how many."""


class Kept(Struct, frozen=True):
    """Columns of a table that keep JSON of one kind."""

    table: str
    key: str
    columns: tuple[str, ...]
    kind: Any  # a union is no type
    problem: str
    mended: str
    lost: tuple[str, str]


ALL: Final = (
    Kept(
        "decisions",
        "id",
        ("before", "after"),
        Row | None,
        "decisions: what they changed cannot be read: {}",
        "UPDATE decisions SET before = 'null', after = 'null' WHERE id = ?",
        ("what 1 decision changed: it stays in the log and cannot be undone",
         "what {:,} decisions changed: they stay in the log and cannot be undone"),
    ),
    Kept(
        "session_acts",
        "id",
        ("body",),
        Slot,
        "programme: what was done to sessions cannot be read: {}",
        "DELETE FROM session_acts WHERE id = ?",
        ("what was done by hand to 1 session", "what was done by hand to {:,} sessions"),
    ),
    Kept(
        "rule_acts",
        "id",
        ("body",),
        RuleAct,
        "rules: what was done to them cannot be read: {}",
        "DELETE FROM rule_acts WHERE id = ?",
        ("what was done at a desk to 1 rule", "what was done at a desk to {:,} rules"),
    ),
)  # fmt: skip


def problems(db: Connection) -> Iterator[str]:
    """In sentences that name them."""
    for each in ALL:
        if keys := found(db, each):
            named = ", ".join(map(str, keys[:_NAMED]))
            more = len(keys) - _NAMED
            yield each.problem.format(f"{named} and {more:,} more" if more > 0 else named)


def mend(db: Connection) -> Iterator[str]:
    """Let all be readable; what is lost by that, in sentences."""
    for each in ALL:
        if keys := found(db, each):
            db.executemany(each.mended, [(key,) for key in keys])
            one, several = each.lost
            yield one if len(keys) == 1 else several.format(len(keys))


def found(db: Connection, kept: Kept) -> Sequence[int | str]:
    """The keys of rows that cannot be read."""
    rows = db.execute(f"SELECT {kept.key}, {', '.join(kept.columns)} FROM {kept.table}")
    return [key for key, *texts in rows if not all(_is_legible(text, kept.kind) for text in texts)]


def _is_legible(text: str, kind: Any) -> bool:  # Any: a union is no type
    try:
        decoder(kind)(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return False
    return True
