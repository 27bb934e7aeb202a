from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.clock import START, Clock
from tests.store.replay.recorded import Played, minute, opened, record
from tests.store.written import everything

from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.store import board, pages, schema
from backchannel.store.connection import Connection
from backchannel.store.replay import course, recording
from backchannel.store.replay.clock import tell_played_time
from backchannel.store.replay.course import Course
from backchannel.store.replay.decided import up_to_the_last
from backchannel.store.roles import programme
from backchannel.store.roles.questions.rows import every


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recorded") / "event.db"
    record(path)
    return path


@pytest.fixture
def reading(recorded: Path) -> Iterator[Connection]:
    with closing(schema.open_to_read(recorded)) as db:
        yield db


def played(reading: Connection, path: Path, *, has_decisions: bool = False) -> Played:
    into = schema.open_to_write(path, now=Clock())
    return Played(reading, into, has_decisions=has_decisions)


def test_at_the_end_all_is_there_that_is_in_the_recording(
    reading: Connection, tmp_path: Path
) -> None:
    replay = played(reading, tmp_path / "played.db")
    replay.to(replay.found.last + 1)
    there = [(each.place, each.post.text, each.sources) for each in everything(reading)]
    assert [(each.place, each.post.text, each.sources) for each in everything(replay.db)] == there


@pytest.mark.parametrize("has_decisions", [False, True])
def test_however_one_comes_to_a_moment_the_same_is_there(
    reading: Connection, tmp_path: Path, *, has_decisions: bool
) -> None:
    chance = random.Random(7)  # noqa: S311  # moments to go to, no secret
    replay = played(reading, tmp_path / "played.db", has_decisions=has_decisions)
    for turn in range(12):
        moment = minute(chance.uniform(-1, 41))
        replay.to(moment)
        straight = played(reading, tmp_path / f"{turn}.db", has_decisions=has_decisions)
        straight.to(moment)
        assert replay.state() == straight.state()


def test_posts_come_when_they_were_seen_and_those_found_afterwards_when_they_were_posted(
    reading: Connection, tmp_path: Path
) -> None:
    replay = played(reading, tmp_path / "played.db")
    replay.to(minute(15.2))
    texts = [str(each.post.text) for each in everything(replay.db)]
    assert texts[0] == "Found later"
    assert "Words 16" in texts
    assert "Words 15" not in texts
    assert all(each.first_seen <= START - timedelta(minutes=15.2) for each in everything(replay.db))


def test_an_edit_comes_at_its_time_and_a_deleted_post_never(
    reading: Connection, tmp_path: Path
) -> None:
    replay = played(reading, tmp_path / "played.db")
    replay.to(minute(31))
    texts = {str(each.post.text) for each in everything(replay.db)}
    assert "Words 35" in texts
    assert "Words 37" not in texts
    replay.to(minute(29))
    assert "Words 35, put right" in {str(each.post.text) for each in everything(replay.db)}


def test_decisions_come_when_they_were_made_and_go_when_they_were_taken_back(
    reading: Connection, tmp_path: Path
) -> None:
    replay = played(reading, tmp_path / "played.db", has_decisions=True)
    replay.to(minute(22))
    assert [pin.post.post.text for pin in board.pins(replay.db)] == ["Words 36"]
    assert [note.text for note in board.notes(replay.db)] == ["Three objections"]
    (keynote,) = programme.sessions(replay.db)
    assert keynote.ends == START - timedelta(minutes=10)
    replay.to(minute(18))
    assert not board.pins(replay.db)
    (keynote,) = programme.sessions(replay.db)
    assert keynote.ends == START - timedelta(minutes=5)
    replay.to(minute(26))
    assert not board.notes(replay.db)


def test_what_is_in_no_log_comes_when_it_was_made(tmp_path: Path) -> None:
    record(tmp_path / "taken-in.db")
    with opened(tmp_path / "taken-in.db", Clock()) as db:
        db.execute("DELETE FROM decisions")  # a raw record has none
        replay = played(db, tmp_path / "played.db", has_decisions=True)
        replay.to(minute(22))
        assert [note.text for note in board.notes(replay.db)] == ["Three objections"]
        (question,) = every(replay.db)
        assert (question.state, question.by) == ("open", "lena")
        replay.to(minute(26))
        assert not board.notes(replay.db)


def test_what_one_decides_oneself_stays_when_time_is_turned_back(
    reading: Connection, tmp_path: Path
) -> None:
    replay = played(reading, tmp_path / "played.db")
    replay.to(minute(10))
    board.pin(replay.db, everything(replay.db)[0].place, "me")
    replay.to(minute(20))
    assert not board.pins(replay.db)
    replay.to(minute(10))
    assert len(board.pins(replay.db)) == 1


@pytest.mark.parametrize("has_decisions", [False, True])
def test_what_comes_once_more_is_new_and_is_not_what_it_was_before(
    reading: Connection, tmp_path: Path, *, has_decisions: bool
) -> None:
    replay = played(reading, tmp_path / "played.db", has_decisions=has_decisions)
    replay.to(minute(10))
    since, seen = pages.latest(replay.db), by_stamp(replay.db)
    replay.to(minute(39))
    replay.to(minute(10))
    page = pages.around(replay.db, pages.View(), None, newer=0, older=99, since=since)
    came = {each.place for each in page.posts if each.first_seen > from_micros(minute(39))}
    assert came
    assert came <= set(page.arrived)
    again = by_stamp(replay.db)
    assert all(again[stamp] == seen[stamp] for stamp in again.keys() & seen.keys())


def by_stamp(db: Connection) -> dict[tuple[int, int], StoredPost]:
    """What there is, by number and version."""
    return {(each.number, each.version): each for each in everything(db)}


def test_the_recording_says_where_it_begins_and_ends(reading: Connection) -> None:
    found = recording.recording(reading)
    assert found.event is not None
    assert [session.title for session in found.event.sessions] == ["Keynote"]
    assert (found.first, found.last) == (minute(40), minute(0.9))


class TestTheClock:
    """At ten event seconds a second, from half an hour before the end of the recording."""

    @pytest.fixture
    def wall(self) -> Clock:
        return Clock(START + timedelta(days=300))

    @pytest.fixture
    def db(self, tmp_path: Path, wall: Clock) -> Iterator[Connection]:
        way = Course(recorded="x", begin=minute(40), until=minute(0), at=minute(30), speed=10.0)
        with opened(tmp_path / "played.db", wall) as db:
            course.begin(db, way)
            tell_played_time(db)
            yield db

    def test_it_stands_until_somebody_plays(self, db: Connection, wall: Clock) -> None:
        wall.advance(100)
        assert db.now() == START - timedelta(minutes=30)
        course.renew(db)
        wall.advance(3)
        assert db.now() == START - timedelta(minutes=29, seconds=30)

    def test_it_stands_soon_after_the_player_was_killed(self, db: Connection, wall: Clock) -> None:
        course.renew(db)
        wall.advance(1_000)
        assert db.now() == START - timedelta(minutes=29)

    def test_it_is_held_and_goes_on_where_it_was(self, db: Connection, wall: Clock) -> None:
        course.renew(db)
        wall.advance(3)
        course.turn(db, is_paused=True)
        wall.advance(3)
        assert db.now() == START - timedelta(minutes=29, seconds=30)
        course.turn(db, is_paused=False, speed=20.0)
        wall.advance(3)
        assert db.now() == START - timedelta(minutes=28, seconds=30)

    def test_it_goes_no_further_than_the_recording_either_way(
        self, db: Connection, wall: Clock
    ) -> None:
        course.renew(db)
        course.turn(db, by=timedelta(hours=9))
        assert db.now() == START
        course.turn(db, by=-timedelta(hours=9))
        assert db.now() == START - timedelta(minutes=40)
        course.turn(db, at=minute(0.5))
        wall.advance(5)
        assert db.now() == START

    def test_a_store_of_a_real_event_has_the_time_of_the_wall(
        self, tmp_path: Path, wall: Clock
    ) -> None:
        with opened(tmp_path / "real.db", wall) as db:
            tell_played_time(db)
            assert course.turn(db, is_paused=True) is None
            assert db.now() == wall.at

    def test_speeds_go_by_steps_to_an_end(self) -> None:
        assert [course.faster(each) for each in (1.0, 4.0, 10.0, 1000.0)] == [2, 5, 20, 1000]
        assert [course.slower(each) for each in (1.0, 4.0, 10.0, 0.1)] == [1, 2, 5, 0.1]


def test_with_decisions_it_goes_on_to_what_people_summed_up(tmp_path: Path) -> None:
    path, clock = tmp_path / "event.db", Clock()
    record(path)
    with opened(path, clock) as db:
        found = recording.recording(db)
        assert up_to_the_last(db, found) == found
        clock.at = from_micros(found.last) + timedelta(minutes=40)
        board.note(db, "Thank you all", "me")
        summed_up = clock()
        clock.at += timedelta(days=1)
        board.note(db, "Put in order", "me")
        assert from_micros(up_to_the_last(db, found).last) == summed_up
