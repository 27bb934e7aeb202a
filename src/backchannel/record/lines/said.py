"""The lines of the posts, each with where it was seen; read a few hundred at once.

What says the same elsewhere follows the post in whose row it is shown. The store keeps a post as
the JSON that stands in its line, so it goes from the one into the other as it is: a line is put
together as bytes, in the order of the keys of `PostLine`, and nothing is read that is not changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import encode
from backchannel.record.reading.posts import Progress, Row, bare_post, filing_of, unheard, walk
from backchannel.store.connection import Connection

_SEEN, _AT = "\x1e", "\x1f"
"""What stands between two sightings, and between a source and when it gave the post."""

_OWN: Final = (
    "{0}.place, {0}.number, {0}.pane, {0}.first_seen, {0}.body, "
    f"(SELECT group_concat(source || char({ord(_AT)}) || seen_at, char({ord(_SEEN)}) "
    "ORDER BY turn) FROM sightings s WHERE s.place = {0}.place), "
    "(SELECT json_group_array(identity ORDER BY identity) FROM identities i "
    "WHERE i.place = {0}.place)"
)
_AMONG: Final = "IN (SELECT value FROM json_each(?))"
_COPIES: Final = (
    f"SELECT c.kept, c.reason, c.at, {_OWN.format('q')} FROM copies c JOIN posts q USING (place) "
    f"WHERE c.kept {_AMONG} AND q.gone_at IS NULL "
    "AND q.is_hidden & 3 = 0 ORDER BY c.kept, c.place"
)
_FILED: Final = f"SELECT place, session, by, at FROM filings WHERE place {_AMONG}"

_LINE: Final = (
    b'{"line":"post","place":%d,"number":%d,"pane":%b,"first_seen":%b,"seen":%b,"names":%b,'
    b'"session":%b,"filed":%b,"copy":%b,"post":%b}\n'
)

_decode = msgspec.json.Decoder(Post).decode


class _Beside(Struct):
    """What the store knows of the posts of one step, by their places."""

    filed: Mapping[int, tuple[str, bytes]]
    copies: Mapping[int, Sequence[Row]]


class _Named(Struct):
    id: str


def lines(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[list[bytes]]:
    """The posts that were chosen, oldest first, some hundred lines at a time."""
    filing = filing_of(db)
    for part in walk(db, chosen, _OWN.format("p"), progress):
        beside = _beside(db, [row[0] for row in part])
        found: list[bytes] = []
        for row in part:
            session, filed = beside.filed.get(row[0]) or (filing.at(row[0]), b"null")
            if not chosen.has_session(session):
                continue
            found.append(_line(row, session, filed, b"null", chosen))
            for _, why, at, *own in beside.copies.get(row[0], ()):
                session, filed = beside.filed.get(own[0]) or (filing.at(own[0]), b"null")
                found.append(_line(tuple(own), session, filed, _copied(row, why, at), chosen))
        yield found


def _line(row: Row, session: str, filed: bytes, copied: bytes, chosen: Chosen) -> bytes:
    place, number, pane, first_seen, body, seen, names = row
    return _LINE % (
        place,
        number,
        _written(pane),
        _moment(first_seen),
        _seen(seen or ""),
        names.encode(),
        _written(session),
        filed,
        copied,
        encode(bare_post(_decode(body))) if chosen.is_public_only else body,
    )


def _copied(kept: Row, why: str, at: int) -> bytes:
    named = msgspec.json.decode(kept[4], type=_Named).id
    return b'{"of":%b,"why":%b,"at":%b}' % (encode(named), encode(why), _moment(at))


def _beside(db: Connection, rows: Sequence[int]) -> _Beside:
    copies: dict[int, list[Row]] = defaultdict(list)
    for kept in db.execute(_COPIES, (_listed(rows),)):
        copies[kept[0]].append(kept)
    places = _listed([*rows, *(kept[3] for several in copies.values() for kept in several)])
    filed = {
        place: (session, b'{"by":%b,"at":%b}' % (_written(by), _moment(at)))
        for place, session, by, at in db.execute(_FILED, (places,))
    }
    return _Beside(filed, copies)


@lru_cache(maxsize=4_000)  # what came in one answer came from one source at one moment
def _seen(told: str) -> bytes:
    pairs = (each.rpartition(_AT) for each in told.split(_SEEN) if each)
    several = (
        b'{"source":%b,"at":%b}' % (_written(source), _moment(int(at))) for source, _, at in pairs
    )
    return b"[%b]" % b",".join(several)


@lru_cache(maxsize=1_000)
def _written(name: str) -> bytes:
    return encode(name)


@lru_cache(maxsize=4_000)
def _moment(micros: int) -> bytes:
    return encode(from_micros(micros))


def _listed(places: Sequence[int]) -> str:
    return msgspec.json.encode(places).decode()
