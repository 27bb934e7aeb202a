"""Another desk's store is taken in once, with who decided what and when."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, everything, save, texts, whole

from backchannel.errors import ConfigError, StoreError
from backchannel.model.programme import Event
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.forgetting.erasing import forget
from backchannel.store.forgetting.finding import meant
from backchannel.store.merging.taking_in import merge
from backchannel.store.replay.course import Course
from backchannel.store.replay.playing import prepare
from backchannel.store.roles import cues, questions


@pytest.fixture
def theirs(tmp_path: Path, clock: Clock) -> Iterator[Connection]:
    """The store of another desk, an hour before."""
    early = Clock(clock())
    early.advance(-3_600)
    path = tmp_path / "theirs.db"
    with contextlib.closing(schema.open_to_write(path, now=early, busy_ms=50)) as db:
        yield db


def places(db: Connection, *numbers: int) -> list[int]:
    return [whole(db, number).place for number in numbers]


def test_everything_of_another_desk_is_here_and_twice_is_once(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1), a_post(2, "ours"))
    save(theirs, a_post(1), a_post(70, "theirs"), a_post(80, "without a date", published=None),
         source=THERE)  # fmt: skip
    by = {str(each.post.text): each.place for each in everything(theirs)}
    board.pin(db, places(db, 1)[0], "me")
    for place in by.values():
        board.pin(theirs, place, "them")
    board.note(theirs, "their note", "them", by["theirs"])
    board.hide(theirs, by["without a date"], "them", "spam")
    questions.ask(theirs, by["theirs"], "them")
    questions.ask_for(theirs, "From the room?", "Tom", "them")
    cues.cue(theirs, "Louder", "them")
    done = merge(path, Path(theirs.filename), clock)
    assert (done.new, done.known) == (2, 1)
    assert sorted(texts(db)) == ["Words", "ours", "theirs"]
    assert [pin.by for pin in board.pins(db)] == ["me", "them", "them", "them"]  # ours first
    (note,) = board.notes(db)
    assert (note.by, note.at) == ("them", theirs.now())
    assert str(board.hidden(db)[0].reason) == "spam"
    assert sorted(each.by for each in questions.queue(db).rows) == ["them", "them"]
    assert check.check(db).problems == ()
    before, logged = check.check(db).shared, db.value("SELECT count(*) FROM decisions")
    again = merge(path, Path(theirs.filename), clock)
    assert (again.new, dict(again.decided)) == (0, {})
    assert check.check(db).shared == before
    assert db.value("SELECT count(*) FROM decisions") == logged


def test_what_has_no_date_stands_where_it_stood(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    save(theirs, a_post(1, published=None), source=BLOGS)
    merge(path, Path(theirs.filename), clock)
    assert places(db, 1) == places(theirs, 1)


def test_undo_takes_back_what_was_decided_here_first(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1), a_post(2))
    save(theirs, a_post(1), a_post(2))
    board.pin(db, places(db, 1)[0], "me")
    board.note(theirs, "theirs", "me")
    merge(path, Path(theirs.filename), clock)
    undone = board.undo(db, "me")
    assert undone is not None
    assert str(undone.act) == "pin"
    assert len(board.notes(db)) == 1


def test_what_was_deleted_there_is_deleted_here(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    for each in (db, theirs):
        save(each, a_post(1), a_post(2))
    posts.retract(theirs, HERE.name, ["1"])
    merge(path, Path(theirs.filename), clock)
    assert len(texts(db)) == 1
    assert check.check(db).problems == ()


def test_who_was_forgotten_on_either_side_stays_so(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    for each in (db, theirs):
        save(each, a_post(1), a_post(2), a_post(3))
    for store, who in ((db, "@ann1@here.example"), (theirs, "@ann2@here.example")):
        names = frozenset(name for each in meant(store, who).accounts for name in each.names)
        forget(Path(store.filename), names, clock)
    done = merge(path, Path(theirs.filename), clock)
    assert done.erased is not None
    assert (done.new, done.known, done.kept_out, done.erased.posts) == (0, 1, 1, 1)
    assert [stored.post.author.handle for stored in everything(db)] == ["@ann3@here.example"]


def test_of_a_store_that_cannot_be_read_nothing_is_taken(
    db: Connection, path: Path, tmp_path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    before = check.check(db).shared
    letter = tmp_path / "letter.db"
    letter.write_text("dear all " * 100)
    for other in (letter, path, tmp_path / "none.db"):
        with pytest.raises(StoreError):
            merge(path, other, clock)
    assert check.check(db).shared == before


def test_another_event_comes_in_only_when_that_is_said(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    sources.plan(db, Event("Rivers", ("rivers", "water")), ())
    sources.plan(theirs, Event("Lakes", ("lakes",)), ())
    save(theirs, a_post(1))
    other = Path(theirs.filename)
    with pytest.raises(ConfigError, match=r"of another event, Lakes \(#lakes\); --all"):
        merge(path, other, clock)
    assert texts(db) == []
    sources.plan(theirs, Event("The same by another name", ("water",)), ())
    assert merge(path, other, clock).new == 1
    sources.plan(theirs, Event("Lakes", ("lakes",)), ())
    assert merge(path, other, clock, is_any=True).known == 1


def test_a_store_that_is_played_into_is_no_desk_s(
    db: Connection, theirs: Connection, path: Path, clock: Clock
) -> None:
    rivers = Event("Rivers", ("rivers",))
    sources.plan(db, rivers, ())
    prepare(theirs, rivers, Course("recorded.db"))
    save(theirs, a_post(1))
    other = Path(theirs.filename)
    for into, of in ((path, other), (other, path)):
        with pytest.raises(ConfigError, match=f"^{other}: is no store of a desk: .* is played"):
            merge(into, of, clock, is_any=True)
    assert texts(db) == []
