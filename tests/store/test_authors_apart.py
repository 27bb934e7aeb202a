"""Stores from before authors were told apart: who was out of sight stays so, one by one."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.test_namesakes import by
from tests.store.written import BLOGS, a_post, everything, save, whole

from backchannel.model.who import former_key
from backchannel.store import board, check, schema
from backchannel.store.board.decisions import MUTE, row
from backchannel.store.connection import Connection
from backchannel.store.merging.decided import take_row
from backchannel.store.migrations import MIGRATIONS
from backchannel.store.migrations.authors import tell_authors_apart
from backchannel.store.repair.moving import repair

BEFORE = MIGRATIONS[:17]
ON_THE_PAGE = [by("Ana", 1), by("Ben", 2), by("Ana", 3)]
ADMINS = [by("Admin", 4, ""), by("Admin", 5, "", on="city.example")]
OTHERS = [by("Cleo", 6, ""), a_post(7)]


@pytest.fixture
def old(path: Path, clock: Clock) -> Iterator[Connection]:
    """A store of the version before, with posts whose authors go by page and by bare name."""
    with contextlib.closing(schema.open_to_write(path, now=clock, migrations=BEFORE)) as db:
        save(db, *ON_THE_PAGE, *ADMINS, *OTHERS, source=BLOGS)
        for number in range(1, 8):
            post = whole(db, number)
            values = (former_key(post.post.author), post.place)
            db.execute("UPDATE posts SET author = ? WHERE place = ?", values)
        yield db


def place_of(db: Connection, name: str) -> int:
    """Of somebody's first post."""
    return min(each.place for each in map(whole, [db] * 7, range(1, 8)) if called(each) == name)


def called(each: object) -> str:
    return str(each.post.author.name)  # type: ignore[attr-defined]  # a stored post


def opened(path: Path, clock: Clock) -> contextlib.closing[Connection]:
    return contextlib.closing(schema.open_to_write(path, now=clock))


def in_sight(db: Connection) -> list[str]:
    return sorted(called(each) for each in everything(db))


def muted(db: Connection) -> list[str]:
    return sorted(each.shown for each in board.muted(db))


def test_a_mute_of_a_page_goes_on_for_each_who_was_muted_by_it(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me", "adverts", timedelta(hours=2))
    before = in_sight(old)
    assert before == ["Admin", "Admin", "Ann 7", "Cleo"]
    with opened(path, clock) as db:
        assert in_sight(db) == before
        assert muted(db) == ["Ana at blog.example", "Ben at blog.example"]
        assert {each.reason for each in board.muted(db)} == {"adverts"}
        assert check.check(db).problems == ()
        save(db, by("Ben", 8, ""), by("Dora", 9), source=BLOGS)
        assert in_sight(db) == sorted([*before, "Dora"])
        board.unmute(db, "author:ana at blog.example", "me")
        assert in_sight(db) == sorted([*before, "Dora", "Ana", "Ana"])
        clock.advance(7_201)
        board.lift_over(db)
        assert in_sight(db).count("Ben") == 2


def test_a_mute_of_a_bare_name_goes_on_on_every_site_that_it_reached(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Admin"), "me")
    before = in_sight(old)
    with opened(path, clock) as db:
        assert in_sight(db) == before
        assert muted(db) == ["Admin at blog.example", "Admin at city.example"]
        assert check.check(db).problems == ()


def test_what_was_decided_of_several_is_undone_and_done_again_together(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me")
    board.pin(old, place_of(old, "Cleo"), "me")
    with opened(path, clock) as db:
        board.undo(db, "me")
        assert board.pins(db) == ()
        undone = board.undo(db, "me")
        assert undone is not None
        assert (undone.undone, undone.others) == (True, 1)
        assert muted(db) == []
        assert in_sight(db).count("Ana") == 2
        board.redo(db, "me")
        assert muted(db) == ["Ana at blog.example", "Ben at blog.example"]
        assert check.check(db).problems == ()


def test_a_mute_of_one_is_undone_and_one_that_was_undone_is_done_again(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Cleo"), "me")
    board.mute_author(old, place_of(old, "Ann 7"), "me")
    board.undo(old, "me")
    with opened(path, clock) as db:
        assert muted(db) == ["Cleo at blog.example"]
        board.redo(db, "me")
        assert muted(db) == ["Ann 7 @ann7@here.example", "Cleo at blog.example"]
        board.undo(db, "me")
        board.undo(db, "me")
        assert muted(db) == []


def test_what_was_undone_of_several_is_not_done_again(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me")
    board.undo(old, "me")
    with opened(path, clock) as db:
        assert board.redo(db, "me") is None
        assert muted(db) == []


def test_of_two_mutes_that_become_one_the_longer_holds(
    old: Connection, path: Path, clock: Clock
) -> None:
    save(old, by("Ana", 8, ""), source=BLOGS)
    old.execute("UPDATE posts SET author = 'ana' WHERE number = 8")
    board.mute_author(old, place_of(old, "Ana"), "me", lasts=timedelta(hours=1))
    board.mute_author(old, whole(old, 8).place, "me", "for good")
    with opened(path, clock) as db:
        ends = {each.shown: each.until for each in board.muted(db)}
        assert ends["Ana at blog.example"] is None
        assert ends["Ben at blog.example"] is not None
        assert check.check(db).problems == ()


def test_who_is_one_with_somebody_muted_is_out_of_sight_too(
    old: Connection, path: Path, clock: Clock
) -> None:
    save(old, by("Ana", 8, ""), source=BLOGS)
    old.execute("UPDATE posts SET author = 'ana' WHERE number = 8")
    board.mute_author(old, place_of(old, "Ana"), "me")
    assert "Ana" in in_sight(old)
    with opened(path, clock) as db:
        assert "Ana" not in in_sight(db)
        assert check.check(db).problems == ()


def test_a_mute_of_whom_there_is_nothing_stays_on_the_list(
    old: Connection, path: Path, clock: Clock
) -> None:
    old.execute("INSERT INTO mutes VALUES ('author:nobody', 'Nobody', NULL, '', 'me', 5)")
    with opened(path, clock) as db:
        assert muted(db) == ["Nobody"]


def test_accounts_and_servers_are_left_as_they_are(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ann 7"), "me")
    board.mute_server(old, place_of(old, "Ana"), "me")
    before = [each.key for each in board.muted(old)], in_sight(old)
    with opened(path, clock) as db:
        assert ([each.key for each in board.muted(db)], in_sight(db)) == before
        key = db.value("SELECT author FROM posts WHERE place = ?", (place_of(db, "Ann 7"),))
        assert key == "@ann7@here.example"


DIES = """
import os, signal, sys
from pathlib import Path
from backchannel.store import schema
from backchannel.store.migrations import MIGRATIONS
def die(db):
    os.kill(os.getpid(), signal.SIGKILL)
schema.open_to_write(Path(sys.argv[1]), migrations=(*MIGRATIONS, (die,)))
"""


def test_a_program_that_is_killed_in_the_middle_leaves_it_as_it_was(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me")
    before = in_sight(old)
    old.close()
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", DIES, str(path)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    with contextlib.closing(schema.open_to_write(path, now=clock, migrations=BEFORE)) as db:
        assert [each.key for each in board.muted(db)] == ["author:https://blog.example/about"]
    with opened(path, clock) as db:
        assert in_sight(db) == before
        assert muted(db) == ["Ana at blog.example", "Ben at blog.example"]


def test_once_is_enough(old: Connection, path: Path, clock: Clock) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me")
    with opened(path, clock) as db:
        before = list(db.execute("SELECT * FROM posts")), list(db.execute("SELECT * FROM mutes"))
        tell_authors_apart(db)
        after = list(db.execute("SELECT * FROM posts")), list(db.execute("SELECT * FROM mutes"))
        assert after == before


def test_a_damaged_file_of_the_version_before_comes_back_with_its_mutes(
    old: Connection, path: Path, clock: Clock
) -> None:
    board.mute_author(old, place_of(old, "Ana"), "me")
    before = in_sight(old)
    old.close()
    with path.open("r+b") as file:
        file.write(b"\0" * 100)
    done = repair(path, clock)
    assert done is not None
    assert done.problems == ()
    with opened(path, clock) as db:
        assert in_sight(db) == before
        save(db, by("Ben", 8), by("Dora", 9), source=BLOGS)
        assert in_sight(db) == sorted([*before, "Dora"])


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("author:https://blog.example/about", ["Ana at blog.example", "Ben at blog.example"]),
        ("author:admin", ["Admin at blog.example", "Admin at city.example"]),
        ("author:ana at blog.example", ["as it is"]),
        ("author:@ann7@here.example", ["as it is"]),
        ("author:ann", ["as it is"]),
        ("author:https://blog.example/", ["as it is"]),
        ("server:blog.example", ["as it is"]),
    ],
)
def test_a_mute_that_another_desk_kept_so_reaches_here_whom_it_reached_there(
    db: Connection, key: str, shown: list[str]
) -> None:
    save(db, *ON_THE_PAGE, *ADMINS, *OTHERS, source=BLOGS)
    mute = dict.fromkeys(MUTE.columns) | {
        "key": key, "shown": "as it is", "reason": "", "by": "them", "at": 5,
    }  # fmt: skip
    assert take_row(db, MUTE, mute)
    assert muted(db) == shown
    assert not take_row(db, MUTE, mute)
    assert row(db, MUTE, key) is None or shown == ["as it is"]
    assert check.check(db).problems == ()
