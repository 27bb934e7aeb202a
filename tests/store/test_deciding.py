"""Order and remarks of pins, mutes, what is put aside, and undoing all of it and doing it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.store.written import HERE, THERE, a_post, everything, log, pinned, pins, save, whole

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.post import Author, Post, Url
from backchannel.model.programme import Event, Session
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.migrations import MIGRATIONS

FLOOD = Author(clean_line("Flood"), clean_line("@Flood@spam.example"))
DRIP = Author(clean_line("Drip"), clean_line("@drip@spam.example"))


@pytest.fixture
def places(db: Connection) -> list[int]:
    """Three posts; their places by number."""
    save(db, a_post(3, "one"), a_post(2, "two"), a_post(1, "three"))
    return [0, *(whole(db, number).place for number in (1, 2, 3))]


def by(author: Author, number: int) -> Post:
    return replace(a_post(number, "Buy things"), author=author)


def numbers(db: Connection) -> list[int]:
    return [post.number for post in everything(db)]


def test_a_pin_is_moved_up_and_down_as_far_as_there_are_pins(
    db: Connection, places: list[int]
) -> None:
    for place in places[1:]:
        board.pin(db, place, "me")
    assert board.move_pin(db, places[3], -1, "me")
    assert pinned(db) == [1, 3, 2]
    assert board.move_pin(db, places[1], 9, "me")
    assert pinned(db) == [3, 2, 1]
    assert not board.move_pin(db, places[1], 1, "me")
    assert not board.move_pin(db, 5, 1, "me")
    board.undo(db, "me")
    assert pinned(db) == [1, 3, 2]


def test_a_pin_can_be_moved_to_and_fro_for_a_whole_day(db: Connection, places: list[int]) -> None:
    for place in places[1:]:
        board.pin(db, place, "me")
    for _ in range(2_000):
        board.move_pin(db, places[1], 1, "me")
        board.move_pin(db, places[1], -1, "me")
        board.move_pin(db, places[2], 1, "me")
        board.move_pin(db, places[2], -1, "me")
    assert pinned(db) == [1, 2, 3]
    assert len({pin.position for pin in pins(db)}) == 3


def test_a_remark_on_a_pin_goes_with_it_and_comes_back(db: Connection, places: list[int]) -> None:
    assert not board.remark(db, places[1], "ask first", "me")
    board.pin(db, places[1], "me")
    assert board.remark(db, places[1], "ask \x1b[31mfirst", "me")
    assert pins(db)[0].remark == "ask first"
    board.unpin(db, places[1], "me")
    board.undo(db, "me")
    assert pins(db)[0].remark == "ask first"
    board.undo(db, "me")
    assert pins(db)[0].remark == ""


def test_a_muted_author_is_out_of_sight_with_what_comes_later(db: Connection) -> None:
    save(db, by(FLOOD, 3), by(DRIP, 2), a_post(1))
    muted = board.mute_author(db, whole(db, 1).place, "me", "adverts")
    assert muted is not None
    assert (muted.key, muted.shown) == ("author:@flood@spam.example", "Flood @Flood@spam.example")
    save(db, by(FLOOD, 0))
    assert numbers(db) == [3, 2]
    assert whole(db, 4).is_muted
    assert board.mute_author(db, whole(db, 4).place, "me") is None
    assert board.unmute(db, muted.key, "me")
    assert numbers(db) == [4, 3, 2, 1]
    assert log(db)[-1] == ("mute", muted.key)
    assert check.check(db).problems == ()


def test_a_muted_server_takes_all_its_people_along(db: Connection) -> None:
    save(db, by(FLOOD, 3), by(DRIP, 2), a_post(1))
    board.mute_author(db, whole(db, 1).place, "me")
    board.mute_server(db, whole(db, 2).place, "me")
    assert numbers(db) == [3]
    board.undo(db, "me")
    assert numbers(db) == [3, 2]
    assert check.check(db).problems == ()


def test_who_has_no_server_cannot_have_it_muted(db: Connection) -> None:
    nobody = Author(clean_line("Library"), clean_line(""))
    save(db, by(nobody, 1))
    with pytest.raises(StoreError, match="not known from which server"):
        board.mute_server(db, whole(db, 1).place, "me")
    page = replace(nobody, url=Url("https://www.library.example/about"))
    save(db, by(page, 2))
    muted = board.mute_server(db, whole(db, 2).place, "me")
    assert muted is not None
    assert muted.key == "server:library.example"


def test_a_mute_ends_when_its_time_is_over_and_a_hidden_post_stays_hidden(
    db: Connection, clock: Clock
) -> None:
    save(db, by(FLOOD, 2), by(FLOOD, 1))
    board.hide(db, whole(db, 1).place, "me")
    board.mute_author(db, whole(db, 1).place, "me", lasts=timedelta(minutes=30))
    assert board.lift_over(db) == 0
    clock.advance(1_800)
    assert board.lift_over(db) == 1
    assert numbers(db) == [2]
    assert board.muted(db) == ()
    assert check.check(db).problems == ()


def test_what_is_put_aside_is_listed_and_taken_up(db: Connection, places: list[int]) -> None:
    assert board.stash(db, places[2], "me")
    assert not board.stash(db, places[2], "me")
    assert [each.post.number for each in board.stashed(db)] == [2]
    assert whole(db, 2).is_stashed
    assert numbers(db) == [3, 2, 1]
    assert board.unstash(db, places[2], "me")
    assert not board.unstash(db, places[2], "me")
    board.undo(db, "me")
    assert [each.post.number for each in board.stashed(db)] == [2]


def test_what_was_undone_is_done_again_in_its_order(db: Connection, places: list[int]) -> None:
    board.pin(db, places[1], "me")
    board.pin(db, places[2], "me")
    board.hide(db, places[3], "me")
    for _ in range(3):
        board.undo(db, "me")
    assert (pinned(db), numbers(db)) == ([], [3, 2, 1])
    again = board.redo(db, "me")
    assert again is not None
    assert (again.act, again.undone) == (Act.PIN, False)
    assert pinned(db) == [1]
    board.redo(db, "me")
    board.redo(db, "me")
    assert (pinned(db), numbers(db)) == ([1, 2], [2, 1])
    assert board.redo(db, "me") is None


def test_a_new_decision_leaves_nothing_to_do_again(db: Connection, places: list[int]) -> None:
    board.pin(db, places[1], "me")
    board.undo(db, "me")
    board.pin(db, places[2], "you")
    assert board.redo(db, "you") is None
    board.stash(db, places[3], "me")
    assert board.redo(db, "me") is None


def test_what_somebody_changed_since_is_not_done_again(db: Connection, places: list[int]) -> None:
    board.pin(db, places[1], "me")
    board.undo(db, "me")
    board.pin(db, places[1], "you")
    again = board.redo(db, "me")
    assert again is not None
    assert again.undone
    assert pins(db)[0].by == "you"


def test_one_decision_about_several_posts_is_undone_in_one(
    db: Connection, places: list[int]
) -> None:
    board.pin(db, places[2], "me")
    assert board.on_all(db, board.pin, places[1:], "me") == 2
    undone = board.undo(db, "me")
    assert undone is not None
    assert (undone.undone, undone.others) == (True, 1)
    assert pinned(db) == [2]
    again = board.redo(db, "me")
    assert again is not None
    assert again.others == 1
    assert pinned(db) == [2, 1, 3]
    board.undo(db, "me")
    board.undo(db, "me")
    assert pinned(db) == []


def test_a_note_is_filed_under_another_session_with_its_offset(db: Connection) -> None:
    keynote = Session("Keynote", START - timedelta(minutes=10), 45)
    panel = Session("Panel", START - timedelta(minutes=70), 45)
    early = Session("Welcome", START - timedelta(days=1), 45)
    dinner = Session("Dinner", START + timedelta(hours=4), 45)
    event = Event("Rivers", ("rivers",), sessions=(early, panel, keynote, dinner))
    sources.plan(db, event, [HERE, THERE])
    written = board.note(db, "that was before", "me")
    assert (written.session, written.offset) == ("Keynote", 600)
    assert board.move_note(db, written.id, "Panel", "me")
    (moved,) = board.notes(db)
    assert (moved.session, moved.offset) == ("Panel", 4_200)
    assert not board.move_note(db, written.id, "Panel", "me")
    with pytest.raises(StoreError, match="no session called Lunch"):
        board.move_note(db, written.id, "Lunch", "me")
    for other in ("Welcome", "Dinner"):  # minutes say nothing of another day, or of before
        assert board.move_note(db, written.id, other, "me")
        (moved,) = board.notes(db)
        assert (moved.session, moved.offset) == (other, None)
    assert board.move_note(db, written.id, "", "me")
    (moved,) = board.notes(db)
    assert (moved.session, moved.offset) == ("", None)


def test_a_store_from_before_mutes_knows_who_wrote_what_and_undoes_what_was_decided(
    path: Path,
) -> None:
    old = schema.open_to_write(path, migrations=MIGRATIONS[:1])
    body = msgspec.json.encode(by(FLOOD, 1))
    old.execute("INSERT INTO posts VALUES (5, 1, 1, 'backchannel', 5, 0, NULL, NULL, ?)", (body,))
    old.execute("INSERT INTO identities VALUES ('x', 5)")
    old.execute("INSERT INTO sightings VALUES (5, 0, 'here.example', 5)")
    old.execute("INSERT INTO pins VALUES ('id', 5, 1.0, 'me', 5)")
    kept = '{"id": "id", "place": 5, "position": 1.0, "by": "me", "at": 5}'
    old.execute(
        "INSERT INTO decisions (act, about, subject, key, before, after, by, at) "
        "VALUES ('pin', 'x', 'pin', '5', 'null', ?, 'me', 5)",
        (kept,),
    )
    old.close()
    new = schema.open_to_write(path)
    assert pinned(new) == [1]
    board.undo(new, "me")
    assert pinned(new) == []
    board.redo(new, "me")
    assert pinned(new) == [1]
    board.mute_author(new, 5, "me")
    assert whole(new, 1).is_muted
    new.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"warning": clean_line("the ending")}, "Ann 1: content warning: the ending"),
        ({"is_sensitive": True}, "Ann 1: sensitive"),
    ],
)
def test_the_log_leaves_covered_what_its_author_covered(
    db: Connection, changes: dict[str, Any], said: str
) -> None:
    save(db, a_post(1, "The ending is sad", **changes))
    board.pin(db, whole(db, 1).place, "me")
    assert [each.about for each in board.log(db)] == [said]


def test_the_words_of_a_deleted_post_leave_the_log_of_what_was_put_aside(db: Connection) -> None:
    save(db, a_post(1, "my address"))
    board.stash(db, whole(db, 1).place, "me")
    posts.retract(db, HERE.name, ["1"])
    assert "address" not in board.log(db)[0].about


def test_the_log_says_undone_only_of_what_an_undo_changed(
    db: Connection, places: list[int]
) -> None:
    def undone() -> list[tuple[Act, bool]]:
        return [(each.act, each.undone) for each in board.log(db) if each.by == "lena"]

    board.pin(db, places[1], "lena")
    board.pin(db, places[2], "lena")
    board.unpin(db, places[2], "tom")
    board.undo(db, "lena")  # leaves it: Tom took it off
    assert undone() == [(Act.PIN, False), (Act.PIN, False)]
    board.undo(db, "lena")
    assert undone() == [(Act.PIN, False), (Act.PIN, True)]
    board.pin(db, places[1], "tom")
    assert board.redo(db, "lena") is not None  # leaves it: Tom pinned it
    assert undone() == [(Act.PIN, False), (Act.PIN, True)]
    assert board.redo(db, "lena") is None
    assert board.undo(db, "lena") is None
