"""What `acts` wrote, on its way into a store: cleaned, posts found by their names, taken in once.

What is wrong with a line is raised as a ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.decoding import converted
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.roles.question import State
from backchannel.model.roles.rule import RuleAct
from backchannel.model.roles.slot import Slot
from backchannel.record.lines import meaning
from backchannel.record.lines.acts import (
    BODIES,
    OF_POST,
    POSTS,
    QUESTIONS,
    STANDING,
    SUBJECTS,
    TIMES,
)
from backchannel.record.lines.cleaning import clean_id, clean_post, clean_words, utc
from backchannel.record.lines.entries import DecisionLine, StandingLine, Told, WordingLine
from backchannel.store.board.decisions import APART, CUE, JOINED, NOTE, QUESTION, Row, Subject
from backchannel.store.connection import Connection
from backchannel.store.copies.rows import pair
from backchannel.store.forgetting.tombstones import Tombstones
from backchannel.store.forgetting.wording import Wording
from backchannel.store.held import public
from backchannel.store.merging.decided import Logged, Way, here, take_log, take_row
from backchannel.store.merging.taking_in import take_wording, tell, worded
from backchannel.store.taking.posts import places_of

WORDS: Final = 10_000
"""Characters of what somebody wrote down."""

_LINE: Final = 4_096
_EMPTY: Final = TIMES - {"at"} | {"offset"}
"""Columns that may be null."""

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


class Acts:
    """Takes them in, in the caller's transaction and in the order of the record.

    `is_first` says that the store had no event before. In one that had, a cue that nobody has seen
    is not put before the presenter: it is taken back. `wordings` and `decisions` count.
    """

    def __init__(self, db: Connection, words: Wording, *, is_first: bool) -> None:
        self._db, self._is_first = db, is_first
        self._forgotten = Tombstones(db)
        self._places: dict[int, int] = {}
        self._way = Way(self._places, words)
        self._log: list[Logged] = []
        self._edited, self._is_again = "", False
        self.wordings = self.decisions = 0

    def wording(self, line: WordingLine) -> None:
        """What a post said before. Of one whose wordings are known here, those that are not."""
        place = self._place(line.post)
        if place is None:
            return
        if line.post != self._edited:
            known = "SELECT 1 FROM revisions WHERE place = ?"
            self._edited, self._is_again = line.post, not self._db.value(known, (place,))
        (said,) = public.kept(self._db, [clean_post(line.said, ())])
        body = worded(self._forgotten, _encode(replace(said, aliases=())))
        if body is not None:
            until = to_micros(utc(line.until))
            self.wordings += take_wording(self._db, place, until, body, is_again=self._is_again)

    def standing(self, line: StandingLine) -> None:
        """What stands, unless it is decided otherwise here."""
        subject = SUBJECTS.get(line.subject)
        if subject is None or subject not in STANDING:
            raise ValueError("it says of what nobody decides about")
        row = self._row(subject, line.row)
        if row is None or (new := here(row, subject, self._way)) is None:
            return
        if new.keys() != set(subject.columns):
            raise ValueError(f"it has a row of {subject.name} that is not whole")
        if subject is CUE and not self._is_first and new["seen"] is None:
            new["withdrawn"] = new["withdrawn"] or new["at"]
        self.decisions += take_row(self._db, subject, new)

    def decision(self, line: DecisionLine) -> None:
        """A line of the log; all of them are taken in at the end, behind what is decided here."""
        subject = SUBJECTS.get(line.subject)
        if subject is None:
            raise ValueError("it says of what nobody decides about")
        before, after = (
            None if side is None else self._row(subject, side) for side in (line.before, line.after)
        )
        if before or after:
            self._log.append(
                Logged(
                    *(Act(line.act).value, clean_line(line.about), subject, "", before, after),
                    clean_line(line.by, limit=meaning.NAME_LIMIT),
                    to_micros(utc(line.at)),
                    meaning.micros(line.undone),
                    line.turn and clean_id(line.turn),
                    int(line.dropped),
                )
            )

    def finish(self) -> None:
        """Nothing more comes."""
        if self._log:
            self.decisions += take_log(self._db, self._log, self._way)
        if self._log or self.decisions:
            tell(self._db)

    def _row(self, subject: Subject, told: Told) -> Row | None:
        """A row with the places that posts have here; None where one is not here."""
        if told.keys() - set(subject.columns) or _needed(subject) - told.keys():
            raise ValueError(f"it has a row of {subject.name} that can be none")
        row: Row = {}
        for name, value in told.items():
            if name in POSTS and value is not None:
                row[name] = self._place(_text(value))
                if row[name] is None and subject is not NOTE:
                    return None
            elif subject is QUESTION and name in QUESTIONS and value:
                row[name] = self._question(_text(value))
                if not row[name]:
                    return None
            else:
                row[name] = _clean(subject, name, value)
        if subject in {APART, JOINED}:
            row["pair"] = pair(int(row.get("place") or 0), int(row.get("kept") or 0))
        return row

    def _question(self, named: str) -> str:
        """What a question is called here; empty for one whose post is not here."""
        if not named.startswith(OF_POST):
            return clean_id(named)
        place = self._place(named.removeprefix(OF_POST))
        return "" if place is None else f"{OF_POST}{place}"

    def _place(self, id_: str) -> int | None:
        place = places_of(self._db, [id_]).get(id_)
        if place is not None:
            self._places[place] = place
        return place


def _needed(subject: Subject) -> set[str]:
    """What a row of a log has, however old it is."""
    return {subject.key, *POSTS, *QUESTIONS}.intersection(subject.columns) - {"pair"}


def _clean(subject: Subject, name: str, value: object) -> str | int | float | None:
    """A value as the store has it; of a post, that there is none."""
    if name in POSTS and (name == "was" or subject in {NOTE, QUESTION}):
        return 0 if name == "was" else None
    if value is None and name in _EMPTY:
        return None
    if name in TIMES:
        return to_micros(utc(_as(value, datetime)))
    if name == "body" and subject in BODIES:
        return _body(value, BODIES[subject])
    return _COLUMNS.get(name, _line)(value)


def _body(value: object, kind: type[Slot | RuleAct]) -> str:
    """What was done to a session, or to a rule."""
    done = _as(value, kind)
    if isinstance(done, Slot):
        return _encode(meaning.slot_of(done)).decode()
    rule = None if done.rule is None else meaning.rule_of(done.rule)
    return _encode(replace(done, rule=rule)).decode()


def _text(value: object) -> str:
    return _as(value, str)


def _line(value: object) -> str:
    return clean_line(_text(value), limit=_LINE)


_COLUMNS: Final[Mapping[str, Callable[[Any], str | int | float]]] = {
    **dict.fromkeys(("text", "words", "reworded"), lambda value: clean_words(_text(value), WORDS)),
    "position": lambda value: _as(value, float),
    "offset": lambda value: _as(value, int),
    "id": lambda value: clean_id(_text(value)),
    "by": lambda value: clean_line(_text(value), limit=meaning.NAME_LIMIT),
    "state": lambda value: State(_text(value)).value,
}
"""What is no line of words. Any: what JSON may hold."""


def _as(value: object, kind: type[T]) -> T:
    try:
        return converted(value, kind)
    except msgspec.MsgspecError as error:
        raise ValueError(f"it has a row with something else in it: {error}") from error
