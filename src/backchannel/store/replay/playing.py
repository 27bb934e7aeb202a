"""Writing what comes of a recorded event into the store that it is played into."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.store import changes, meta, pages, posts, search, sources
from backchannel.store.connection import Connection
from backchannel.store.copies import looking
from backchannel.store.held.stored import COLUMNS, stored_of
from backchannel.store.replay import course, decided
from backchannel.store.replay.course import Course
from backchannel.store.replay.decided import Decided
from backchannel.store.replay.recording import LATE, Given

KIND: Final = "replay"
"""The kind of every source of a store that is played into."""

_NAME: Final = "replayed"
_MINUTE: Final = 60_000_000


class Position(Struct, frozen=True, omit_defaults=True):
    """Up to which moment the event was played; `missing` are posts that are to come once more."""

    at: int = 0
    missing: tuple[int, ...] = ()


_START: Final = Position()


def prepare(db: Connection, event: Event, way: Course) -> None:
    """Make an empty store one that is played into."""
    sources.plan(db, event, ())
    course.begin(db, way)


def position(db: Connection) -> Position:
    """How far it was played."""
    return meta.kept(db, _NAME, _START)


def play(db: Connection, told: Sequence[Given], acts: Sequence[Decided], reached: int) -> None:
    """Let all this happen, each at its moment, and remember that it has."""
    for batch in _batches(told):
        with _as_of(db, batch[-1].at):
            first = batch[0]
            source = SourceSpec(first.source, KIND, first.pane)
            posts.save(db, source, [each.post for each in batch])
    for act in acts:
        with _as_of(db, act.at):
            decided.do(db, act)
    meta.keep(db, _NAME, Position(reached))


def rewind(db: Connection, to: int, acts: Sequence[Decided]) -> Sequence[int]:
    """Take away what came after a moment; the posts that have to come once more, as they were then.

    Of `acts`, which came after it in the recording, those that stand are taken back, too. What
    people here decided stays.
    """
    for act in reversed(acts):
        decided.do(db, act, is_back=True)
    touched = {place for query in _TOUCHED for (place,) in db.execute(query, (to,))}
    new = "SELECT place FROM posts WHERE place > ? AND first_seen > ?"
    touched |= {place for (place,) in db.execute(new, (to - LATE - _MINUTE, to))}
    touched |= _beside(db, touched)
    pages.keep_latest(db)
    for place in sorted(touched):
        _take_away(db, place)
    changes.record(db, ChangeKind.POST_GONE, *sorted(touched))
    missing = tuple(sorted({*touched, *position(db).missing}))
    meta.keep(db, _NAME, Position(to, missing))
    return missing


_TOUCHED: Final = (
    "SELECT place FROM sightings WHERE seen_at > ?",
    "SELECT place FROM revisions WHERE seen_at > ?",
)


def _beside(db: Connection, places: Iterable[int]) -> set[int]:
    """Posts in one row with these: which of them it is called by may be another now."""
    found = set[int]()
    for place in places:
        rows = db.execute("SELECT place, kept FROM copies WHERE place = ?1 OR kept = ?1", (place,))
        found |= {each for row in rows for each in row}
    return found


def _take_away(db: Connection, place: int) -> None:
    row = db.execute(f"SELECT {COLUMNS} FROM posts p WHERE p.place = ?", (place,)).fetchone()
    if row is None:
        return
    looking.gone(db, place, stored_of(row).post)
    search.remove(db, place)
    for table in ("identities", "sightings", "revisions", "copies", "posts"):
        db.execute(f"DELETE FROM {table} WHERE place = ?", (place,))


def _batches(told: Sequence[Given]) -> Iterator[Sequence[Given]]:
    """What one source gave in the same minute, of each post at most one wording."""
    batch: list[Given] = []
    for each in told:
        if batch and not _goes_with(batch, each):
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _goes_with(batch: Sequence[Given], each: Given) -> bool:
    first = batch[0]
    is_alike = (each.source, each.pane) == (first.source, first.pane)
    is_soon = each.at - first.at < _MINUTE
    return is_alike and is_soon and all(each.place != other.place for other in batch)


@contextlib.contextmanager
def _as_of(db: Connection, moment: int) -> Iterator[None]:
    """What is written meanwhile is stamped with this moment."""
    before, at = db.now, from_micros(moment)
    db.now = lambda: at
    try:
        yield
    finally:
        db.now = before
