"""What is gone on from, beside what is read whole, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.deeds import few_kinds
from tests.store.fresh import fresh
from tests.store.happenings import Step
from tests.store.written import a_post, save

from backchannel.model.board import Pin
from backchannel.model.change import ChangeKind
from backchannel.model.post import StoredPost
from backchannel.store import board, changes, pages, schema
from backchannel.store.connection import Connection
from backchannel.store.roles import questions, stage

ABOUT_PINS = {
    *(ChangeKind.HIDDEN, ChangeKind.MUTE, ChangeKind.COPY, ChangeKind.EVENT),
    *(ChangeKind.POST_CHANGED, ChangeKind.POST_GONE),
}
"""After these an operator's screen is read whole."""


@contextmanager
def a_store(clock: Clock) -> Iterator[tuple[Connection, Connection]]:
    """Some posts; who writes, and who reads and remembers."""
    with TemporaryDirectory() as folder:
        path = fresh(Path(folder) / "event.db")
        with closing(schema.open_to_write(path, now=clock)) as db:
            db.execute("PRAGMA synchronous=OFF")
            save(db, *(a_post(n) for n in range(6)))
            with closing(schema.open_to_read(path, now=clock)) as reader:
                yield db, reader


def by_stamp(db: Connection) -> dict[tuple[int, int], StoredPost]:
    """Every post by its number and its version."""
    places = [place for (place,) in db.execute("SELECT place FROM posts")]
    return {(each.number, each.version): each for each in pages.by_places(db, places).values()}


@settings(max_examples=80)
@given(steps=few_kinds(30))
def test_posts_of_the_same_number_and_version_are_the_same(steps: list[tuple[Step, int]]) -> None:
    clock = Clock()
    with a_store(clock) as (db, _):
        known = by_stamp(db)
        for do, nth in steps:
            do(db, clock, nth)
            now = by_stamp(db)
            assert all(now[stamp] == known[stamp] for stamp in now.keys() & known.keys())
            known |= now


@given(steps=few_kinds(30), size=st.integers(1, 5))
def test_pins_and_questions_that_are_known_are_as_they_are(
    steps: list[tuple[Step, int]], size: int
) -> None:
    clock = Clock()
    with a_store(clock) as (db, reader):
        known: dict[int, Pin] = {}
        for start in range(0, len(steps), size):
            for do, nth in steps[start : start + size]:
                do(db, clock, nth)
            pins = board.pins(reader, known)
            assert pins == board.pins(db)
            known = {pin.post.place: pin for pin in pins}
            assert questions.queue(reader) == questions.queue(db)
            for session in (None, "First"):
                assert questions.waiting(reader, session) == questions.waiting(db, session)


@given(steps=few_kinds(30), size=st.integers(1, 5))
def test_an_operator_sees_what_there_is(steps: list[tuple[Step, int]], size: int) -> None:
    clock = Clock()
    with a_store(clock) as (db, reader):
        view, since = stage.overview(reader), changes.latest(db)
        for start in range(0, len(steps), size):
            for do, nth in steps[start : start + size]:
                do(db, clock, nth)
            kinds = {change.kind for change in changes.since(db, since)}
            since = changes.latest(db)
            if kinds & ABOUT_PINS:
                view = stage.overview(reader, view)
            elif kinds & {ChangeKind.PIN, ChangeKind.STAGE}:
                view = stage.again(reader, view, has_pins=ChangeKind.PIN in kinds)
            else:
                continue
            assert view == stage.overview(db)
