"""The same words elsewhere, as far as a record names them: what is shown in another post's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.programme import zone_of
from backchannel.model.query import parse
from backchannel.store import pages, search
from backchannel.store.connection import Connection

_GONE: Final = "SELECT place FROM copies JOIN posts q USING (place) WHERE q.gone_at IS NOT NULL"
_OUT: Final = parse("is:hidden OR is:muted")


def out_of_sight(db: Connection) -> frozenset[int]:
    """The places of those that are deleted, hidden or muted, by somebody or by a rule.

    What takes a post out of sight is asked as any pane asks it.
    """
    if db.value("SELECT 1 FROM copies LIMIT 1") is None:
        return frozenset()
    found = {int(place) for (place,) in db.execute(_GONE)}
    view = pages.View(None, _OUT, zone_of(search.event_of(db)).key, patience=None)
    among = pages.rows_of(db, view).select(also="{key} IN (SELECT place FROM copies)")
    return frozenset(found | {int(place) for (place,) in db.execute(*among)})


def in_sight(several: Iterable[StoredPost], out: frozenset[int]) -> Iterator[StoredPost]:
    """Posts without the copies that are out of sight."""
    for stored in several:
        if any(copy.place in out for copy in stored.copies):
            kept = tuple(copy for copy in stored.copies if copy.place not in out)
            yield replace(stored, copies=kept)
        else:
            yield stored
