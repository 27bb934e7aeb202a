"""Another desk's store into this one: its posts as if they came now, its decisions as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.errors import ConfigError, StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.model.source import SourceSpec
from backchannel.store import changes, posts, search
from backchannel.store.connection import Connection, utc_now
from backchannel.store.forgetting.erasing import Erased, finish, unlink_pictures
from backchannel.store.forgetting.following import follow
from backchannel.store.forgetting.removing import Removed
from backchannel.store.forgetting.tombstones import Tombstones, laid
from backchannel.store.forgetting.wording import Wording
from backchannel.store.merging import decided
from backchannel.store.replay.course import course_of
from backchannel.store.upkeep.compacting import room_for
from backchannel.store.upkeep.opened import Now, opened, read, refuse_without_room, whole

_encode = msgspec.json.Encoder().encode
_decode = decoder(Post)

_TOLD: Final = (
    *(ChangeKind.PIN, ChangeKind.NOTE, ChangeKind.HIDDEN, ChangeKind.STASH),
    *(ChangeKind.QUESTION, ChangeKind.CUE, ChangeKind.EVENT),
)
_SOURCES: Final = "SELECT source FROM sightings WHERE place = ? ORDER BY turn"


class Merged(Struct, frozen=True):
    """How many posts were new here, how many were known, and what was decided there.

    `kept_out` are posts of people who were forgotten here. `erased` is what came of forgetting
    whoever was forgotten there; None where that touched nothing.
    """

    new: int
    known: int
    decided: Mapping[str, int]
    kept_out: int = 0
    erased: Erased | None = None


class _Theirs(Struct, frozen=True):
    place: int
    pane: str
    first_seen: int
    post: Post
    gone_by: str | None
    sources: tuple[str, ...]

    @property
    def batch(self) -> tuple[int, str, tuple[str, ...]]:
        """What came at one time from the same places is stored as one."""
        return self.first_seen, self.pane, self.sources


def merge(path: Path, other: Path, now: Now = utc_now, *, is_any: bool = False) -> Merged:
    """Take in all that is in another store, in one transaction; that is only read.

    Who writes meanwhile waits: some seconds for tens of thousands of posts. Raises StoreError when
    either cannot be used, and when both are the same; ConfigError when one of them is played into,
    and for the store of another event unless it `is_any`.
    """
    if other.exists() and path.exists() and other.samefile(path):
        raise StoreError("that is this very store; name the file of another desk")
    with read(other, now) as theirs, opened(path, now) as db, whole(db):
        _refuse_played(path, db)
        _refuse_played(other, theirs)
        if not is_any:
            _refuse_other_events(other, theirs, db)
        removed = follow(db, laid(theirs))
        if removed.traces:
            refuse_without_room(path.parent, room_for(path), "forgetting")
        unlink_pictures(path, removed)
        merged = _take_in(db, theirs)
    return replace(merged, erased=_finished(path, removed, now)) if removed.traces else merged


def _refuse_played(file: Path, db: Connection) -> None:
    course = course_of(db)
    if course is not None:
        raise ConfigError(f"is no store of a desk: {course.recorded} is played into it", file=file)


def _refuse_other_events(other: Path, theirs: Connection, db: Connection) -> None:
    own, event = search.told_event(db), search.told_event(theirs)
    if own is None or event is None or set(own.tags) & set(event.tags):
        return
    tags = ", ".join(f"#{tag}" for tag in event.tags)
    raise ConfigError(
        f"is the store of another event, {event.name} ({tags}); --all takes it in", file=other
    )


def _finished(path: Path, removed: Removed, now: Now) -> Erased:
    """What was taken in stays when the rest cannot be done now."""
    try:
        return finish(path, removed, now=now)
    except StoreError as error:
        return Erased(removed.posts, removed.mentions, len(removed.files),
                      unreached=((path, str(error)),), is_whole=False)  # fmt: skip


def _take_in(db: Connection, theirs: Connection) -> Merged:
    words = Wording(db)
    before = int(db.value("SELECT count(*) FROM posts"))
    total = kept_out = 0
    for (seen, pane, sources), group in groupby(_posts(theirs), key=lambda each: each.batch):
        told = [each.post for each in group]
        arrived = [post for post in told if not words.refuses(post)]
        total += len(arrived)
        kept_out += len(told) - len(arrived)
        _store(db, arrived, seen, pane, sources)
    places = _places(db, theirs)
    _withdraw(db, theirs, places)
    _revisions(db, theirs, places)
    taken = decided.take_in(db, theirs, decided.Way(places, words))
    tell(db)
    new = int(db.value("SELECT count(*) FROM posts")) - before
    return Merged(new, total - new, taken, kept_out)


def tell(db: Connection) -> None:
    """Let every screen look again at what was decided."""
    changes.record_all(db, ((kind, "0") for kind in _TOLD))


def _store(
    db: Connection, arrived: list[Post], seen: int, pane: str, sources: tuple[str, ...]
) -> None:
    """As if it came then: what has no date stands where it stood there."""
    clock = db.now
    db.now = lambda: from_micros(seen)
    try:
        for source in sources:
            posts.save(db, SourceSpec(source, "", pane), arrived[::-1])
    finally:
        db.now = clock


def _posts(theirs: Connection) -> Iterator[_Theirs]:
    """Those that were not deleted, in the order in which they came."""
    rows = theirs.execute(
        "SELECT place, pane, first_seen, body, gone_by FROM posts WHERE gone_at IS NULL "
        "ORDER BY number"
    )
    for place, pane, seen, body, gone_by in rows:
        names = theirs.execute("SELECT identity FROM identities WHERE place = ?", (place,))
        post = replace(_decode(body), aliases=tuple(name for (name,) in names))
        sources = tuple(name for (name,) in theirs.execute(_SOURCES, (place,)))
        yield _Theirs(place, pane, seen, post, gone_by, sources)


def _places(db: Connection, theirs: Connection) -> dict[int, int]:
    """Where their posts are here, by where they are there."""
    found = {}
    for identity, place in theirs.execute("SELECT identity, place FROM identities"):
        here = db.value("SELECT place FROM identities WHERE identity = ?", (identity,))
        if here is not None:
            found[int(place)] = int(here)
    return found


def _withdraw(db: Connection, theirs: Connection, places: Mapping[int, int]) -> None:
    rows = theirs.execute("SELECT place, gone_by FROM posts WHERE gone_at IS NOT NULL")
    for place, source in rows:
        if place in places:
            posts.withdraw(db, places[place], source or "")


def _revisions(db: Connection, theirs: Connection, places: Mapping[int, int]) -> None:
    rows: Iterator[Any] = theirs.execute("SELECT place, seen_at, body FROM revisions")
    known = Tombstones(db)
    for place, seen_at, body in rows:
        here = places.get(place)
        kept = worded(known, body) if here is not None else None
        if here is not None and kept is not None:
            take_wording(db, here, seen_at, kept)


def take_wording(
    db: Connection, place: int, until: int, body: bytes, *, is_again: bool = False
) -> bool:
    """Keep what a post said before, until a moment in micros; whether that is new and it stands.

    What it said several times is kept once, unless it `is_again`.
    """
    db.execute(
        "INSERT INTO revisions SELECT ?1, ?2, ?3 WHERE (?4 OR NOT EXISTS "
        "(SELECT 1 FROM revisions WHERE place = ?1 AND body = ?3)) "
        "AND EXISTS (SELECT 1 FROM posts WHERE place = ?1 AND gone_at IS NULL)",
        (place, until, body, is_again),
    )
    return bool(db.changes())


def worded(known: Tombstones, body: bytes) -> bytes | None:
    """An earlier wording without whoever was forgotten here; None for one of theirs."""
    if not known:
        return body
    post = _decode(body)
    return None if known.are_of(post) else _encode(known.out_of(post))
