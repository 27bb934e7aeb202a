"""The lines for another desk: earlier wordings, what else was decided, and the log of it.

A row stands in them as the store has it, but that a post is named by its id, a time is one, and
what was done to a session or a rule is an object. What is about a post that is not in the record
is left out: it was hidden or deleted, and another desk does not know which it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from backchannel.decoding import decoded, decoder
from backchannel.model.moments import from_micros
from backchannel.model.roles.rule import RuleAct
from backchannel.model.roles.slot import Slot
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import DecisionLine, Entry, StandingLine, Told, encode
from backchannel.record.reading.posts import among
from backchannel.store.board.decisions import (
    FILING,
    HIDING,
    NOTE,
    PIN,
    QUESTION,
    RULE,
    SESSION,
    Row,
    Subject,
)
from backchannel.store.connection import Connection
from backchannel.store.merging.decided import LOGGED, MERGED

TIMES: Final = frozenset(
    {"at", "edited", "deleted_at", "until", "seen", "withdrawn", "taken_up", "settled"}
)
"""Columns of rows that are moments."""

POSTS: Final = ("place", "kept", "was")
"""Columns of rows that are places of posts; `was` is 0 for none."""

QUESTIONS: Final = ("id", "merged")
"""Columns of a question that name one; one that is of a post has `post:` and that for its name."""

OF_POST: Final = "post:"
BODIES: Final[Mapping[Subject, type[Slot | RuleAct]]] = {SESSION: Slot, RULE: RuleAct}

SUBJECTS: Final = {subject.name: subject for subject in MERGED}
STANDING: Final = tuple(each for each in MERGED if each not in {PIN, NOTE, QUESTION, HIDING})
"""Those that have no line of their own. A post that is hidden is in no record."""

_STEP: Final = 500
_ID: Final = "SELECT CAST(body AS TEXT) ->> 'id' FROM posts WHERE place = ?"
_WORDINGS: Final = (
    "SELECT place, seen_at, body FROM revisions "
    "WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place, seen_at, rowid"
)
_WORDING: Final = b'{"line":"wording","post":%b,"until":%b,"said":%b}\n'

_decode = decoder(Row | None)


def wordings(db: Connection, chosen: Chosen) -> Iterator[list[bytes]]:
    """What posts said before, each post's in order, some hundred lines at a time."""
    edited = [place for (place,) in db.execute("SELECT DISTINCT place FROM revisions")]
    named = _Named(db, chosen, edited)
    places = sorted(named.ids)
    for start in range(0, len(places), _STEP):
        some = msgspec.json.encode(places[start : start + _STEP]).decode()
        rows = db.execute(_WORDINGS, (some,))
        yield [
            _WORDING % (encode(named.ids[place]), encode(from_micros(until)), body)
            for place, until, body in rows
        ]


def entries(db: Connection, chosen: Chosen) -> Iterator[Entry]:
    """What stands, then the log in its order."""
    rows = [(each, list(_rows(db, each))) for each in STANDING]
    log = [
        (SUBJECTS[line[2]], _decode(line[3]), _decode(line[4]), line)
        for line in db.execute(_LOG)
        if line[2] in SUBJECTS
    ]
    sides = [side for _, before, after, _ in log for side in (before, after)]
    named = _Named(db, chosen, _places([row for _, several in rows for row in several], sides))
    for subject, several in rows:
        told = (named.told(subject, row) for row in several)
        yield from (StandingLine(subject.name, each) for each in told if each is not None)
    for subject, before, after, (act, about, *_, by, at, undone, turn, dropped) in log:
        one, other = named.told(subject, before), named.told(subject, after)
        if one or other:
            yield DecisionLine(
                *(act, about, subject.name, one, other, by),
                *(from_micros(at), from_micros(undone), turn, bool(dropped)),
            )


_LOG: Final = f"SELECT {LOGGED.replace(' key,', '')} FROM decisions ORDER BY id"


def _rows(db: Connection, subject: Subject) -> Iterator[Row]:
    """All of a kind; of what is filed that which people filed, for rules file by themselves."""
    by_people = "WHERE rule = ''" if subject is FILING else ""
    found = db.execute(
        f"SELECT {', '.join(subject.columns)} FROM {subject.table} {by_people} "
        f"ORDER BY {subject.key}"
    )
    return (dict(zip(subject.columns, values, strict=True)) for values in found)


def _places(*several: Sequence[Row | None]) -> set[int]:
    """Every post that a row is about."""
    rows = [row for each in several for row in each if row]
    found = {row.get(name) for row in rows for name in POSTS}
    found |= {_place_of(row.get(name)) for row in rows for name in QUESTIONS}
    return {place for place in found if isinstance(place, int) and place}


def _place_of(question: object) -> int | None:
    name, _, place = str(question).partition(":")
    return int(place) if name == "post" and place.isdecimal() else None


class _Named:
    """The ids of those of some posts that are in the record."""

    def __init__(self, db: Connection, chosen: Chosen, places: Iterable[int]) -> None:
        shown = among(db, chosen, places)
        self.ids: dict[int, str] = {place: str(db.value(_ID, (place,))) for place in shown}

    def told(self, subject: Subject, row: Row | None) -> Told | None:
        """A row as it stands in a line; None for none, and for one about a post that is not here.

        A note goes without the post that it points at.
        """
        if row is None:
            return None
        new: dict[str, Any] = {name: value for name, value in row.items() if name != "pair"}
        for name in POSTS:
            if isinstance(place := new.get(name), int):
                new[name] = self.ids.get(place)
                if new[name] is None and place and subject is not NOTE:
                    return None
        if subject is QUESTION and not self._names_questions(new):
            return None
        if subject in BODIES:
            new["body"] = decoded(str(new["body"]), BODIES[subject])
        return {
            name: from_micros(value) if name in TIMES and value is not None else value
            for name, value in new.items()
        }

    def _names_questions(self, new: dict[str, Any]) -> bool:
        """Put ids in the names of questions; whether all of them are in the record."""
        for name in QUESTIONS:
            if (place := _place_of(new[name])) is not None:
                if place not in self.ids:
                    return False
                new[name] = f"{OF_POST}{self.ids[place]}"
        return True
