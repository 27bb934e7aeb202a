"""Posts put aside for later."""

from __future__ import annotations

from backchannel.model.board import Act, Stashed
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import pages
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import STASH, Row, Said, decide, row
from backchannel.store.connection import Connection


def stash(db: Connection, place: int, by: str) -> bool:
    """Put a post aside for later. False if it already is."""
    if row(db, STASH, place):
        return False
    after: Row = {"place": place, "by": by, "at": to_micros(db.now())}
    decide(db, Said(Act.STASH, about(post_at(db, place)), by), STASH, place, after)
    return True


def unstash(db: Connection, place: int, by: str) -> bool:
    """Take a post up again. False if it was not put aside."""
    if not row(db, STASH, place):
        return False
    decide(db, Said(Act.UNSTASH, about(post_at(db, place)), by), STASH, place, None)
    return True


def stashed(db: Connection, limit: int = 500) -> tuple[Stashed, ...]:
    """What is put aside, the latest first."""
    rows = list(
        db.execute("SELECT place, by, at FROM stash ORDER BY at DESC, place DESC LIMIT ?", (limit,))
    )
    found = pages.by_places(db, [place for place, *_ in rows])
    return tuple(
        Stashed(found[place], by, from_micros(at)) for place, by, at in rows if place in found
    )
