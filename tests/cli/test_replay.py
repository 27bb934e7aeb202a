"""What is played is checked before a desk is opened, which needs a terminal; a test has none."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.conftest import Backchannel, fill, post
from tests.store.replay.recorded import minute
from tests.store.replay.recorded import record as fill_recording

from backchannel.cli.verbs.before.going_on import Told, prepare
from backchannel.cli.verbs.before.replay import remembered
from backchannel.errors import ConfigError
from backchannel.store import schema
from backchannel.store.forgetting.erasing import forget
from backchannel.store.replay.course import Course, course_of
from backchannel.store.replay.recording import Recording, recording


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "the desk needs a terminal"),
        (("--from", "11:00", "--until", "11:58"), 1, "the desk needs a terminal"),
        (("--from", "tea"), 2, "--from: “tea” is no time"),
        (("--until", "25:00"), 2, "--until: “25:00” is no time"),
        (("--from", "11:58", "--until", "11:00"), 2, "--until: it would be over before it begins"),
        (("--session", "Keynote"), 2, "--session"),
        (("--session", "Keynote", "--from", "11:00"), 2, "leave out --from and --until"),
        (("--speed", "0"), 2, "--speed"),
    ],
)
def test_what_cannot_be_played_is_said(
    backchannel: Backchannel, store: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = store.read_bytes()
    ran = backchannel("replay", store, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert store.read_bytes() == before
    assert not [each for each in store.parent.iterdir() if "replay" in each.name]


def test_the_recording_is_no_place_to_play_into(backchannel: Backchannel, store: Path) -> None:
    ran = backchannel("replay", "--store", store, "--into", store)
    assert (ran.code, "the recording itself" in ran.err) == (2, True)


def test_another_record_is_not_played_into_the_store_of_the_first(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    first, second, into = tmp_path / "1.jsonl", tmp_path / "2.jsonl", tmp_path / "t.store"
    for record, words in ((first, ()), (second, ("--filter", "-lunch"))):
        assert backchannel("export", "jsonl", record, "--store", store, *words).code == 0
    said = [backchannel("replay", each, "--into", into).err for each in (second, first, first)]
    assert all("needs a terminal" in err for err in said)  # nothing was played into it yet
    into.write_bytes((tmp_path / "t.store.recording").read_bytes())
    ran = backchannel("replay", second, "--into", into)
    assert (ran.code, "t.store holds another replay" in ran.err) == (2, True)


def left(into: Path) -> Course:
    with closing(schema.open_to_read(into)) as db:
        found = course_of(db)
    assert found is not None
    return found


def went_on(into: Path, found: Recording, way: Course, told: Told) -> str:
    return asyncio.run(prepare(into, found, way, told))


def test_a_kept_replay_goes_on_as_is_said_anew(tmp_path: Path) -> None:
    recorded, into = tmp_path / "recorded.store", tmp_path / "kept.store"
    fill_recording(recorded)
    with closing(schema.open_to_read(recorded)) as db:
        found = recording(db)
    way = Course(str(recorded), found.first, found.last, at=found.first, speed=10.0)
    assert went_on(into, found, way, Told()) == ""
    other = replace(way, at=minute(10), until=minute(5), speed=60.0)
    assert "10 times as fast" in went_on(into, found, other, Told())
    assert left(into) == way
    assert "60 times" in went_on(into, found, other, Told(speed=60.0))
    assert left(into) == replace(way, speed=60.0)
    went_on(into, found, other, Told(has_end=True))
    assert left(into) == replace(way, until=minute(5), speed=60.0)
    assert "goes on at 2026" in went_on(into, found, other, Told(has_span=True))
    assert left(into) == other
    with pytest.raises(ConfigError, match="left later than that"):
        went_on(into, found, replace(way, until=minute(11)), Told(has_end=True))
    with pytest.raises(ConfigError, match="begun without them"):
        went_on(into, found, replace(way, has_decisions=True), Told())
    assert left(into) == other
    over = replace(way, at=found.last)
    assert "--from" in went_on(into, found, over, Told(has_span=True))


ANN = frozenset({"ann1@river.example"})


def begun(store: Path, into: Path, *, is_old: bool = False) -> None:
    """Play the store of an event into another, as earlier versions did."""
    with closing(schema.open_to_read(store)) as db:
        found = recording(db)
    origin = "" if is_old else found.desk
    way = Course(str(store), found.first, found.last, at=found.first, origin=origin)
    assert went_on(into, found, way, Told()) == ""
    fill(into, post(1, "The river is rising"))


def played(store: Path, into: Path, *, is_old: bool = False) -> None:
    """The same, and let it be known."""
    begun(store, into, is_old=is_old)
    assert remembered(store, store, into)


@pytest.mark.parametrize("is_old", [True, False])
def test_who_is_forgotten_is_so_where_the_event_was_played_into(
    store: Path, tmp_path: Path, *, is_old: bool
) -> None:
    into = tmp_path / "elsewhere" / "again.store"
    into.parent.mkdir()
    played(store, into, is_old=is_old)
    done = forget(store, ANN)
    assert (done.posts, done.backups, done.unreached) == (1, (into,), ())
    assert b"ann1" not in into.read_bytes()


def test_a_replay_is_known_also_when_the_recording_was_moved(store: Path, tmp_path: Path) -> None:
    into, elsewhere = tmp_path / "again.store", tmp_path / "moved.db"
    played(store, into)
    store.rename(elsewhere)
    done = forget(elsewhere, ANN)
    assert (done.backups, done.unreached) == ((into,), ())


def test_another_store_where_a_replay_was_is_left_as_it_is(store: Path, tmp_path: Path) -> None:
    into = tmp_path / "again.store"
    played(store, into)
    into.unlink()
    fill(into, post(1, "The river is rising"))
    done = forget(store, ANN)
    assert (done.backups, [each for each, _ in done.unreached]) == ((), [into])
    assert b"ann1" in into.read_bytes()


def test_a_kept_replay_of_earlier_versions_learns_what_was_recorded(
    store: Path, tmp_path: Path
) -> None:
    into = tmp_path / "again.store"
    played(store, into, is_old=True)
    with closing(schema.open_to_read(store)) as db:
        found = recording(db)
    way = replace(left(into), origin=found.desk)
    went_on(into, found, way, Told())
    assert left(into).origin == found.desk
    with pytest.raises(ConfigError, match="holds something else"):
        went_on(into, found, replace(way, origin="another"), Told())


def test_what_a_record_was_played_into_nobody_remembers(store: Path, tmp_path: Path) -> None:
    record = tmp_path / "1.jsonl"
    assert not remembered(store, record, tmp_path / "again.store")


def test_a_record_that_is_not_there_is_called_by_its_name(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    ran = backchannel("replay", tmp_path / "none.jsonl")
    assert (ran.code, ran.err.endswith("none.jsonl: there is no such file\n")) == (2, True)
    assert not [each for each in tmp_path.iterdir() if "none" in each.name]


def test_a_record_that_is_none_is_refused_with_its_line(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"line": "header", "format": "backchannel record", "version": 99}\n')
    ran = backchannel("replay", broken)
    assert ran.code == 2
    assert "broken.jsonl:1" in ran.err
    assert [each.name for each in tmp_path.iterdir() if "replay" in each.name] == []


def ended() -> int:
    """The number of a process that there is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:  # our own
        process.wait()
    return process.pid


def playing(store: Path, pid: int) -> Path:
    """What a replay of that process has beside a store while it plays."""
    folder = store.with_name(f"{store.stem}-replay-{pid}-x1y2z3")
    folder.mkdir()
    shutil.copyfile(store, folder / "replay.store")
    return folder


def test_what_a_killed_replay_left_is_gone_with_the_next_one(
    backchannel: Backchannel, store: Path
) -> None:
    left, lives = playing(store, ended()), playing(store, os.getpid())
    other = store.with_name(f"{store.stem}-replay-notes")
    other.mkdir()
    assert "needs a terminal" in backchannel("replay", store).err
    assert not left.exists()
    assert lives.exists()
    assert other.exists()


def test_whoever_is_forgotten_goes_from_replays_too(backchannel: Backchannel, store: Path) -> None:
    left, lives = playing(store, ended()), playing(store, os.getpid())
    ran = backchannel("forget", "@ann1@river.example", "--yes", "--store", store)
    assert ran.code == 0
    assert f"Also in {lives / 'replay.store'}." in ran.lines
    assert not left.exists()


def test_a_record_is_played_whatever_it_is_called(
    backchannel: Backchannel, store: Path, tmp_path: Path
) -> None:
    record = tmp_path / "rivers.txt"
    assert backchannel("export", "jsonl", record, "--store", store).code == 0
    assert "the desk needs a terminal" in backchannel("replay", record).err


def played_before(store: Path, folder: Path) -> Path:
    """What earlier versions had there while they played a store: no process in the name."""
    folder.mkdir(parents=True)
    begun(store, folder / "replay.store", is_old=True)
    return folder


def test_what_earlier_versions_left_goes_unless_somebody_has_it_open(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    left = played_before(store, store.with_name(f"{store.stem}-replay-a1b2c3d4"))
    away = played_before(store, passing / f"{store.stem}-replay-a1_2c3d4")
    lives = played_before(store, store.with_name(f"{store.stem}-replay-e5f6g7h8"))
    copy = store.with_name(f"{store.stem}-replay-11223344")  # somebody's own, and no replay
    copy.mkdir()
    shutil.copyfile(store, copy / "replay.store")
    with closing(schema.open_to_read(lives / "replay.store")) as db:
        db.value("SELECT count(*) FROM posts")
        done = forget(store, ANN)
    assert (left.exists(), away.exists()) == (False, False)
    assert (lives.exists(), copy.exists()) == (True, True)
    assert {each.parent for each in done.backups} == {lives, copy}


def test_what_was_played_of_another_event_of_that_name_stays(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    other = tmp_path / "other" / store.name
    other.parent.mkdir()
    fill_recording(other)
    theirs = played_before(other, passing / f"{store.stem}-replay-a1b2c3d4")
    forget(store, ANN)
    assert theirs.exists()
