"""The lines of the posts, each with where it was seen; read a few hundred at once.

What says the same elsewhere follows the post in whose row it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import Copied, FiledByHand, PostLine, Seen
from backchannel.record.reading.posts import (
    Progress,
    Row,
    bare_post,
    filing_of,
    unheard,
    walk,
)
from backchannel.store.connection import Connection

_decode = msgspec.json.Decoder(Post).decode

_OWN: Final = "{0}.place, {0}.number, {0}.pane, {0}.first_seen, {0}.body"
_COPIES: Final = (
    f"SELECT c.kept, c.reason, c.at, {_OWN.format('q')} FROM copies c JOIN posts q USING (place) "
    "WHERE c.kept IN (SELECT value FROM json_each(?)) AND q.gone_at IS NULL "
    "AND q.is_hidden & 3 = 0 ORDER BY c.kept, c.place"
)
_SEEN: Final = (
    "SELECT place, source, seen_at FROM sightings "
    "WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place, turn"
)
_NAMES: Final = (
    "SELECT place, identity FROM identities "
    "WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place, identity"
)
_FILED: Final = (
    "SELECT place, session, by, at FROM filings WHERE place IN (SELECT value FROM json_each(?))"
)


class _Beside(Struct):
    """What the store knows of the posts of one step, by their places."""

    seen: Mapping[int, Sequence[Seen]]
    names: Mapping[int, Sequence[str]]
    filed: Mapping[int, tuple[str, FiledByHand]]
    copies: Mapping[int, Sequence[Row]]


def entries(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[PostLine]:
    """The posts that were chosen, oldest first."""
    filing = filing_of(db)
    for part in walk(db, chosen, _OWN.format("p"), progress):
        beside = _beside(db, [row[0] for row in part])
        for row in part:
            by_hand = beside.filed.get(row[0])
            session = by_hand[0] if by_hand else filing.at(row[0])
            if not chosen.has_session(session):
                continue
            first = _line(row, session, beside, None, chosen)
            yield first
            for kept in beside.copies.get(row[0], ()):
                copied = Copied(first.post.id, kept[1], from_micros(kept[2]))
                own = beside.filed.get(kept[3])
                filed = own[0] if own else filing.at(kept[3])
                yield _line(kept[3:], filed, beside, copied, chosen)


def _line(
    row: Row, session: str, beside: _Beside, copied: Copied | None, chosen: Chosen
) -> PostLine:
    place, number, pane, first_seen, body = row
    post = _decode(body)
    by_hand = beside.filed.get(place)
    return PostLine(
        place,
        number,
        pane,
        from_micros(first_seen),
        tuple(beside.seen.get(place, ())),
        tuple(name for name in beside.names.get(place, ()) if name != post.id),
        session,
        by_hand[1] if by_hand else None,
        copied,
        bare_post(post) if chosen.is_public_only else post,
    )


def _beside(db: Connection, rows: Sequence[int]) -> _Beside:
    copies: dict[int, list[Row]] = defaultdict(list)
    for kept in db.execute(_COPIES, (_listed(rows),)):
        copies[kept[0]].append(kept)
    places = _listed([*rows, *(kept[3] for several in copies.values() for kept in several)])
    seen: dict[int, list[Seen]] = defaultdict(list)
    for place, source, at in db.execute(_SEEN, (places,)):
        seen[place].append(Seen(source, from_micros(at)))
    names: dict[int, list[str]] = defaultdict(list)
    for place, name in db.execute(_NAMES, (places,)):
        names[place].append(name)
    filed = {
        place: (session, FiledByHand(by, from_micros(at)))
        for place, session, by, at in db.execute(_FILED, (places,))
    }
    return _Beside(seen, names, filed, copies)


def _listed(places: Sequence[int]) -> str:
    return msgspec.json.encode(places).decode()
