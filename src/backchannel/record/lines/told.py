"""The lines of what people decided: pins, notes, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from backchannel.model.moments import from_micros
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import Entry, NoteLine, PinLine, QuestionLine
from backchannel.record.reading.posts import among
from backchannel.store.connection import Connection

_NAMED: Final = "(SELECT CAST(body AS TEXT) ->> 'id' FROM posts p WHERE p.place = {0}.place)"
_PINS: Final = (
    f"SELECT id, place, position, by, at, remark, {_NAMED.format('pins')} FROM pins "
    "ORDER BY position, id"
)
_NOTES: Final = (
    f"SELECT id, text, at, session, offset, place, by, edited, {_NAMED.format('notes')} "
    "FROM notes WHERE deleted_at IS NULL ORDER BY at, id"
)
_QUESTIONS: Final = (
    "SELECT id, place, words, reworded, asker, session, state, position, merged, by, at, "
    f"taken_up, settled, {_NAMED.format('questions')} FROM questions ORDER BY at, id"
)


def entries(db: Connection, chosen: Chosen) -> Iterator[Entry]:
    """Pins in their order, then notes and questions as they came."""
    yield from _pins(db, chosen)
    yield from _notes(db, chosen)
    yield from _questions(db, chosen)


def _pins(db: Connection, chosen: Chosen) -> Iterator[PinLine]:
    rows = list(db.execute(_PINS))
    shown = among(db, chosen, (row[1] for row in rows))
    for id_, place, position, by, at, remark, post in rows:
        if place in shown:
            yield PinLine(id_, post, position, by, from_micros(at), remark)


def _notes(db: Connection, chosen: Chosen) -> Iterator[NoteLine]:
    rows = [
        row
        for row in db.execute(_NOTES)
        if chosen.has_session(row[3]) and chosen.has_time(from_micros(row[2]))
    ]
    shown = among(db, chosen, (row[5] for row in rows if row[5] is not None))
    for id_, text, at, session, offset, place, by, edited, post in rows:
        yield NoteLine(
            id_,
            text,
            from_micros(at),
            session,
            offset,
            post if place in shown else None,
            by,
            from_micros(edited),
        )


def _questions(db: Connection, chosen: Chosen) -> Iterator[QuestionLine]:
    """Each question with its parts behind it; of one whose post is not in the record, a part stays.

    What was asked several times still is when the first of these is out of sight. As in `reading`,
    one that was posted comes with its post, one from the room by when it was asked.
    """
    rows: list[dict[str, Any]] = [_question(row) for row in db.execute(_QUESTIONS)]
    shown = among(db, chosen, (row["place"] for row in rows if row["place"] is not None))
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row["merged"] or row["id"], []).append(row)
    for root in rows:
        if root["merged"] or not chosen.has_session(root["session"]):
            continue
        order = sorted(parts[root["id"]], key=lambda row: row is not root)
        own = [row for row in order if row["place"] is None or row["place"] in shown]
        is_of_the_room = root["place"] is None and chosen.has_time(from_micros(root["at"]))
        if is_of_the_room or any(row["place"] in shown for row in own):
            yield from _group(root, own)


def _group(root: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> Iterator[QuestionLine]:
    for row in own:
        is_first = row is own[0]
        fate = root if is_first else row
        yield QuestionLine(
            id=row["id"],
            post=row["post"],
            words=row["words"],
            reworded=fate["reworded"],
            asker=row["asker"],
            session=fate["session"],
            state=fate["state"],
            position=fate["position"],
            merged="" if is_first else own[0]["id"],
            by=row["by"],
            at=from_micros(row["at"]),
            taken_up=from_micros(fate["taken_up"]),
            settled=from_micros(fate["settled"]),
        )


def _question(row: Sequence[Any]) -> dict[str, Any]:
    names = (
        *("id", "place", "words", "reworded", "asker", "session", "state", "position", "merged"),
        *("by", "at", "taken_up", "settled", "post"),
    )
    return dict(zip(names, row, strict=True))
