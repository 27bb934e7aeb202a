"""A recorded event, and playing it without anybody who waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, everything

from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.model.programme import Event, Session
from backchannel.store import board, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.replay import playing, recording
from backchannel.store.replay.course import Course
from backchannel.store.replay.decided import Decided, decisions
from backchannel.store.roles import programme, questions

EVENT = Event(
    "Rivers", ("rivers",), sessions=(Session("Keynote", START - timedelta(minutes=30), 20),)
)


def minute(number: float) -> int:
    """A moment before the end of the recording."""
    return to_micros(START - timedelta(minutes=number))


@contextmanager
def opened(path: Path, clock: Clock) -> Iterator[Connection]:
    """A store that is written as time passes."""
    with closing(schema.open_to_write(path, now=clock)) as db:
        yield db


def record(path: Path) -> None:
    """Forty minutes: posts that come at once and late, an edit, a second source, a deletion."""
    clock = Clock(START - timedelta(minutes=40))
    with opened(path, clock) as db:
        sources.plan(db, EVENT, (HERE, THERE, BLOGS))
        for number in range(40, 0, -1):
            clock.at = START - timedelta(minutes=number - 0.1)
            posts.save(db, HERE, [a_post(number, f"Words {number}")])
            if number % 10 == 0:
                posts.save(db, BLOGS, [_article(number)])
            _more(db, number)
        clock.at = START + timedelta(days=2)  # found when a source was added afterwards
        posts.save(db, THERE, [a_post(15.5, "Found later", id="https://there.example/late")])  # type: ignore[arg-type]  # a minute and a half is a number, too


def _article(number: int) -> Post:
    return a_post(number, "An article", id=f"https://blog.example/{number}", aliases=())


def _more(db: Connection, number: int) -> None:
    """What becomes of posts later, and what somebody decides."""
    if number == 30:
        edited = a_post(35, "Words 35, put right", edited=START - timedelta(minutes=30))
        posts.save(db, HERE, [edited])
    if number == 25:
        posts.save(db, THERE, [replace(a_post(38, "Words 38"), aliases=())])
        board.pin(db, _place(db, 36), "lena")
        board.note(db, "Three objections", "lena")
        questions.ask(db, _place(db, 33), "lena")
    if number == 20:
        posts.retract(db, HERE.name, ["37"])
        programme.overrun(db, "Keynote", "lena")
        board.unpin(db, _place(db, 36), "lena")


def _place(db: Connection, number: int) -> int:
    return int(db.value("SELECT place FROM posts WHERE place = ?", (minute(number),)))


class Played:
    """Plays to any moment, as a player does."""

    def __init__(self, recorded: Connection, into: Connection, *, has_decisions: bool) -> None:
        self.recorded, self.db = recorded, into
        self.later = recording.afterwards(recorded)
        self.acts: Sequence[Decided] = decisions(recorded) if has_decisions else ()
        found = recording.recording(recorded)
        assert found.event is not None
        self.found = found
        playing.prepare(into, found.event, Course(recorded="x", until=found.last))
        self.at = 0

    def to(self, moment: int) -> None:
        """On, or back, to a moment."""
        if moment < self.at:
            missing = playing.rewind(self.db, moment, self._between(moment, self.at))
            told = recording.again(self.recorded, missing, moment, self.later)
            playing.play(self.db, list(told), (), moment)
            self.at = moment
        while self.at < moment:
            told, reached = recording.step(self.recorded, self.at, moment, self.later)
            playing.play(self.db, list(told), self._between(self.at, reached), reached)
            self.at = reached

    def _between(self, after: int, until: int) -> Sequence[Decided]:
        return [each for each in self.acts if after < each.at <= until]

    def state(self) -> list[tuple[object, ...]]:
        """All that one sees of the posts."""
        return [
            (
                each.place,
                each.pane,
                str(each.post.text),
                each.sources,
                each.is_pinned,
                each.question,
            )
            for each in everything(self.db)
        ]
