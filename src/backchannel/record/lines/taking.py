"""Takes a raw record into a store: all of it or, where a line is none, nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.errors import ConfigError
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Person, Rule
from backchannel.model.roles.question import State
from backchannel.model.roles.slot import Slot
from backchannel.model.source import SourceSpec
from backchannel.record.lines import meaning
from backchannel.record.lines.acting import WORDS, Acts
from backchannel.record.lines.cleaning import clean_id, clean_words, utc
from backchannel.record.lines.entries import (
    AnyLine,
    DecisionLine,
    End,
    EventLine,
    NoteLine,
    PersonLine,
    PinLine,
    PostLine,
    QuestionLine,
    RuleLine,
    SessionLine,
    SourceLine,
    StandingLine,
    WordingLine,
)
from backchannel.record.lines.parsing import lines_of
from backchannel.record.reading.posts import Progress, unheard
from backchannel.store import search
from backchannel.store.board.decisions import Row
from backchannel.store.connection import Connection
from backchannel.store.taking import (
    Recorded,
    Sessions,
    TakenPosts,
    take_event,
    take_note,
    take_pin,
    take_question,
)
from backchannel.store.taking.posts import places_of

_AT_ONCE: Final = 500


class Taken(Struct):
    """What came of a record: how much of each is new here, and how many posts were known.

    `wordings` are what posts said before they were edited; `decisions` all others, and their log.

    `event` is the name of the event that the record is of; `is_event_new` says that this store had
    none before.
    """

    event: str = ""
    is_event_new: bool = False
    posts: int = 0
    known: int = 0
    pins: int = 0
    notes: int = 0
    questions: int = 0
    wordings: int = 0
    decisions: int = 0


def total_of(path: Path) -> int:
    """How many lines a record has; reads all of it. Raises ConfigError where one is none."""
    number = 0
    for number, _ in lines_of(path):  # noqa: B007  # the last one is meant
        pass
    return number


def take(
    db: Connection,
    path: Path,
    progress: Progress = unheard,
    *,
    is_any: bool = False,
    total: int = 0,
) -> Taken:
    """Take a record in, in the caller's transaction. `total` is for the progress only.

    Raises ConfigError that names the line, and for a record of an event without a tag of this
    store's, unless `is_any`; then the transaction is to be given up.
    """
    taking = _Taking(db, is_any=is_any)
    for number, line in lines_of(path):
        try:
            taking.add(line)
        except ValueError as error:
            raise ConfigError(str(error), file=path, line=number) from error
        except ConfigError as error:
            raise ConfigError(error.problem, file=path) from error
        if number % _AT_ONCE == 0:
            progress(number, max(total, number))
    return taking.taken


class _Taking:
    """The lines of one record on their way into the store."""

    def __init__(self, db: Connection, *, is_any: bool) -> None:
        self._db, self._is_any = db, is_any
        self.taken = Taken()
        self._event: EventLine | None = None
        self._sessions: list[SessionLine] = []
        self._people: list[Person] = []
        self._sources: list[SourceSpec] = []
        self._rules: list[Rule] = []
        self._waiting: list[Recorded] = []
        self._posts: TakenPosts | None = None
        self._acts: Acts | None = None
        self._questions: dict[str, str] = {}
        self._under = Sessions(db)
        self._pinned: float | None = None
        self._asked: float | None = None

    def add(self, line: AnyLine) -> None:
        """One of them, in order."""
        match line:
            case EventLine():
                self._event = line
            case SessionLine():
                self._sessions.append(line)
            case PersonLine():
                self._people.append(meaning.person_of(line))
            case SourceLine():
                self._sources.append(meaning.source_of(line))
            case RuleLine():
                self._rules.append(meaning.rule_of(line.rule))
            case PostLine():
                self._begin()
                self._waiting.append(meaning.recorded_of(line))
                if len(self._waiting) >= _AT_ONCE:
                    self._take_posts()
            case _:
                self._begin()
                self._take_posts()
                self._decided(line)
                self._acted(line)

    def _begin(self) -> None:
        """What stands before the posts is known."""
        if self._posts is not None or self._event is None:
            return
        event = meaning.event_of(self._event, self._sessions, self._people, self._rules)
        self._check(event)
        done: dict[str, Slot] = {
            clean_line(each.id): meaning.slot_of(each.done)
            for each in self._sessions
            if each.done is not None
        }
        self.taken.event = event.name
        self.taken.is_event_new = take_event(self._db, event, self._sources, done)
        self._posts = TakenPosts(self._db)
        self._acts = Acts(self._db, self._posts.words, is_first=self.taken.is_event_new)
        self._under = Sessions(self._db)

    def _check(self, event: Event) -> None:
        own = search.told_event(self._db)
        if own is None or self._is_any or set(own.tags) & set(event.tags):
            return
        theirs = ", ".join(f"#{tag}" for tag in event.tags)
        raise ConfigError(
            f"is the record of another event, {event.name} ({theirs}); --all takes it in"
        )

    def _take_posts(self) -> None:
        if self._posts is not None and self._waiting:
            self._posts.take(self._waiting)
            self._waiting = []
            self.taken.posts, self.taken.known = self._posts.new, self._posts.known

    def _acted(self, line: AnyLine) -> None:
        """What only a record for another desk has."""
        acts = self._acts
        match line:
            case WordingLine() if acts:
                acts.wording(line)
            case StandingLine() if acts:
                acts.standing(line)
            case DecisionLine() if acts:
                acts.decision(line)
            case End() if acts:
                acts.finish()
                self.taken.wordings, self.taken.decisions = acts.wordings, acts.decisions

    def _decided(self, line: AnyLine) -> None:
        match line:
            case PinLine():
                self._pin(line)
            case NoteLine():
                self.taken.notes += take_note(self._db, self._kept(self._note(line), quotes=True))
            case QuestionLine():
                self._question(line)

    def _pin(self, line: PinLine) -> None:
        place = self._place(line.post)
        if place is None:
            return
        if self._pinned is None:
            self._pinned = self._last("pins")
        pin: Row = {
            "id": clean_id(line.id),
            "place": place,
            "position": self._pinned + line.position,
            "by": clean_line(line.by, limit=meaning.NAME_LIMIT),
            "at": to_micros(utc(line.at)),
            "remark": clean_line(line.remark, limit=500),
        }
        self.taken.pins += take_pin(self._db, self._kept(pin))

    def _note(self, line: NoteLine) -> Row:
        at = utc(line.at)
        session = self._under.of(line.session, at)
        is_theirs = session == line.session
        return {
            "id": clean_id(line.id),
            "text": clean_words(line.text, WORDS),
            "at": to_micros(at),
            "session": clean_line(session),
            "offset": line.offset if is_theirs else self._under.offset(session, at),
            "place": None if line.post is None else self._place(line.post),
            "by": clean_line(line.by, limit=meaning.NAME_LIMIT),
            "edited": meaning.micros(line.edited),
            "deleted_at": None,
        }

    def _question(self, line: QuestionLine) -> None:
        place = None if line.post is None else self._place(line.post)
        if line.post is not None and place is None:
            return
        if self._asked is None:
            self._asked = self._last("questions")
        at = utc(line.at)
        id_ = clean_id(line.id) if place is None else f"post:{place}"
        self._questions[line.id] = id_
        question: Row = {
            "id": id_,
            "place": place,
            "words": clean_words(line.words, WORDS),
            "reworded": clean_words(line.reworded, WORDS),
            "asker": clean_line(line.asker, limit=meaning.NAME_LIMIT),
            "session": clean_line(self._under.of(line.session, at)),
            "state": State(line.state).value,
            "position": self._asked + line.position,
            "merged": self._questions.get(line.merged, ""),
            "by": clean_line(line.by, limit=meaning.NAME_LIMIT),
            "at": to_micros(at),
            "taken_up": meaning.micros(line.taken_up),
            "settled": meaning.micros(line.settled),
        }
        self.taken.questions += take_question(self._db, self._kept(question, quotes=True))

    def _kept(self, row: Row, *, quotes: bool = False) -> Row:
        """A row without whoever was forgotten here."""
        return self._posts.words.row(row, "id", "merged", quotes=quotes) if self._posts else row

    def _place(self, id_: str) -> int | None:
        """Where a post is here, or the post in whose row it is shown; None when it is nowhere."""
        return places_of(self._db, [id_]).get(id_)

    def _last(self, table: str) -> float:
        """What comes is put behind what is here, in the order that it has."""
        return float(self._db.value(f"SELECT coalesce(max(position), 0) FROM {table}"))
