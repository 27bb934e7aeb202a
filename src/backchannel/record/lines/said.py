"""The lines of the posts, each with where it was seen; read a few hundred at once.

What says the same elsewhere follows the post in whose row it is shown. The store keeps a post as
the JSON that stands in its line, so it goes from the one into the other as it is: a line is put
together as bytes, in the order of the keys of `PostLine`, and nothing is read that is not changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoded, decoder
from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import encode
from backchannel.record.reading.elsewhere import out_of_sight
from backchannel.record.reading.filing import Filing
from backchannel.record.reading.posts import Progress, Row, bare_post, filing_of, unheard, walk
from backchannel.store.connection import Connection

_SEEN, _AT = "\x1e", "\x1f"
"""What stands between two sightings, and between a source and when it gave the post."""

_BESIDE: Final = (
    "{0}.number, {0}.pane, {0}.first_seen, {0}.body, "
    f"(SELECT group_concat(seen, char({ord(_SEEN)})) FROM (SELECT source || char({ord(_AT)}) || "
    "seen_at AS seen FROM sightings s WHERE s.place = {0}.place ORDER BY turn)), "
    "(SELECT json_group_array(identity) FROM "
    "(SELECT identity FROM identities i WHERE i.place = {0}.place ORDER BY identity))"
)
"""Put in order below the sums: there the indexes have that order, and nothing is sorted."""

_AMONG: Final = "IN (SELECT value FROM json_each(?))"
_COPIES: Final = (
    f"SELECT c.kept, c.reason, c.at, q.place, {_BESIDE.format('q')} "
    f"FROM copies c JOIN posts q USING (place) WHERE c.kept {_AMONG} ORDER BY c.kept, c.place"
)
_FILED: Final = f"SELECT place, session, by, at FROM filings WHERE place {_AMONG}"

_LINE: Final = (
    b'{"line":"post","place":%d,"number":%d,"pane":%b,"first_seen":%b,"seen":%b,"names":%b,'
    b'"session":%b,"filed":%b,"copy":%b,"post":%b}\n'
)

_NOTHING: Final = b"null"

_decode = decoder(Post)


class _Beside(Struct):
    """What the store knows of the posts of one step, by their places."""

    filed: Mapping[int, tuple[str, bytes]]
    copies: Mapping[int, Sequence[Row]]


class _Named(Struct):
    id: str


def lines(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[list[bytes]]:
    """The posts that were chosen, oldest first, some hundred lines at a time."""
    filing = filing_of(db)
    out = out_of_sight(db)
    is_alone = _is_empty(db, "copies") and _is_empty(db, "filings")
    is_plain = is_alone and not chosen.sessions and not chosen.is_public_only
    for part in walk(db, chosen, _BESIDE.format("p"), progress):
        if is_plain:  # as most are; told apart for it takes two thirds of the time
            yield [_line(row, filing.at(row[0])) for row in part]
        else:
            yield list(_lines(chosen, filing, part, _beside(db, [row[0] for row in part], out)))


def _lines(chosen: Chosen, filing: Filing, part: Sequence[Row], beside: _Beside) -> Iterator[bytes]:
    """Each post with its copies behind it."""
    for row in part:
        session, filed = beside.filed.get(row[0]) or (filing.at(row[0]), _NOTHING)
        if not chosen.has_session(session):
            continue
        shown = _bare if chosen.is_public_only else tuple
        yield _line(shown(row), session, filed)
        for _, why, at, *own in beside.copies.get(row[0], ()):
            session, filed = beside.filed.get(own[0]) or (filing.at(own[0]), _NOTHING)
            yield _line(shown(own), session, filed, _copied(row, why, at))


def _line(row: Row, session: str, filed: bytes = _NOTHING, copied: bytes = _NOTHING) -> bytes:
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
        body,
    )


def _bare(row: Sequence[Any]) -> Row:
    """Without what others thought of it."""
    return (*row[:4], encode(bare_post(_decode(row[4]))), *row[5:])


def _copied(kept: Row, why: str, at: int) -> bytes:
    named = decoded(kept[4], _Named).id
    return b'{"of":%b,"why":%b,"at":%b}' % (encode(named), encode(why), _moment(at))


def _is_empty(db: Connection, table: str) -> bool:
    return db.value(f"SELECT 1 FROM {table} LIMIT 1") is None


def _beside(db: Connection, rows: Sequence[int], out: frozenset[int]) -> _Beside:
    """Without the copies that are `out` of sight."""
    copies: dict[int, list[Row]] = defaultdict(list)
    for kept in db.execute(_COPIES, (_listed(rows),)):
        if kept[3] not in out:
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
