import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import a_post, save, whole

from backchannel.model.post import Author
from backchannel.model.roles.stage import Look
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import stage

TURNING = Look(rotates=True)


@pytest.fixture
def places(db: Connection) -> list[int]:
    """Three pinned posts, their places by number; the first two are by the same author."""
    ann = Author(*(a_post(9).author.name, a_post(9).author.handle))
    save(db, replace(a_post(3, "one"), author=ann), replace(a_post(2, "two"), author=ann))
    save(db, a_post(1, "three"))
    found = [0, *(whole(db, number).place for number in (1, 2, 3))]
    for place in found[1:]:
        board.pin(db, place, "lena")
    stage.set_look(db, "op", "rotating", TURNING)
    return found


def turned(db: Connection, clock: Clock, count: int) -> list[int | None]:
    """What comes on air by itself, by numbers; None is the card."""
    found: list[int | None] = []
    for _ in range(count):
        when = stage.due(db)
        assert when is not None
        clock.at = max(clock.at, when)
        assert stage.rotate(db)
        post = stage.shown(db).post
        found.append(post.number if post is not None else None)
    return found


def test_pins_come_in_their_order_and_then_each_author_in_turn(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    assert turned(db, clock, 3) == [1, 2, 3]
    # Four posts, then the card. Ann, who wrote two of three, has every other turn and no more.
    assert turned(db, clock, 6) == [1, None, 3, 2, 3, 1]


def test_the_key_takes_what_would_come_by_itself(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    turned(db, clock, 2)
    save(db, a_post(0, "new"))
    board.pin(db, whole(db, 4).place, "lena")
    board.move_pin(db, whole(db, 4).place, -3, "lena")  # above what is on air, and not shown yet
    shown = stage.overview(db).next.post
    assert shown is not None
    taken = stage.next_(db, "op")
    assert taken is not None
    assert taken.number == shown.number == 4


def test_the_key_takes_the_next_pin_where_nothing_would_come_by_itself(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.set_look(db, "op", "once", replace(TURNING, recycles=False))
    clock.advance(60)
    turned(db, clock, 3)
    taken = stage.next_(db, "op")
    assert taken is not None
    assert taken.number == 1


def test_what_is_pinned_meanwhile_comes_first(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    turned(db, clock, 3)
    save(db, a_post(0, "new"))
    board.pin(db, whole(db, 4).place, "lena")
    assert turned(db, clock, 1) == [4]


def test_nothing_comes_before_its_time_and_nothing_while_held_or_blank(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    turned(db, clock, 1)
    assert not stage.rotate(db)
    stage.hold(db, "op")
    clock.advance(600)
    assert (stage.due(db), stage.rotate(db)) == (None, False)
    stage.release(db, "op")
    assert not stage.rotate(db)  # it has its whole time again
    stage.blank(db, "op")
    clock.advance(600)
    assert (stage.due(db), stage.rotate(db)) == (None, False)


def test_what_may_not_be_shown_any_more_makes_room_at_once(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    turned(db, clock, 1)
    board.hide(db, places[1], "lena")
    assert stage.rotate(db)
    shown = stage.shown(db).post
    assert shown is not None
    assert shown.number == 2


def test_posts_go_on_changing_when_the_clock_is_set_back(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    turned(db, clock, 1)
    clock.advance(-3_600)
    assert stage.rotate(db)
    assert not stage.rotate(db)  # what is on air has its whole time again
    clock.advance(60)
    assert turned(db, clock, 1) == [2]


@pytest.mark.parametrize("is_hidden", [False, True])
def test_what_comes_after_the_card_is_seen_for_its_time_also_with_a_display_delay(
    db: Connection, places: list[int], clock: Clock, *, is_hidden: bool
) -> None:
    clock.advance(60)
    if is_hidden:  # what was on air is in sight no more, so the card is in its place
        stage.take(db, places[2], "op")
        board.hide(db, places[2], "lena")
    stage.set_look(db, "op", "delay", replace(TURNING, delay=5))
    assert stage.rotate(db)
    assert not stage.rotate(db)
    clock.advance(5)
    assert not stage.rotate(db)
    shown = stage.shown(db).post
    assert shown is not None
    assert shown.number == 1
    clock.advance(7.9)
    assert not stage.rotate(db)
    clock.advance(0.1)
    assert stage.rotate(db)


def test_what_may_not_be_shown_any_more_is_not_waited_for(
    db: Connection, places: list[int], clock: Clock
) -> None:
    clock.advance(60)
    stage.set_look(db, "op", "delay", replace(TURNING, delay=5))
    assert stage.rotate(db)
    board.hide(db, places[1], "lena")
    assert stage.rotate(db)
    clock.advance(5)
    shown = stage.shown(db).post
    assert shown is not None
    assert shown.number == 2


def test_a_display_delay_does_not_hold_the_card_back(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.set_look(db, "op", "delay", replace(TURNING, delay=20, recycles=False))
    for number in (2, 3):
        board.unpin(db, places[number], "lena")
    clock.advance(60)
    stage.rotate(db)
    clock.advance(60)
    stage.rotate(db)
    assert (stage.shown(db).post, stage.shown(db).until) == (None, None)


def test_without_recycling_the_card_comes_after_the_last(
    db: Connection, places: list[int], clock: Clock
) -> None:
    stage.set_look(db, "op", "once", replace(TURNING, recycles=False))
    clock.advance(60)
    assert turned(db, clock, 4) == [1, 2, 3, None]
    assert stage.due(db) is None


def test_what_moved_on_by_itself_is_no_decision(
    db: Connection, places: list[int], clock: Clock
) -> None:
    count = len(board.log(db))
    clock.advance(60)
    turned(db, clock, 2)
    assert len(board.log(db)) == count
