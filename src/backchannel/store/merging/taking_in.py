"""Another desk's store into this one: its posts as if they came now, its decisions as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.model.source import SourceSpec
from backchannel.store import changes, posts
from backchannel.store.connection import Connection, utc_now
from backchannel.store.forgetting.accounts import names_of
from backchannel.store.forgetting.removing import remove
from backchannel.store.forgetting.tombstones import Tombstones
from backchannel.store.merging import decided
from backchannel.store.upkeep.opened import Now, opened, read, whole

_decode = msgspec.json.Decoder(Post).decode

_TOLD: Final = (
    *(ChangeKind.PIN, ChangeKind.NOTE, ChangeKind.HIDDEN, ChangeKind.STASH),
    *(ChangeKind.QUESTION, ChangeKind.CUE, ChangeKind.EVENT),
)
_SOURCES: Final = "SELECT source FROM sightings WHERE place = ? ORDER BY turn"


class Merged(Struct, frozen=True):
    """How many posts were new here, how many were known, and what was decided there."""

    new: int
    known: int
    decided: Mapping[str, int]
    forgotten: int = 0


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


def merge(path: Path, other: Path, now: Now = utc_now) -> Merged:
    """Take in all that is in another store, in one transaction; that is only read.

    Who writes meanwhile waits: some seconds for tens of thousands of posts. Raises StoreError when
    either cannot be used, and when both are the same.
    """
    if other.exists() and path.exists() and other.samefile(path):
        raise StoreError("that is this very store; name the file of another desk")
    with read(other, now) as theirs, opened(path, now) as db, whole(db):
        return take_in(db, theirs)


def take_in(db: Connection, theirs: Connection) -> Merged:
    """The same in the caller's transaction."""
    forgotten = _forget_as_they_did(db, theirs)
    before = int(db.value("SELECT count(*) FROM posts"))
    total = 0
    for (seen, pane, sources), group in groupby(_posts(theirs), key=lambda each: each.batch):
        arrived = [each.post for each in group]
        total += len(arrived)
        _store(db, arrived, seen, pane, sources)
    places = _places(db, theirs)
    _withdraw(db, theirs, places)
    _revisions(db, theirs, places)
    taken = decided.take_in(db, theirs, places)
    changes.record_all(db, ((kind, "0") for kind in _TOLD))
    new = int(db.value("SELECT count(*) FROM posts")) - before
    return Merged(new, total - new, taken, forgotten)


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
    for place, seen_at, body in rows:
        here = places.get(place)
        if here is not None:
            db.execute(
                "INSERT INTO revisions SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM revisions "
                "WHERE place = ?1 AND body = ?3) "
                "AND EXISTS (SELECT 1 FROM posts WHERE place = ?1 AND gone_at IS NULL)",
                (here, seen_at, body),
            )


def _forget_as_they_did(db: Connection, theirs: Connection) -> int:
    """Whoever was forgotten there is forgotten here; how many posts that took."""
    new = False
    for row in theirs.execute("SELECT salt, sum, at FROM forgotten"):
        db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", row)
        new = new or bool(db.changes())
    if not new:
        return 0
    known = Tombstones(db)
    bodies = (_decode(body) for (body,) in db.execute("SELECT body FROM posts"))
    names = frozenset(name for post in bodies if known.are_of(post) for name in names_of(post))
    return remove(db, names).posts if names else 0
