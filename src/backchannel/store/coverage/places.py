"""How far the posts of each source reach, and what its place is known not to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.query.fields import facet
from backchannel.store import meta, search, sources
from backchannel.store.connection import Connection

_UNSEEN: Final = "unseen"
_ARM: Final = (
    "SELECT {0}.rowid FROM {0} CROSS JOIN sightings s ON s.place = {0}.rowid "
    "AND s.source = ? WHERE {0} MATCH ?"
)


class Covered(Struct, frozen=True):
    """When the newest and the oldest post of a source were posted; None if it gave none.

    `unseen` are things that its place never shows, each in a few words.
    """

    newest: datetime | None = None
    oldest: datetime | None = None
    unseen: tuple[str, ...] = ()


class _Unseen(Struct, frozen=True):
    """By the names of sources."""

    of: dict[str, tuple[str, ...]] = {}


def covered(db: Connection) -> dict[str, Covered]:
    """What each source covers.

    The index is walked from its ends, so it takes no longer in a large store.
    """
    unseen = meta.kept(db, _UNSEEN, _Unseen()).of
    return {
        each.source: Covered(
            _end(db, "DESC", each.source),
            _end(db, "ASC", each.source),
            unseen.get(each.source, ()),
        )
        for each in sources.health(db)
    }


def tell_unseen(db: Connection, unseen: Mapping[str, tuple[str, ...]]) -> None:
    """Keep for the screens, which know no kinds of sources, what these are known not to show."""
    told = _Unseen({name: said for name, said in unseen.items() if said})
    if told != meta.kept(db, _UNSEEN, _Unseen()):
        meta.keep(db, _UNSEEN, told)


def _end(db: Connection, order: str, source: str) -> datetime | None:
    arms = [_ARM.format(table) for table in search.tables(db)]
    sought = (source, f'facets : "{facet("source", source)}"') * len(arms)
    place = db.value(f"{' UNION ALL '.join(arms)} ORDER BY 1 {order} LIMIT 1", sought)
    return None if place is None else from_micros(place)
