"""One post with all that is known of it: where it was seen, how it changed, what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.board import Note
from backchannel.model.moments import from_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.programme import filed_at
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.details.thread import Thread, thread
from backchannel.store.held.noted import notes_on
from backchannel.store.sources import event_of

_decode = decoder(Post)


_QUESTION: Final = (
    "SELECT by, at, coalesce((SELECT r.state || ', merged' FROM questions r "
    "WHERE r.id = questions.merged), state) FROM questions"
)


class Sighting(Struct, frozen=True):
    """A source that gave the post, and when for the first time."""

    source: str
    at: datetime


class Revision(Struct, frozen=True):
    """What it said until a moment."""

    post: Post
    until: datetime


class Stamp(Struct, frozen=True):
    """Who decided something, when and why."""

    by: str
    at: datetime
    reason: str = ""


class Pinning(Struct, frozen=True):
    """A pin: which one from the top, and what was written to it."""

    number: int
    by: str
    at: datetime
    remark: str = ""


class Muting(Struct, frozen=True):
    """A mute that takes the post out of sight; `until` is None for good."""

    shown: str
    by: str
    at: datetime
    reason: str
    until: datetime | None


class Place(Struct, frozen=True):
    """Another post that says the same, shown in one row with this one, and why; since when."""

    post: StoredPost
    reason: str
    at: datetime


class Known(Struct, frozen=True):
    """A post and what is known of it. `revisions` are its earlier wordings, the earliest first.

    `names` are all by which it is known: URI, address, ids within sources (`source` U+001F `id`).
    `session` was running when it was posted, empty for none. `places` are where else it was said:
    the copies that are shown in its row, or the post in whose row it is shown. The reason of
    `question` is what has become of it as one.
    """

    stored: StoredPost
    names: tuple[str, ...] = ()
    seen: tuple[Sighting, ...] = ()
    revisions: tuple[Revision, ...] = ()
    thread: Thread = Thread()
    session: str = ""
    gone: Stamp | None = None
    pin: Pinning | None = None
    hiding: Stamp | None = None
    mutes: tuple[Muting, ...] = ()
    stash: Stamp | None = None
    question: Stamp | None = None
    notes: tuple[Note, ...] = ()
    places: tuple[Place, ...] = ()


def known(db: Connection, place: int) -> Known | None:
    """All that is known of the post at a place; None when there is none. The same in any store."""
    stored = pages.by_places(db, [place]).get(place)
    if stored is None:
        return None
    event = event_of(db)
    by_clock = filed_at(event.sessions, from_micros(place)) if event else ""
    return Known(
        stored=stored,
        names=tuple(
            name
            for (name,) in db.execute(
                "SELECT identity FROM identities WHERE place = ? LIMIT 50", (place,)
            )
        ),
        seen=_sightings(db, place),
        revisions=_revisions(db, place),
        thread=thread(db, stored),
        session=filed if (filed := stored.filed) is not None else by_clock,
        gone=_stamp(db, "SELECT gone_by, gone_at, '' FROM posts", place, "AND gone_at IS NOT NULL"),
        pin=_pin(db, place),
        hiding=_stamp(db, "SELECT by, at, reason FROM hidings", place),
        mutes=_mutes(db, place),
        stash=_stamp(db, "SELECT by, at, '' FROM stash", place),
        question=_stamp(db, _QUESTION, place),
        notes=notes_on(db, place),
        places=_places(db, place),
    )


def _places(db: Connection, place: int) -> tuple[Place, ...]:
    rows: list[Any] = db.execute(
        "SELECT iif(place = ?1, kept, place), reason, at FROM copies WHERE kept = ?1 OR place = ?1 "
        "ORDER BY place",
        (place,),
    ).fetchall()
    found = pages.by_places(db, [other for other, *_ in rows])
    return tuple(Place(found[other], reason, from_micros(at)) for other, reason, at in rows)


def _sightings(db: Connection, place: int) -> tuple[Sighting, ...]:
    rows = db.execute(
        "SELECT source, seen_at FROM sightings WHERE place = ? ORDER BY seen_at, turn", (place,)
    )
    return tuple(Sighting(source, from_micros(at)) for source, at in rows)


def _revisions(db: Connection, place: int) -> tuple[Revision, ...]:
    rows = db.execute(
        "SELECT body, seen_at FROM revisions WHERE place = ? ORDER BY seen_at, rowid", (place,)
    )
    return tuple(Revision(_decode(body), from_micros(at)) for body, at in rows)


def _stamp(db: Connection, select: str, place: int, more: str = "") -> Stamp | None:
    found = db.execute(f"{select} WHERE place = ? {more}", (place,)).fetchone()
    return Stamp(found[0] or "", from_micros(found[1]), found[2]) if found else None


def _pin(db: Connection, place: int) -> Pinning | None:
    found = db.execute(
        "SELECT (SELECT count(*) FROM pins q WHERE (q.position, q.id) <= (p.position, p.id)), "
        "by, at, remark FROM pins p WHERE place = ?",
        (place,),
    ).fetchone()
    return Pinning(found[0], found[1], from_micros(found[2]), found[3]) if found else None


def _mutes(db: Connection, place: int) -> tuple[Muting, ...]:
    rows = db.execute(
        "SELECT m.shown, m.by, m.at, m.reason, m.until FROM posts p JOIN mutes m "
        "ON m.key IN ('author:' || p.author, 'server:' || p.server) WHERE p.place = ?",
        (place,),
    )
    return tuple(
        Muting(shown, by, from_micros(at), reason, from_micros(until))
        for shown, by, at, reason, until in rows
    )
