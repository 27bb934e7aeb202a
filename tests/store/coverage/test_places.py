"""How far the posts of a source reach, and what its place never shows."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.store.written import BLOGS, HERE, a_post, at, save

from backchannel.model.programme import Event
from backchannel.store import changes, sources
from backchannel.store.connection import Connection
from backchannel.store.coverage.event_place import keep_place, place_of
from backchannel.store.coverage.places import Covered, covered, tell_unseen
from backchannel.store.tending import wrong_file

EVENT = Event("Rivers", ("rivers",), "Europe/London")


def test_the_newest_and_the_oldest_post_of_each_source_are_known(db: Connection) -> None:
    alike = replace(HERE, name="Here Example")  # one word to the index
    sources.plan(db, EVENT, [HERE, BLOGS, alike])
    save(db, a_post(9), a_post(5))
    save(db, a_post(9), a_post(7, source=alike.name), source=alike)
    assert covered(db) == {
        HERE.name: Covered(at(5), at(9)),
        BLOGS.name: Covered(),
        alike.name: Covered(at(7), at(9)),
    }


def test_what_a_place_never_shows_is_kept_for_the_screens(db: Connection) -> None:
    sources.plan(db, EVENT, [HERE, BLOGS])
    tell_unseen(db, {HERE.name: ("boosts",), BLOGS.name: ()})
    assert [each.unseen for each in covered(db).values()] == [("boosts",), ()]
    tell_unseen(db, {HERE.name: (), BLOGS.name: ()})
    assert [each.unseen for each in covered(db).values()] == [(), ()]


def test_telling_it_again_changes_nothing(db: Connection) -> None:
    sources.plan(db, EVENT, [HERE])
    tell_unseen(db, {HERE.name: ("boosts",)})
    number, total = changes.latest(db), db.total_changes()
    tell_unseen(db, {HERE.name: ("boosts",)})
    assert (changes.latest(db), db.total_changes()) == (number, total)


def test_where_the_event_file_is_says_nothing_of_what_is_wrong_with_it(
    db: Connection, tmp_path: Path
) -> None:
    assert place_of(db) is None
    keep_place(db, tmp_path / "my.toml")
    assert (place_of(db), wrong_file.wrong(db)) == (tmp_path / "my.toml", "")
