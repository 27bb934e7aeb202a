from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import (
    BLOG,
    EVENT,
    SOCIAL,
    FailingStore,
    desk_on,
    remark,
    store_with,
    until,
)
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.moments import from_micros
from backchannel.model.preferences import USUAL
from backchannel.model.roles.rule import Rule
from backchannel.model.roles.stage import Look, Part
from backchannel.store import board, lease, pages, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.store import Store
from backchannel.ui.operator.app import OperatorApp


def pin_all(db: Connection) -> None:
    for number in (1, 2, 3):
        post = pages.by_number(db, number)
        assert post is not None
        board.pin(db, post.place, "lena")


def text(app: OperatorApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def operating(
    path: Path,
    *,
    size: tuple[int, int] = (140, 40),
    clock: Clock | None = None,
    kind: type[Store] = Store,
) -> AsyncIterator[tuple[OperatorApp, Pilot[None], Store]]:
    """The operator on three pins; the list has the keyboard."""
    arrived = [remark(3, "First of all"), remark(2, "Second to none"), remark(1, "Third time")]
    async with store_with(path, arrived, clock=clock, kind=kind) as store:
        await store.write(pin_all)
        app = OperatorApp(store, EVENT)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: "Third" in text(app) or size[1] < 20)
            yield app, pilot, store


def stood(app: OperatorApp) -> Iterator[str]:
    """What a screen says of the stage: its state without the clock, and the signs of the pins."""
    for line in text(app).splitlines():
        if any(sign in line for sign in ("ON AIR", "BLANK", "CARD", "● ", "■ ", "→ ")):
            yield re.sub(r"\d+:\d\d", "", line.replace("▌", " "))


async def on_air(store: Store) -> int | None:
    post = (await store.read(stage.shown)).post
    return post.number if post is not None else None


async def is_on_air(store: Store, number: int) -> bool:
    return await on_air(store) == number


async def test_the_chosen_pin_is_taken_and_the_screen_says_what_is_on_air_and_what_next(
    tmp_path: Path,
) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("j", "enter")
        await until(pilot, lambda: "● ON AIR" in text(app))
        assert await on_air(store) == 2
        lines = text(app).splitlines()
        assert any("● 2 Ana Example: Second to none" in line for line in lines)
        assert any("→ 3 Ana Example: Third time" in line for line in lines)
        await pilot.press("n")
        assert await on_air(store) == 3
        await pilot.press("N", "N")
        assert await on_air(store) == 1


async def test_one_key_blanks_and_a_nervous_second_press_does_not_undo_it(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("enter", "b")
        assert (await store.read(stage.shown)).is_blank
        await pilot.press("b")
        assert (await store.read(stage.shown)).is_blank
        await until(pilot, lambda: "b shows Ana Example: First of all" in text(app))
        await store.write(stage.unblank, "lena")
        await until(pilot, lambda: "BLANK" not in text(app))
        await store.write(stage.blank, "lena")
        await pilot.press("b")  # at once, before this screen says so
        assert (await store.read(stage.shown)).is_blank


async def test_what_is_taken_behind_the_blank_is_seen_here_and_nowhere_else(
    tmp_path: Path,
) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("enter", "b", "n")
        await until(pilot, lambda: "Taken, behind the blank" in text(app))
        await until(pilot, lambda: "b shows Ana Example: Second to none" in text(app))
        assert "Behind the blank: nobody sees it yet" in text(app)
        assert "■ 2 Ana Example: Second to none" in text(app)
        assert await on_air(store) is None


async def test_what_is_taken_with_a_delay_is_marked_as_on_air_when_the_room_sees_it(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, store):
        await pilot.press("enter", "d", "d", "n")
        await until(pilot, lambda: "◔ in 5 s" in text(app))
        assert await on_air(store) == 1
        await until(pilot, lambda: "● 1 Ana Example: First of all" in text(app))
        assert "◔ 2 Ana Example: Second to none" in text(app)
        assert "taken, in 5 s" in text(app)
        clock.advance(2)
        await until(pilot, lambda: "taken, in 3 s" in text(app))
        clock.advance(3)
        await until(pilot, lambda: "● 2 Ana Example: Second to none" in text(app))
        assert "● 1 " not in text(app)
        assert await on_air(store) == 2


async def test_a_pin_that_is_moved_is_said_to_be_and_no_older_problem_stays(
    tmp_path: Path,
) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await store.write(board.hide, (await store.read(board.pins))[0].post.place, "lena")
        await until(pilot, lambda: "cannot be shown: hidden" in text(app))
        await pilot.press("g", "m")
        await until(pilot, lambda: "cannot go on air: hidden" in text(app))
        await pilot.press("J")
        await until(pilot, lambda: "Pin moved down · u undoes" in text(app))
        assert "cannot go on air" not in text(app)
        await pilot.press("K", "K")
        await until(pilot, lambda: "It is the first pin already" in text(app))


async def test_what_a_rule_mutes_from_now_on_leaves_the_operators_screen_by_itself(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: "● 1 Ana Example: First of all" in text(app))
        shown = (await store.read(stage.shown)).post
        assert shown is not None
        age = round((clock() - from_micros(shown.place)).total_seconds()) + 5
        rule = Rule("old", f"first before:{age}s", mute=True)
        await store.write(sources.plan, replace(EVENT, rules=(rule,)), ())
        clock.advance(6)  # and no minute turns
        await until(pilot, lambda: "cannot be shown: a rule mutes it" in text(app))
        assert "● 1 " not in text(app)


async def test_a_delay_behind_the_blank_is_told_as_one(tmp_path: Path) -> None:
    async with operating(tmp_path, clock=Clock()) as (app, pilot, _):
        await pilot.press("d", "enter", "b")
        await until(pilot, lambda: "b shows the card" in text(app))
        assert "not pinned" not in text(app)
        assert "◔ 1 Ana Example: First of all" in text(app)
        assert "taken, in 3 s" in text(app)


async def test_what_two_operators_do_at_once_both_see(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        other = OperatorApp(store, EVENT)
        async with other.run_test(size=(140, 40)) as second:
            await until(second, lambda: "Third" in text(other))
            for keys in (("n", "n"), ("b", "b"), ("G", "enter"), ("space", "N")):
                await asyncio.gather(pilot.press(keys[0]), second.press(keys[1]))
                await until(pilot, lambda: [*stood(app)] == [*stood(other)])


async def test_the_clock_counts_seconds(tmp_path: Path) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: "ON AIR   0:00" in text(app))
        clock.advance(65)
        await until(pilot, lambda: "ON AIR   1:05" in text(app))


async def test_posts_change_by_themselves_while_the_operator_is_there(tmp_path: Path) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, store):
        await pilot.press("enter", "a")
        await until(pilot, lambda: "by itself in" in text(app))
        clock.advance(30)
        await until(pilot, lambda: "2 Ana Example: Second to none" in text(app))
        await until(pilot, lambda: is_on_air(store, 2))
        await pilot.press("space")
        await until(pilot, lambda: "HELD" in text(app))
        await pilot.press("q", "j", "q")
        clock.advance(5)
        await pilot.press("q")
        assert app.is_running  # it says first what would stop
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_it_is_said_when_nobody_collects(tmp_path: Path) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: "● ON AIR" in text(app))
        assert "nobody is collecting" not in text(app)
        clock.advance(13)
        await until(pilot, lambda: "nobody is collecting: what its author deletes" in text(app))
        await store.write(lease.take_here, "somebody")
        await until(pilot, lambda: "nobody is collecting" not in text(app))


async def test_what_holds_the_stage_is_said_also_where_there_is_little_room(tmp_path: Path) -> None:
    clock = Clock()
    async with operating(tmp_path, size=(60, 20), clock=clock) as (app, pilot, _):
        await pilot.press("enter", "space")
        await until(pilot, lambda: "HELD" in text(app))
        clock.advance(13)
        await until(pilot, lambda: "nobody is collecting" in text(app))
        assert "HELD" in text(app)


async def test_a_pin_that_cannot_be_shown_says_why_and_is_refused(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        post = await store.read(pages.by_number, 2)
        assert post is not None
        await store.write(board.hide, post.place, "lena")
        await until(pilot, lambda: "cannot be shown: hidden" in text(app))
        await pilot.press("j", "enter")
        await until(pilot, lambda: "2 cannot go on air: hidden" in text(app))
        assert await on_air(store) is None


async def test_why_the_card_is_there_for_what_was_taken_is_said_in_plain_words(
    tmp_path: Path,
) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: "● ON AIR" in text(app))
        rule = Rule("quiet", "first", mute=timedelta(days=1))
        await store.write(sources.plan, replace(EVENT, rules=(rule,)), (SOCIAL, BLOG))
        await until(pilot, lambda: "○ CARD   what was taken: a rule mutes it" in text(app))
        await pilot.press("b")
        await until(pilot, lambda: "b shows the card; what was taken: a rule mutes" in text(app))


async def test_what_an_operator_did_is_not_undone_at_their_desk(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("enter", "p")
        assert await store.write(board.undo, USUAL.by) is None
        await pilot.press("u")
        await until(pilot, lambda: "● ON AIR" in text(app))


async def test_what_was_done_last_is_undone(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("enter", "s", "1", "u", "u")
        assert (await store.read(stage.look), await on_air(store)) == (Look(), 1)
        await pilot.press("u", "u")
        assert await on_air(store) is None
        await until(pilot, lambda: "nothing with the stage" in text(app))


async def test_how_it_is_shown_is_set_by_keys(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("d", "i", "l", "c", "2", "4")
        look = await store.read(stage.look)
        assert (look.delay, look.has_photos, look.room, look.recycles) == (3, False, "dark", False)
        assert look.parts == (Part.AUTHOR, Part.SOURCE, Part.EVENT)
        await until(pilot, lambda: "delay 3 s" in text(app) and "without handle, time" in text(app))


async def test_a_lined_up_pin_comes_next(tmp_path: Path) -> None:
    async with operating(tmp_path) as (_, pilot, store):
        await pilot.press("enter", "G", "m", "n")
        assert await on_air(store) == 3


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12), (20, 5)])
async def test_in_any_terminal_the_pins_and_the_state_are_seen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with operating(tmp_path, size=size) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: "ON AIR" in text(app) or size[1] < 12)
        assert app.fault is None


async def test_a_store_that_fails_is_said_and_the_screen_stays(tmp_path: Path) -> None:
    async with operating(tmp_path, kind=FailingStore) as (app, pilot, store):
        assert isinstance(store, FailingStore)
        store.writing = StoreError("the disk is full")
        await pilot.press("enter")
        await until(pilot, lambda: "the disk is full" in text(app))
        store.writing = None
        await pilot.press("enter")
        await until(pilot, lambda: "● ON AIR" in text(app))


async def test_help_shows_the_operator_s_keys_and_goes_away(tmp_path: Path) -> None:
    async with operating(tmp_path) as (app, pilot, store):
        await pilot.press("question_mark")
        await until(pilot, lambda: "Put the chosen pin on air" in text(app))
        assert "Ctrl+N blanks" in text(app)
        await pilot.press("b", "ctrl+n")
        assert (await store.read(stage.shown)).is_blank
        await until(pilot, lambda: "b shows it" in text(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: "Put the chosen pin on air" not in text(app))


async def test_the_desk_puts_a_post_on_air_and_blanks_from_anywhere(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, [remark(1, "Is that so?")], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "P")
        await until(pilot, lambda: app.shows("Put on air?"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("On air Ana Example: Is that so?"))
        assert await on_air(store) == 1
        await pilot.press("slash", "a", "ctrl+n")
        assert (await store.read(stage.shown)).is_blank
        await until(pilot, lambda: app.shows("■ BLANK"))
        clock.advance(3.1)
        await pilot.press("escape", "question_mark", "ctrl+n")
        assert (await store.read(stage.shown)).is_blank
        await pilot.press("escape", "ctrl+n")
        assert not (await store.read(stage.shown)).is_blank
        await pilot.press("ctrl+n", "ctrl+n")
        assert (await store.read(stage.shown)).is_blank
        await pilot.press("colon", *"Show again", "enter")
        await until(pilot, lambda: not app.shows("■ BLANK"))
        assert not (await store.read(stage.shown)).is_blank
        await pilot.press(*"uuuuu")
        assert await on_air(store) is None
        post = await store.read(pages.by_number, 1)
        assert post is not None
        assert not post.is_pinned


async def test_a_pin_that_a_rule_muted_for_a_time_can_be_shown_when_it_is_over(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with operating(tmp_path, clock=clock) as (app, pilot, store):
        rule = Rule("later", "second", mute=timedelta(minutes=10))
        await store.write(sources.plan, replace(EVENT, rules=(rule,)), (SOCIAL, BLOG))
        await until(pilot, lambda: "cannot be shown: a rule mutes it" in text(app))
        clock.advance(15 * 60)
        await until(pilot, lambda: "cannot be shown" not in text(app))
