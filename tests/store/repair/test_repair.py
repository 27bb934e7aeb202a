"""What comes back of files that were really damaged."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, save, texts, whole

from backchannel.errors import StoreBusy, StoreError
from backchannel.model.programme import Event
from backchannel.store import board, check, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.repair.moving import repair
from backchannel.store.repair.rebuilding import Repaired
from backchannel.store.roles import questions, stage

POSTS = 400
PAGE = 4096


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything in it, closed; its tables have many pages."""
    path = tmp_path_factory.mktemp("sound") / "event.db"
    with contextlib.closing(schema.open_to_write(path, now=Clock())) as db:
        sources.plan(db, Event("Rivers", ("rivers",)), [HERE])
        save(db, *(a_post(number, f"Words {number} " * 20) for number in range(1, POSTS + 1)))
        save(db, a_post(500, "A letter " * 3_000))  # goes over many pages
        board.pin(db, whole(db, 3).place, "me")
        board.note(db, "A note", "me", whole(db, 3).place)
        board.hide(db, whole(db, 4).place, "me")
        board.mute_author(db, whole(db, 5).place, "me")
        questions.ask(db, whole(db, 6).place, "me")
    return path


@pytest.fixture
def damaged(sound: Path, path: Path) -> Path:
    """A copy that may be harmed."""
    shutil.copyfile(sound, path)
    return path


def overwrite(path: Path, page: int, what: bytes = b"\0" * PAGE) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(what)


def root_of(path: Path, name: str) -> int:
    with contextlib.closing(schema.open_to_read(path)) as db:
        return int(db.value("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)))


def a_leaf_of(path: Path, name: str) -> int:
    """A page of a table with rows in it, in the middle."""
    with contextlib.closing(schema.open_to_read(path)) as db:
        sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno"
        pages = [page for (page,) in db.execute(sql, (name,))]
    return int(pages[len(pages) // 2])


def repaired(path: Path, clock: Clock) -> Repaired:
    done = repair(path, clock)
    assert done is not None
    assert done.problems == ()
    assert done.aside.exists()
    with contextlib.closing(schema.open_to_read(path)) as db:
        assert check.check(db).problems == ()
    return done


def test_a_sound_store_is_left_alone(damaged: Path, clock: Clock) -> None:
    before = damaged.read_bytes()
    assert repair(damaged, clock) is None
    assert damaged.read_bytes() == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: overwrite(path, 1, b"\0" * 100),
        lambda path: overwrite(path, 1, b"\xff" * PAGE),
        lambda path: overwrite(path, root_of(path, "posts")),
        lambda path: overwrite(path, root_of(path, "identities")),
        lambda path: overwrite(path, root_of(path, "search_data")),
    ],
    ids=["header", "first page", "root of posts", "root of identities", "index"],
)  # fmt: skip
def test_what_only_leads_to_the_posts_may_be_lost(
    damaged: Path, clock: Clock, harm: Callable[[Path], None]
) -> None:
    harm(damaged)
    done = repaired(damaged, clock)
    assert done.saved["posts"] == POSTS + 1
    assert done.saved["notes"] == done.saved["pins"] == 1
    with contextlib.closing(schema.open_to_write(damaged, now=clock)) as db:
        assert texts(db, "letter") == [("A letter " * 3_000).strip()]
        assert save(db, a_post(7, "Words 7 " * 20)).new == []


def test_a_lost_page_of_posts_costs_those_on_it_and_they_are_named(
    damaged: Path, clock: Clock
) -> None:
    overwrite(damaged, a_leaf_of(damaged, "posts"), b"\xa5" * PAGE)
    done = repaired(damaged, clock)
    lost = POSTS + 1 - done.saved["posts"]
    assert 0 < lost < 10
    assert any(line.startswith(f"{lost} posts, numbers ") for line in done.lost)
    with contextlib.closing(schema.open_to_write(damaged, now=clock)) as db:
        assert [post.number for post in (pin.post for pin in board.pins(db))] == [3]
        save(db, *(a_post(number, f"Words {number} " * 20) for number in range(1, POSTS + 1)))
        assert db.value("SELECT count(*) FROM posts") == POSTS + 1  # the source gives them again


def test_what_is_lost_is_not_on_air_and_does_not_come_next(damaged: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_write(damaged, now=clock)) as db:
        first, second = whole(db, 3).place, whole(db, 7).place
        board.pin(db, second, "me")
        stage.take(db, first, "me")
        stage.line_up(db, second, "me")
        db.execute("DELETE FROM posts WHERE place IN (?, ?)", (first, second))
    done = repaired(damaged, clock)
    assert "the post that was on air; projectors show the card instead" in done.lost
    assert "the post that was to come on air next" in done.lost
    with contextlib.closing(schema.open_to_read(damaged)) as db:
        assert (stage.air(db).place, stage.air(db).next) == (None, None)
        assert stage.shown(db).post is None


def test_what_is_on_air_and_not_lost_stays_there(damaged: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_write(damaged, now=clock)) as db:
        first = whole(db, 3).place
        stage.take(db, first, "me")
        db.execute("DELETE FROM posts WHERE place = ?", (whole(db, 8).place,))
    done = repaired(damaged, clock)
    assert not any("on air" in line for line in done.lost)
    with contextlib.closing(schema.open_to_read(damaged)) as db:
        assert stage.air(db).place == first


def test_of_a_file_that_was_cut_off_the_rest_is_back(damaged: Path, clock: Clock) -> None:
    size = damaged.stat().st_size
    with damaged.open("r+b") as file:
        file.truncate(size * 2 // 3 + 100)
    done = repaired(damaged, clock)
    assert POSTS // 4 < done.saved["posts"] <= POSTS + 1


@pytest.fixture(scope="session")
def twice_seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of posts that were each seen at three places, and whose numbers have gaps."""
    path = tmp_path_factory.mktemp("twice") / "event.db"
    with contextlib.closing(schema.open_to_write(path, now=Clock())) as db:
        sources.plan(db, Event("Rivers", ("rivers",)), [HERE, THERE, BLOGS])
        posts = [a_post(number, f"Words {number} " * 20) for number in range(1, POSTS + 1)]
        for source in (HERE, THERE, BLOGS):
            save(db, *posts, source=source)
        for change in ("-2 * number", "-number"):  # as a record of another desk has them
            db.execute(f"UPDATE posts SET number = {change}")
    return path


@pytest.mark.parametrize("eighths", [2, 3, 4, 5, 6, 7])
def test_a_place_is_counted_once_wherever_a_file_was_cut_off(
    twice_seen: Path, path: Path, clock: Clock, eighths: int
) -> None:
    shutil.copyfile(twice_seen, path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * eighths // 8 + 100)
    repaired(path, clock)
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        again = [a_post(number, f"Words {number} " * 20) for number in range(1, POSTS + 1)]
        for source in (HERE, THERE, BLOGS):
            save(db, *again, source=source)  # each is seen there again, and that is counted on
        assert check.check(db).problems == ()


@pytest.mark.parametrize("turn", [0, 1])
def test_where_a_post_was_seen_first_may_be_lost(
    twice_seen: Path, path: Path, clock: Clock, turn: int
) -> None:
    shutil.copyfile(twice_seen, path)
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        db.execute("DELETE FROM sightings WHERE turn = ?", (turn,))
    overwrite(path, root_of(path, "search_data"))
    repaired(path, clock)
    with contextlib.closing(schema.open_to_read(path)) as db:
        rows = set(db.execute("SELECT turn, source FROM sightings"))
    assert rows == {(0, (THERE, HERE)[turn].name), (1, BLOGS.name)}


def test_only_what_is_known_to_be_lost_is_counted(
    twice_seen: Path, path: Path, clock: Clock
) -> None:
    shutil.copyfile(twice_seen, path)
    overwrite(path, root_of(path, "search_data"))
    assert repaired(path, clock).lost == ()  # a gap is no post
    shutil.copyfile(twice_seen, path)
    overwrite(path, a_leaf_of(path, "posts"), b"\xa5" * PAGE)
    done = repaired(path, clock)
    lost = POSTS - done.saved["posts"]
    assert f"{lost} posts" in done.lost
    shutil.copyfile(twice_seen, path)
    for table in ("identities", "sightings", "posts"):
        overwrite(path, a_leaf_of(path, table), b"\xa5" * PAGE)
    assert any(line.startswith("at least ") for line in repaired(path, clock).lost)


@pytest.mark.parametrize("table", ["identities", "sightings"])
def test_no_post_is_said_to_be_lost_with_a_page_of_what_only_names_them(
    damaged: Path, clock: Clock, table: str
) -> None:
    overwrite(damaged, a_leaf_of(damaged, table), b"\xa5" * PAGE)
    done = repaired(damaged, clock)
    assert done.saved["posts"] == POSTS + 1
    assert not any(line.endswith((" post", " posts")) for line in done.lost)


def test_what_is_made_anew_is_not_said_to_be_lost(damaged: Path, clock: Clock) -> None:
    overwrite(damaged, a_leaf_of(damaged, "changes"), b"\xa5" * PAGE)
    overwrite(damaged, a_leaf_of(damaged, "copy_keys"), b"\xa5" * PAGE)
    assert repaired(damaged, clock).lost == ()


def test_the_newest_posts_are_counted_though_no_number_is_above_theirs(
    damaged: Path, clock: Clock
) -> None:
    with contextlib.closing(schema.open_to_read(damaged)) as db:
        sql = "SELECT pageno FROM dbstat WHERE name = 'posts' AND pagetype = 'leaf' ORDER BY path"
        last = [page for (page,) in db.execute(sql)][-1]
    overwrite(damaged, last, b"\xa5" * PAGE)
    done = repaired(damaged, clock)
    lost = POSTS + 1 - done.saved["posts"]
    assert lost > 0
    assert any(line.startswith(f"{lost} post") for line in done.lost)


def test_what_was_kept_for_the_damaged_file_is_named(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, *(a_post(number) for number in range(1, 30)))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    save(db, a_post(99, "in the log"))
    other = path.with_name("other.db")
    for side in ("", "-wal"):
        shutil.copyfile(path.with_name(f"{path.name}{side}"), other.with_name(f"other.db{side}"))
    overwrite(other, 1, b"\0" * PAGE)
    with other.with_name("other.db-wal").open("r+b") as log:
        log.truncate(5_000)
    done = repair(other, clock)
    assert done is not None
    assert [each.name for each in done.beside][:1] == [f"{done.aside.name}-wal"]
    assert all(each.exists() for each in done.beside)


def test_the_damaged_file_is_put_aside_as_it_was_and_the_desk_has_its_name(
    damaged: Path, clock: Clock
) -> None:
    overwrite(damaged, root_of(damaged, "posts"))
    before = damaged.read_bytes()
    with contextlib.closing(schema.open_to_read(damaged)) as db:
        desk = schema.desk_of(db)
    done = repaired(damaged, clock)
    assert done.aside.read_bytes() == before
    with contextlib.closing(schema.open_to_read(damaged)) as db:
        assert schema.desk_of(db) == desk
    left = {each.name for each in damaged.parent.glob("event.db.*")}
    assert all(name.startswith(done.aside.name) for name in left)


def test_while_a_desk_has_it_open_nothing_is_moved(damaged: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_read(damaged)) as reader:
        assert reader.value("SELECT count(*) FROM pins") == 1
        overwrite(damaged, root_of(damaged, "posts"))
        with pytest.raises(StoreBusy, match="close"):
            repair(damaged, clock)
    assert not list(damaged.parent.glob("*.damaged-*"))


def test_a_file_of_which_nothing_is_left_stays_where_it_is(path: Path, clock: Clock) -> None:
    path.write_bytes(b"\0" * PAGE * 20)
    with pytest.raises(StoreError, match="nothing that was a store"):
        repair(path, clock)
    assert path.read_bytes() == b"\0" * PAGE * 20
    assert list(path.parent.glob("event.db?*")) == []


def test_a_desk_says_what_to_type(damaged: Path, db_error: Callable[[Path], str]) -> None:
    overwrite(damaged, 1, b"\0" * 16)
    assert f"`backchannel store check --repair --store {damaged}`" in db_error(damaged)


@pytest.fixture
def db_error() -> Callable[[Path], str]:
    def said(path: Path) -> str:
        with pytest.raises(StoreError) as caught:
            schema.open_to_read(path)
        return str(caught.value)

    return said


def test_what_was_only_in_the_log_is_back(db: Connection, path: Path, clock: Clock) -> None:
    save(db, *(a_post(number) for number in range(1, 30)))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    save(db, a_post(99, "the last words"))
    other = path.with_name("other.db")
    for side in ("", "-wal"):
        shutil.copyfile(path.with_name(f"{path.name}{side}"), other.with_name(f"other.db{side}"))
    overwrite(other, root_of(path, "hidings"))
    repaired(other, clock)
    with contextlib.closing(schema.open_to_read(other)) as again:
        assert texts(again, "last") == ["the last words"]


def _of_schema(path: Path) -> list[int]:
    """The pages that the first one leads to."""
    with contextlib.closing(schema.open_to_read(path)) as db:
        sql = "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' AND pagetype = 'leaf'"
        return [page for (page,) in db.execute(sql)]


def _rows(path: Path) -> dict[str, int]:
    tables = ("identities", "sources", "backups", "renamed", "hidings", "mutes", "stage", "meta")
    with contextlib.closing(schema.open_to_read(path)) as db:
        return {each: db.value(f"SELECT count(*) FROM {each}") for each in tables}


@pytest.mark.parametrize("nth", [0, 2])
def test_without_a_page_that_says_where_tables_are_nothing_is_lost_or_taken_for_another(
    sound: Path, damaged: Path, clock: Clock, nth: int
) -> None:
    before = _rows(sound)
    pages = _of_schema(sound)
    overwrite(damaged, pages[nth * len(pages) // 4])
    repaired(damaged, clock)
    assert _rows(damaged) == before | {"backups": 1}  # the damaged file is known as a copy


def test_where_tables_are_elsewhere_what_is_lost_is_said(damaged: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_write(damaged, now=clock)) as db:
        db.execute("DROP TABLE cues; VACUUM")  # every page is at another place now
    before = _rows(damaged)
    names = "name IN ('forgotten', 'backups', 'renamed', 'hidings', 'identities')"
    with contextlib.closing(sqlite3.connect(damaged)) as db:
        db.execute("PRAGMA writable_schema = 1")
        db.execute(
            f"DELETE FROM sqlite_schema WHERE tbl_name = 'posts' AND type = 'index' OR {names}"
        )
        db.commit()
    done = repaired(damaged, clock)
    after = _rows(damaged)
    assert (after["backups"], after["renamed"]) == (1, 0)
    assert after["identities"] >= before["identities"] / 2  # those that the posts themselves tell
    said = "\n".join(done.lost)
    for words in ("forget them again before you collect or export", "may be in sight again",
                  "further names of posts"):  # fmt: skip
        assert words in said


def test_what_to_do_is_said_where_pages_are_lost_that_kept_people_out(
    damaged: Path, clock: Clock
) -> None:
    for table in ("forgotten", "hidings"):
        overwrite(damaged, root_of(damaged, table))
    said = repaired(damaged, clock).lost
    assert any("forget them again before you collect or export" in line for line in said)
    assert any("was hidden, which may be in sight again" in line for line in said)


def test_the_posts_whose_words_were_damaged_are_named(path: Path, clock: Clock) -> None:
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        save(db, *(a_post(number) for number in range(1, 9)))
        db.execute("UPDATE posts SET body = x'7b' WHERE number IN (2, 4, 5)")
    done = repair(path, clock)
    assert done is not None
    assert done.lost == ("3 posts whose words were damaged, numbers 2, 4 to 5",)
