"""How much there is of everything people decide."""

from __future__ import annotations

from msgspec import Struct

from backchannel.store.connection import Connection


class Counts(Struct, frozen=True):
    """How much there is of everything people decide."""

    pins: int
    notes: int
    hidden: int


def counts(db: Connection) -> Counts:
    """How many pins, notes and hidden posts there are."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM pins), "
        "(SELECT count(*) FROM notes WHERE deleted_at IS NULL), (SELECT count(*) FROM hidings)"
    )
    return Counts(*next(found))
