"""A post as the store gives it, out of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from backchannel.decoding import decoder
from backchannel.model.moments import from_micros
from backchannel.model.post import Copy, Post, StoredPost
from backchannel.model.sameness import network_of
from backchannel.store import search
from backchannel.store.connection import Connection

_decode = decoder(Post)
_decode_copies = decoder(list[tuple[int, int, str, str | None]])

BESIDE: Final = (
    "p.number, p.version, p.pane, p.first_seen, p.body, p.is_hidden, p.gone_at, "
    "(SELECT group_concat(source, char(31) ORDER BY turn) FROM sightings s "
    "WHERE s.place = p.place), "
    "EXISTS (SELECT 1 FROM pins WHERE pins.place = p.place), "
    "EXISTS (SELECT 1 FROM stash WHERE stash.place = p.place), "
    "(SELECT session FROM filings WHERE filings.place = p.place), "
    "(SELECT coalesce(r.state, q.state) FROM questions q LEFT JOIN questions r "
    "ON q.merged <> '' AND r.id = q.merged WHERE q.place = p.place), "
    "(SELECT json_group_array(json_array(c.place, q.number, CAST(q.body AS TEXT), (SELECT "
    "group_concat(source, char(31) ORDER BY turn) FROM sightings s WHERE s.place = c.place)))"
    " FROM copies c JOIN posts q USING (place) WHERE c.kept = p.place HAVING count(*) > 0)"
)
"""What `stored_of` wants of a row of `posts p`, beside its place, which comes first."""

COLUMNS: Final = f"p.place, {BESIDE}"
"""What `stored_of` wants of a row of `posts p`."""

_PART: Final = 500


def stored_at(db: Connection, places: Iterable[int]) -> dict[int, StoredPost]:
    """Posts by their places, hidden and deleted ones too; unknown places are left out."""
    wanted = list(places)
    found: dict[int, StoredPost] = {}
    for start in range(0, len(wanted), _PART):
        part = tuple(wanted[start : start + _PART])
        marks = ", ".join("?" * len(part))
        for row in db.execute(f"SELECT {COLUMNS} FROM posts p WHERE p.place IN ({marks})", part):
            found[row[0]] = stored_of(row)
    return found


def stored_of(row: tuple[Any, ...]) -> StoredPost:  # Any: SQLite's columns are typed by the schema
    """The post of a row with these columns."""
    place, number, version, pane, first_seen, body, hidden, gone_at, sources, *more = row
    is_pinned, is_stashed, filed, question, copies = more
    return StoredPost(
        place=place,
        number=number,
        version=version,
        pane=pane,
        post=_decode(body),
        first_seen=from_micros(first_seen),
        sources=tuple((sources or "").split("\x1f")),
        is_pinned=bool(is_pinned),
        is_hidden=bool(hidden & search.HIDDEN),
        is_gone=gone_at is not None,
        is_muted=bool(hidden & search.MUTED),
        is_stashed=bool(is_stashed),
        is_copy=bool(hidden & search.COPY),
        filed=filed,
        question=question or "",
        copies=tuple(_copies(copies)) if copies else (),
    )


def _copies(told: str) -> Iterator[Copy]:
    for place, number, body, sources in _decode_copies(told):
        post = _decode(body)
        yield Copy(
            place=place,
            number=number,
            network=network_of(post),
            sources=tuple((sources or "").split("\x1f")),
            url=post.url,
            likes=post.likes,
            boosts=post.boosts,
            replies=post.replies,
        )
