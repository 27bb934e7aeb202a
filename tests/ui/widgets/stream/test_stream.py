"""The pane on a screen: keys, the mouse, arrivals, and that nothing moves by itself."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace
from tests.clock import Clock  # pytest reads a test's annotations
from tests.ui.posts import Pane, moment, post
from tests.ui.widgets.stream.stage import on_stage
from textual.events import MouseScrollDown

from backchannel.errors import StoreBusy
from backchannel.model.post import CleanText
from backchannel.model.query import EVERYTHING, parse
from backchannel.ui.lines.drawing import Density
from backchannel.ui.widgets.stream import Chosen, Reached, Unreadable, Wanted, moves


def pane_of(count: int) -> Pane:
    pane = Pane()
    for number in range(count):
        pane.add(moment(number), post(f"Remark {number} of the day"))
    return pane


async def test_at_the_newest_edge_new_posts_come_in_at_the_top() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        assert app.row_of("Remark 29") == 1
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.row_of("Just now") == 1
        assert app.is_following
        assert app.counts.new == 0


async def test_once_a_post_is_chosen_the_view_holds_and_counts() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("j", "j")
        before = app.rows()
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.rows() == before
        assert (app.counts.above, app.is_following) == (1, False)
        await pilot.press("g")
        assert app.row_of("Just now") == 1
        assert (app.counts.new, app.is_following) == (0, True)


async def test_arrows_walk_from_post_to_post_and_back_over_the_top_to_follow() -> None:
    async with on_stage(pane_of(30)) as (app, pilot):
        assert app.stream.chosen is None
        await pilot.press("down", "down", "down")
        assert app.stream.chosen is not None
        assert app.stream.chosen.post.text == "Remark 27 of the day"
        assert app.row_of("▌ Remark 27") == 7
        await pilot.press("up", "up")
        assert app.row_of("▌ Remark 29") == 1
        await pilot.press("up")
        assert app.stream.chosen is None
        assert app.is_following


async def test_moves_reach_the_oldest_post_of_many_and_come_back() -> None:
    async with on_stage(pane_of(900)) as (app, pilot):
        await pilot.press("end")
        await pilot.pause()
        assert app.row_of("▌ Remark 0 ") == 19
        await pilot.press("k")
        assert app.row_of("▌ Remark 1 ") is not None
        await pilot.press("home")
        await pilot.pause()
        assert app.row_of("Remark 899") == 1


async def test_a_jump_made_while_another_page_is_read_waits_for_no_turn() -> None:
    pane = pane_of(900)
    async with on_stage(pane, turn=3_600) as (app, pilot):
        await pilot.press("end")
        await pilot.pause()
        pane.meanwhile = lambda: app.stream.reader.go(moves.newest)
        app.stream.reader.look_again(now=True)
        await pilot.pause()
        assert app.row_of("Remark 899") == 1


async def test_holding_a_key_down_misses_no_post() -> None:
    async with on_stage(pane_of(700)) as (app, pilot):
        for _ in range(10):
            for _ in range(50):
                app.simulate_key("j")
            await pilot.pause()
        assert app.stream.chosen is not None
        assert app.stream.chosen.post.text == "Remark 200 of the day"


async def test_the_oldest_of_a_few_stays_where_it_is() -> None:
    async with on_stage(pane_of(3)) as (app, pilot):
        await pilot.press("G")
        assert app.row_of("Remark 2") == 1
        assert app.row_of("Remark 0") == 7


async def test_pages_move_by_a_screen() -> None:
    async with on_stage(pane_of(90), (60, 21)) as (app, pilot):
        last = app.rows()[-1]
        await pilot.press("pagedown")
        assert app.rows()[0] == last
        assert not app.is_following
        await pilot.press("pageup")
        assert app.is_following


async def test_the_wheel_scrolls_and_a_click_chooses() -> None:
    async with on_stage(pane_of(30)) as (app, pilot):
        await pilot._post_mouse_events([MouseScrollDown], app.stream, offset=(5, 5))
        assert app.row_of("Remark 28") == 1
        assert not app.is_following
        await pilot.click(app.stream, offset=(5, 4))
        assert app.row_of("▌ Remark 27") == 4
        assert app.row_of("Remark 28") == 1


async def test_a_second_click_and_enter_ask_for_details() -> None:
    async with on_stage(pane_of(30)) as (app, pilot):
        await pilot.click(app.stream, offset=(5, 4), times=2)
        await pilot.press("enter")
        wanted = [message.post for message in app.heard if isinstance(message, Wanted)]
        assert [post and post.post.text for post in wanted] == ["Remark 28 of the day"] * 2


async def test_f_uncovers_a_covered_post_and_covers_it_again() -> None:
    pane = pane_of(3)
    pane.add(moment(9), replace(post("The ending"), warning=CleanText("spoiler")))
    async with on_stage(pane) as (app, pilot):
        assert app.row_of("The ending") is None
        await pilot.press("j", "f")
        assert app.row_of("The ending") == 2
        await pilot.press("f")
        assert app.row_of("The ending") is None


async def test_space_holds_at_the_edge_and_lets_go_again() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("space")
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.row_of("Remark 29") == 1
        assert (app.counts.is_held, app.counts.above) == (True, 1)
        await pilot.press("space")
        assert app.row_of("Just now") == 1
        assert (app.counts.is_held, app.is_following) == (False, True)


async def test_n_visits_every_new_post_the_late_ones_too() -> None:
    pane = pane_of(300)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("j")
        pane.add(moment(400), post("On time"))
        pane.add(moment(20.5), post("Late"))
        app.stream.look_again()
        await pilot.pause()
        assert (app.counts.above, app.counts.below) == (1, 1)
        await pilot.press("n")
        assert app.row_of("▌ On time") is not None
        assert app.counts.new == 1
        await pilot.press("n")
        await pilot.pause()
        assert app.row_of("▌ Late") is not None
        assert app.counts.new == 0


async def test_only_what_passes_the_filter_counts_as_new() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        app.stream.filter(parse("remark"))
        await pilot.press("j")
        pane.add(moment(40), post("Something else"))
        pane.add(moment(41), post("One more remark"))
        app.stream.look_again()
        await pilot.pause()
        assert app.counts.above == 1
        app.stream.filter(EVERYTHING)
        await pilot.pause()
        assert app.counts.above == 2


async def test_what_comes_in_at_the_top_with_a_filter_is_not_new_when_one_follows() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        pane.add(moment(40), post("One more remark"))
        app.stream.filter(parse("remark"))
        await pilot.pause()
        assert app.row_of("One more remark") == 1
        assert (app.counts.new, app.is_following) == (0, True)


async def test_what_comes_in_at_the_top_with_the_way_back_is_not_new() -> None:
    pane = pane_of(500)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("G")
        await pilot.pause()
        pane.add(moment(600), post("Just now"))
        await pilot.press("g")
        await pilot.pause()
        assert app.row_of("Just now") == 1
        assert (app.counts.new, app.is_following) == (0, True)


async def test_after_a_filter_is_cleared_the_same_line_is_where_it_was() -> None:
    async with on_stage(pane_of(80)) as (app, pilot):
        await pilot.press(*["j"] * 8)
        before = app.rows()
        for typed in ("71", "7", "74", "nothing at all"):
            app.stream.filter(parse(typed))
            await pilot.pause()
        assert app.row_of("Remark") is None
        app.stream.filter(EVERYTHING)
        await pilot.pause()
        assert app.rows() == before


async def test_a_filter_that_leaves_few_posts_shows_them_all_from_the_top() -> None:
    async with on_stage(pane_of(80)) as (app, pilot):
        await pilot.press(*["j"] * 8)
        before = app.rows()
        for typed, first in (
            ("71", 71),
            ('"remark 77" OR "remark 72" OR "remark 10"', 77),
        ):
            app.stream.filter(parse(typed))
            await pilot.pause()
            assert app.row_of(f"Remark {first}") == 1
        app.stream.filter(EVERYTHING)
        await pilot.pause()
        assert app.rows() == before


async def test_when_nothing_newer_remains_what_is_left_begins_at_the_top() -> None:
    pane = pane_of(60)
    for number in range(60, 80):
        pane.add(moment(number), post(f"Aside {number}"))
    async with on_stage(pane) as (app, pilot):
        await pilot.press(*["j"] * 8)
        app.stream.filter(parse("remark"))
        await pilot.pause()
        assert app.row_of("Remark 59") == 1


async def test_a_new_post_above_a_few_does_not_move_them() -> None:
    pane = pane_of(80)
    async with on_stage(pane) as (app, pilot):
        await pilot.press(*["j"] * 8)
        app.stream.filter(parse("72"))
        await pilot.pause()
        before = app.rows()
        pane.add(moment(90), post("Remark 72, they said"))
        app.stream.look_again()
        await pilot.pause()
        assert app.rows() == before
        assert app.counts.above == 1


async def test_at_midnight_the_times_say_which_day(clock: Clock) -> None:
    pane = pane_of(3)
    async with on_stage(pane, now=clock) as (app, pilot):
        assert "   14:02" in app.rows()[0]
        clock.advance(24 * 60 * 60)
        app.stream.look_again()
        await pilot.pause()
        assert "Fri 14:02" in app.rows()[0]


async def test_an_age_is_painted_where_it_differs_and_once_a_minute(clock: Clock) -> None:
    pane = Pane()
    for minutes in (-3 * 60, -5):
        pane.add(moment(minutes), post("Words"))
    async with on_stage(pane, now=clock) as (app, pilot):
        app.stream.has_ages = True
        await pilot.pause()
        assert app.rows()[0].endswith("  5 min ")
        painted = app.painted
        clock.advance(59)
        app.stream.grow_older()
        await pilot.pause()
        assert app.painted == painted
        clock.advance(1)
        app.stream.grow_older()
        await pilot.pause()
        assert app.rows()[0].endswith("  6 min ")
        assert app.painted - painted == 1  # three hours are three hours still


async def test_an_empty_pane_says_so() -> None:
    async with on_stage(Pane()) as (app, _):
        assert app.row_of("Nothing here yet") is not None


async def test_the_read_marker_moves_with_the_reader_and_not_by_itself() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        app.stream.mark_read(moment(27))
        assert app.row_of("read to here") == 5
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.row_of("read to here") == 8
        await pilot.press("j", "j")
        assert app.row_of("read to here") is None
        reached = [message.place for message in app.heard if isinstance(message, Reached)]
        assert reached == [moment(40)]


async def test_a_store_that_cannot_be_read_leaves_the_screen_as_it_is() -> None:
    pane = pane_of(30)
    async with on_stage(pane) as (app, pilot):
        before = app.rows()
        pane.error = StoreBusy("locked")
        app.stream.look_again()
        await pilot.pause()
        assert app.rows() == before
        assert any(isinstance(message, Unreadable) for message in app.heard)
        pane.error = None
        pane.add(moment(40), post("Just now"))
        app.stream.look_again()
        await pilot.pause()
        assert app.row_of("Just now") == 1


async def test_nothing_is_painted_when_nothing_that_is_seen_changes() -> None:
    pane = pane_of(300)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("j")
        painted = app.painted
        pane.add(moment(400), post("Far above"))
        pane.delete(moment(3))
        app.stream.look_again()
        await pilot.pause()
        assert app.painted == painted
        pane.edit(moment(298), "Changed words")
        app.stream.look_again()
        await pilot.pause()
        assert app.painted - painted == 1  # the line of the words; who and when stayed


async def test_the_chosen_post_is_told_again_when_its_author_changes_it() -> None:
    pane = pane_of(5)
    async with on_stage(pane) as (app, pilot):
        await pilot.press("j")
        pane.edit(moment(4), "Better words")
        app.stream.look_again()
        await pilot.pause()
        told = [message.post for message in app.heard if isinstance(message, Chosen)]
        assert [stored.post.text for stored in told if stored] == [
            "Remark 4 of the day",
            "Better words",
        ]


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (80, 24), (200, 50)])
async def test_every_row_ends_at_the_edge_of_the_pane(size: tuple[int, int]) -> None:
    pane = pane_of(3)
    pane.add(
        moment(9), post("漢字漢字漢字 👩\u200d👩\u200d👧 \x1b[31m\t שלום " * 9, name="名前" * 30)
    )
    async with on_stage(pane, size) as (app, pilot):
        for key in ("j", "f", "pagedown", "G"):
            await pilot.press(key)
            assert app.is_straight()
            assert not any("\x1b" in row or "\t" in row for row in app.rows())
        app.stream.density = Density.COMPACT
        await pilot.pause()
        assert app.is_straight()


@pytest.mark.parametrize("seed", range(3))
async def test_the_line_being_read_never_moves_by_itself(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a history, not a secret
    pane = pane_of(200)
    async with on_stage(pane) as (app, pilot):
        await pilot.press(*["j"] * chance.randint(2, 9))
        chosen = app.stream.chosen
        assert chosen is not None
        y = app.row_of(f"▌ {chosen.post.text}")
        for _ in range(12):
            _change(pane, chance, keep=chosen.place)
            await pilot.resize_terminal(chance.randint(30, 120), chance.randint(20, 30))
            app.stream.density = chance.choice(list(Density))
            app.stream.filter(chance.choice([EVERYTHING, parse("remark")]))
            app.stream.look_again()
            await pilot.pause()
            assert app.row_of(f"▌ {chosen.post.text}") == y


def _change(pane: Pane, chance: random.Random, *, keep: int) -> None:
    others = [place for place in pane.posts if place != keep]
    pane.delete(chance.choice(others))
    pane.edit(
        chance.choice([p for p in pane.posts if p != keep]), "Edited " * chance.randint(1, 90)
    )
    for _ in range(chance.randint(0, 9)):
        place = moment(chance.uniform(-50, 300))
        pane.add(place, post("New remark " * chance.randint(1, 30)))
