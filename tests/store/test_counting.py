"""What is counted once more, beside what is counted anew."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.deeds import few_kinds
from tests.store.fresh import fresh
from tests.store.happenings import STEPS, Step
from tests.store.written import a_post, save

from backchannel.model.query import parse
from backchannel.store import pages, schema, searching
from backchannel.store.connection import Connection
from backchannel.store.searching import Tally

FILTERS = ("", "other", "-other", "from:ann1", "since:5s", "is:pinned", "/oth/")


@given(
    typed=st.sampled_from(FILTERS),
    begun=st.integers(0, 40),
    steps=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60)), max_size=6),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_what_was_counted_and_what_came_is_what_there_is(
    typed: str, begun: int, steps: list[tuple[list[tuple[Step, int]], bool]]
) -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        db = schema.open_to_write(Path(folder) / "event.db", now=clock)
        try:
            save(db, *(a_post(n) for n in range(begun)))
            tally: Tally | None = None
            for doings, is_hurried in steps:
                for do, at in doings:
                    do(db, clock, at)
                view = pages.View(
                    "backchannel", parse(typed), patience=-1.0 if is_hurried else None
                )
                tally = searching.tally(db, view, tally)
                if tally.is_whole and tally.at is not None:
                    assert tally.posts == pages.count(db, view)
            whole = pages.View("backchannel", parse(typed), patience=None)
            for _ in range(2):  # one that was counted while other things happened may be wrong once
                tally = searching.tally(db, whole, tally)
            assert tally is not None
            assert tally.posts == pages.count(db, whole) == len(list(pages.walk(db, whole)))
        finally:
            db.close()


@given(typed=st.sampled_from(FILTERS), steps=few_kinds(30), size=st.integers(1, 5))
def test_whatever_was_decided_it_is_what_there_is(
    typed: str, steps: list[tuple[Step, int]], size: int
) -> None:
    clock, tally = Clock(), None
    view = pages.View("backchannel", parse(typed), patience=None)
    with tempfile.TemporaryDirectory() as folder:
        db = schema.open_to_write(fresh(Path(folder) / "event.db"), now=clock)
        try:
            save(db, *(a_post(n) for n in range(6)))
            for start in range(0, len(steps), size):
                for do, at in steps[start : start + size]:
                    do(db, clock, at)
                tally = searching.tally(db, view, tally)
                assert tally.posts == pages.count(db, view)
        finally:
            db.close()


def test_what_is_known_is_not_counted_again(db: Connection) -> None:
    save(db, *(a_post(n) for n in range(2_000)))
    for typed in ("", "words", "-other"):
        view = pages.View("backchannel", parse(typed))
        known, first = _steps_of(db, partial(searching.tally, db, view))
        save(db, a_post(9_000 + len(typed)))
        again, second = _steps_of(db, partial(searching.tally, db, view, known))
        assert again.posts == known.posts + 1
        assert second * 5 < first


def _steps_of(db: Connection, count: Callable[[], Tally]) -> tuple[Tally, int]:
    """What it counted, and how many hundred steps of SQLite's machine that took."""
    steps = 0

    def step() -> bool:
        nonlocal steps
        steps += 1
        return False

    db.set_progress_handler(step, 100)
    try:
        return count(), steps
    finally:
        db.set_progress_handler(None)
