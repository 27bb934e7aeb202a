"""What people decided, as far as a record tells of it: highlights, notes, questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.board import Note, Pin
from backchannel.model.post import StoredPost
from backchannel.model.roles.question import Question
from backchannel.record.choosing import Chosen
from backchannel.record.reading.elsewhere import in_sight, out_of_sight
from backchannel.record.reading.posts import among, bare, filing_of
from backchannel.store import board, pages
from backchannel.store.connection import Connection
from backchannel.store.roles.questions.rows import every as every_question

_ALL: Final = -1
_POST: Final = "post:"


class Highlight(Struct, frozen=True):
    """A pin, and the session that its post is filed under. `pin.post` is the row it is shown in."""

    pin: Pin
    session: str


class Noted(Struct, frozen=True):
    """A note, and the post that it points at; None when that is not in the record."""

    note: Note
    post: StoredPost | None = None


class Asked(Struct, frozen=True):
    """A question, and the post in which it was asked; None when that is not in the record."""

    question: Question
    post: StoredPost | None = None


def pins(db: Connection, chosen: Chosen) -> Iterator[Highlight]:
    """The highlights in their order."""
    found = board.pins(db)
    shown = _shown(db, chosen, {pin.post.place for pin in found})
    filing = filing_of(db)
    for pin in found:
        if post := shown.get(pin.post.place):
            yield Highlight(replace(pin, post=post), filing.of(post))


def notes(db: Connection, chosen: Chosen) -> Iterator[Noted]:
    """The notes that stand, oldest first."""
    found = [
        note
        for note in board.notes(db, _ALL)
        if chosen.has_time(note.at) and chosen.has_session(note.session)
    ]
    shown = _shown(db, chosen, {note.post for note in found if note.post is not None})
    for note in sorted(found, key=lambda note: (note.at, note.id)):
        post = None if note.post is None else shown.get(note.post)
        yield Noted(note if post else replace(note, post=None), post)


def questions(db: Connection, chosen: Chosen) -> Iterator[Asked]:
    """The questions that can be read out, in the order in which they were asked.

    One that was posted comes with its post, one from the room by when it was asked. One that was
    merged is part of another, and comes with that. `votes` are 0 where no counts are wanted.
    """
    found = [
        each for each in every_question(db) if not each.trouble and chosen.has_session(each.session)
    ]
    places = {place for each in found for place in places_of(each)}
    shown = _shown(db, chosen, places)
    wanted = among(db, replace(chosen, sessions=()), places)
    for each in found:
        is_of_the_room = each.place is None and chosen.has_time(each.at)
        if not is_of_the_room and wanted.isdisjoint(places_of(each)):
            continue
        question = replace(each, votes=0) if chosen.is_public_only else each
        yield Asked(question, None if each.place is None else shown.get(each.place))


def places_of(question: Question) -> tuple[int, ...]:
    """The places of the posts in which a question was asked, its own first."""
    parts = (int(part.removeprefix(_POST)) for part in question.parts if part.startswith(_POST))
    return (*(() if question.place is None else (question.place,)), *parts)


def _shown(db: Connection, chosen: Chosen, places: set[int]) -> dict[int, StoredPost]:
    """The rows in which posts of the record are shown, by the places of the posts."""
    kept = {place: _row_of(db, place) for place in among(db, chosen, places)}
    found = pages.by_places(db, sorted(set(kept.values())))
    shown = in_sight(found.values(), out_of_sight(db))
    rows = {stored.place: stored for stored in shown}
    if chosen.is_public_only:
        rows = {place: bare(stored) for place, stored in rows.items()}
    return {place: rows[row] for place, row in kept.items() if row in rows}


def _row_of(db: Connection, place: int) -> int:
    kept = db.value("SELECT kept FROM copies WHERE place = ?", (place,))
    return place if kept is None else int(kept)
