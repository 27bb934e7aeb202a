"""The same words elsewhere, as far as a record names them: what is shown in another post's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import Term
from backchannel.store import pages, search
from backchannel.store.connection import Connection

_DECIDED: Final = (
    "SELECT place FROM copies JOIN posts q USING (place) WHERE q.gone_at IS NOT NULL "
    f"OR q.is_hidden & {search.HIDDEN | search.MUTED}"
)
_MUTED: Final = Term("muted", "is")


def out_of_sight(db: Connection) -> frozenset[int]:
    """The places of those that are deleted, hidden or muted, by somebody or by a rule."""
    found = {int(place) for (place,) in db.execute(_DECIDED)}
    event = search.event_of(db)
    if event and any(rule.mute for rule in event.rules):
        rows = pages.rows_of(db, pages.View(None, _MUTED, event.timezone, patience=None))
        among = rows.select(also="{key} IN (SELECT place FROM copies)")
        found |= {int(place) for (place,) in db.execute(*among)}
    return frozenset(found)


def in_sight(several: Iterable[StoredPost], out: frozenset[int]) -> Iterator[StoredPost]:
    """Posts without the copies that are out of sight."""
    for stored in several:
        if any(copy.place in out for copy in stored.copies):
            kept = tuple(copy for copy in stored.copies if copy.place not in out)
            yield replace(stored, copies=kept)
        else:
            yield stored
