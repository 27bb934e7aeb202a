"""Posts on their way into the store: new, changed, seen elsewhere, deleted by their author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.sameness import (
    id_within,
    identities,
    merged,
    retracted,
    says_the_same,
)
from backchannel.model.source import SourceSpec
from backchannel.store import changes, index
from backchannel.store.connection import Connection

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Post).decode


@dataclass(slots=True)
class Saved:
    """What a batch came to: places that are new or changed, and how many were known.

    `first_here` counts posts that this source had not given before.
    """

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    first_here: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """A post as its row holds it."""

    place: int
    post: Post
    gone_by: str | None
    sources: tuple[str, ...]


def save(db: Connection, source: SourceSpec, arrived: Sequence[Post]) -> Saved:
    """Store posts of one source, in the caller's transaction.

    Seen before means the same URI, canonical link or id within the source; then the row is brought
    up to date. The cost is of the batch alone, whatever the store holds.
    """
    saved = Saved()
    fresh: list[Post] = []
    own: dict[str, int] = {}  # identities first met in this very batch
    for post in arrived:
        names = identities(post)
        place = _known(db, names)
        twin = next((own[name] for name in names if name in own), None)
        if place is not None:
            _see_again(db, source, _kept(db, place), post, saved)
        elif twin is not None:
            fresh[twin] = merged(fresh[twin], post, is_copy=False)
            fresh[twin] = replace(fresh[twin], aliases=(*identities(fresh[twin]), *names))
            saved.same += 1
        else:
            own.update(dict.fromkeys(names, len(fresh)))
            fresh.append(post)
    _insert(db, source, fresh, saved)
    told = [(ChangeKind.POST_NEW, place) for place in saved.new]
    changes.record_all(db, told + [(ChangeKind.POST_CHANGED, place) for place in saved.changed])
    return saved


def retract(db: Connection, source: str, ids: Iterable[str]) -> int:
    """Take away the words of posts that their authors deleted; how many that were.

    An id that is not known is passed over. Pins and notes on such a post stay and say so.
    """
    places = []
    for id_ in ids:
        place = _known(db, (id_within(source, id_), id_))
        if place is not None and (kept := _kept(db, place)).gone_by is None:
            _take_words(db, kept, source)
            places.append(place)
    changes.record(db, ChangeKind.POST_GONE, *places)
    return len(places)


def _known(db: Connection, names: Iterable[str]) -> int | None:
    for name in names:
        place = db.value("SELECT place FROM identities WHERE identity = ?", (name,))
        if place is not None:
            return int(place)
    return None


def _kept(db: Connection, place: int) -> _Kept:
    body, gone_by = next(db.execute("SELECT body, gone_by FROM posts WHERE place = ?", (place,)))
    sources = db.execute("SELECT source FROM sightings WHERE place = ? ORDER BY seen_at", (place,))
    return _Kept(place, _decode(body), gone_by, tuple(name for (name,) in sources))


def _see_again(db: Connection, source: SourceSpec, kept: _Kept, post: Post, saved: Saved) -> None:
    if kept.gone_by is not None and kept.gone_by != source.name:
        saved.same += 1  # a place that has not heard of the deletion yet
        return
    is_copy = kept.gone_by is None and kept.sources[:1] != (source.name,)
    now_kept = merged(kept.post, post, is_copy=is_copy)
    is_new_here = source.name not in kept.sources
    if now_kept == kept.post and not is_new_here and kept.gone_by is None:
        saved.same += 1
        return
    sources = (*kept.sources, source.name) if is_new_here else kept.sources
    if not says_the_same(kept.post, now_kept) and kept.gone_by is None:
        db.execute(
            "INSERT INTO revisions VALUES (?, ?, ?)",
            (kept.place, to_micros(db.now()), _encode(kept.post)),
        )
    db.execute(
        "UPDATE posts SET body = ?, version = version + 1, gone_at = NULL, gone_by = NULL "
        "WHERE place = ?",
        (_encode(now_kept), kept.place),
    )
    _name(db, kept.place, source, post)
    index.remove(db, kept.place)
    index.add(db, [(kept.place, index.row(now_kept, sources))])
    saved.changed.append(kept.place)
    saved.first_here += is_new_here


def _insert(db: Connection, source: SourceSpec, fresh: Sequence[Post], saved: Saved) -> None:
    if not fresh:
        return
    first_seen = to_micros(db.now())
    places = _free_places(db, [_moment(post, first_seen, n) for n, post in enumerate(fresh)])
    number = int(db.value("SELECT coalesce(max(number), 0) FROM posts"))
    # Full-text rows go in by growing rowid: SQLite writes out a segment at every step back.
    ordered = sorted(zip(places, fresh, strict=True), key=lambda pair: pair[0])
    db.executemany(
        "INSERT INTO posts (place, number, version, pane, first_seen, body) "
        "VALUES (?, ?, 1, ?, ?, ?)",
        (
            (place, number + n, source.pane, first_seen, _encode(replace(post, aliases=())))
            for n, (place, post) in enumerate(ordered, 1)
        ),
    )
    db.executemany(
        "INSERT OR IGNORE INTO identities VALUES (?, ?)",
        ((name, place) for place, post in ordered for name in identities(post)),
    )
    db.executemany(
        "INSERT INTO sightings VALUES (?, ?, ?)",
        ((place, source.name, first_seen) for place, _ in ordered),
    )
    index.add(db, [(place, index.row(post, (source.name,))) for place, post in ordered])
    saved.new.extend(place for place, _ in ordered)
    saved.first_here += len(ordered)


def _name(db: Connection, place: int, source: SourceSpec, post: Post) -> None:
    """Remember further names of a known post and where it was seen."""
    db.executemany(
        "INSERT OR IGNORE INTO identities VALUES (?, ?)",
        ((name, place) for name in identities(post)),
    )
    db.execute(
        "INSERT OR IGNORE INTO sightings VALUES (?, ?, ?)",
        (place, source.name, to_micros(db.now())),
    )


def _moment(post: Post, first_seen: int, turn: int) -> int:
    """Where a post belongs: when it was posted, else when it was seen, in the source's order."""
    if post.published is None:
        return first_seen - turn
    return min(to_micros(post.published), first_seen)


def _free_places(db: Connection, wanted: Sequence[int]) -> list[int]:
    """The wanted places, each moved on by microseconds until nobody else has it."""
    taken: set[int] = set()
    places = []
    for moment in wanted:
        place = moment
        while place in taken:
            place += 1
        # Walks the row keys only where they are dense, so a thousand posts of one second are cheap.
        for (used,) in db.execute(
            "SELECT place FROM posts WHERE place >= ? ORDER BY place", (place,)
        ):
            while place in taken:
                place += 1
            if used > place:
                break
            if used == place:
                place += 1
        while place in taken:
            place += 1
        taken.add(place)
        places.append(place)
    return places


def _take_words(db: Connection, kept: _Kept, source: str) -> None:
    db.execute(
        "UPDATE posts SET body = ?, version = version + 1, gone_at = ?, gone_by = ? "
        "WHERE place = ?",
        (_encode(retracted(kept.post)), to_micros(db.now()), source, kept.place),
    )
    db.execute("DELETE FROM revisions WHERE place = ?", (kept.place,))
    index.remove(db, kept.place)
