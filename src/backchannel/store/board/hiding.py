"""What is hidden, why and by whom; never deleted."""

from __future__ import annotations

from backchannel.clean.terminal import clean_line
from backchannel.model.board import REASON_LIMIT, Act, Hidden
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import pages
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import HIDING, Row, Said, decide, row
from backchannel.store.connection import Connection


def hide(db: Connection, place: int, by: str, reason: str = "") -> bool:
    """Take a post out of sight, for good or until it is brought back. False if it already is."""
    if row(db, HIDING, place):
        return False
    after: Row = {
        "place": place,
        "reason": clean_line(reason, limit=REASON_LIMIT),
        "by": by,
        "at": to_micros(db.now()),
    }
    decide(db, Said(Act.HIDE, about(post_at(db, place)), by), HIDING, place, after)
    return True


def unhide(db: Connection, place: int, by: str) -> bool:
    """Bring a post back into sight. False if it was not hidden."""
    if not row(db, HIDING, place):
        return False
    decide(db, Said(Act.UNHIDE, about(post_at(db, place)), by), HIDING, place, None)
    return True


def hidden(db: Connection, limit: int = 500) -> tuple[Hidden, ...]:
    """What is out of sight, the latest first."""
    rows = list(
        db.execute(
            "SELECT place, reason, by, at FROM hidings ORDER BY at DESC, place DESC LIMIT ?",
            (limit,),
        )
    )
    found = pages.by_places(db, [place for place, *_ in rows])
    return tuple(
        Hidden(found[place], reason, by, from_micros(at))
        for place, reason, by, at in rows
        if place in found
    )
