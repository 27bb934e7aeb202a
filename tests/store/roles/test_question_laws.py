"""Whatever people decide, undo and do again, in any order: what must hold of questions holds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.clock import Clock

from backchannel.errors import StoreError
from backchannel.model.roles.question import State
from backchannel.store import board, schema
from backchannel.store.connection import Connection
from backchannel.store.roles import questions

Act = Callable[[Connection, str, str, str], object]

ACTS: dict[str, Act] = {
    "ask": lambda db, one, other, by: questions.ask_for(db, "why?", "", by),
    "take out": lambda db, one, other, by: questions.take_out(db, one, by),
    "merge": lambda db, one, other, by: questions.merge(db, one, [other], by),
    "split": lambda db, one, other, by: questions.split(db, one, by),
    "now": lambda db, one, other, by: questions.take_up(db, one, by),
    "answer": lambda db, one, other, by: questions.answer(db, one, by),
    "park": lambda db, one, other, by: questions.park(db, one, by),
    "open": lambda db, one, other, by: questions.reopen(db, one, by),
    "down": lambda db, one, other, by: questions.move(db, one, 1, by),
    "reword": lambda db, one, other, by: questions.reword(db, one, "how?", by),
    "next": lambda db, one, other, by: questions.take_next(db, by),
    "done": lambda db, one, other, by: questions.answer_and_next(db, by),
    "back": lambda db, one, other, by: questions.back(db, by),
    "undo": lambda db, one, other, by: board.undo(db, by),
    "redo": lambda db, one, other, by: board.redo(db, by),
}
"""Two questions and a person, and what that one does."""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    connection = schema.open_to_write(tmp_path_factory.mktemp("laws") / "e.db", now=Clock())
    connection.execute("PRAGMA synchronous=OFF")
    yield connection
    connection.close()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(ACTS)),
            st.integers(0, 4),
            st.integers(0, 4),
            st.sampled_from(("lena", "presenter")),
        ),
        max_size=30,
    )
)
def test_one_at_most_is_now_and_nothing_is_part_of_a_part(
    db: Connection, history: list[tuple[str, int, int, str]]
) -> None:
    db.execute("BEGIN")
    try:
        for number in range(4):
            questions.ask_for(db, f"{number}?", "", "lena")
        for name, one, other, by in history:
            ids = [id_ for (id_,) in db.execute("SELECT id FROM questions ORDER BY at, position")]
            if ids:
                _tried(ACTS[name], db, ids[one % len(ids)], ids[other % len(ids)], by)
            _holds(db)
    finally:
        db.execute("ROLLBACK")


def _tried(act: Act, db: Connection, one: str, other: str, by: str) -> None:
    with contextlib.suppress(StoreError):  # that question is no longer there
        act(db, one, other, by)


def _holds(db: Connection) -> None:
    assert db.value("SELECT count(*) FROM questions WHERE state = 'now'") <= 1
    roots = "SELECT id FROM questions WHERE merged = ''"
    assert not db.value(
        f"SELECT count(*) FROM questions WHERE merged <> '' AND merged NOT IN ({roots})"
    )
    found = questions.queue(db)
    assert sum(each.state is State.NOW for each in found.rows) <= 1
    positions = [(each.position, each.id) for each in found.rows]
    assert positions == sorted(positions)
