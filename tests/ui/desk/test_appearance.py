"""How much room posts take, and how times are told."""

from __future__ import annotations

from pathlib import Path

from tests.clock import Clock
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with, until

from backchannel.model.preferences import Preferences
from backchannel.store import board
from backchannel.store.roles import questions
from backchannel.ui.arranging.layout import BACKCHANNEL
from backchannel.ui.lines.drawing import Density

LONG = " ".join(f"word{number}" for number in range(60))


def row_of(app: DeskApp, text: str) -> int:
    return next(y for y, line in enumerate(app.lines()) if text in line)


async def test_the_line_being_read_stays_when_posts_take_less_room(
    tmp_path: Path, clock: Clock
) -> None:
    arrived = [remark(number, f"Remark {number}: {LONG}") for number in range(40)]
    async with (
        store_with(tmp_path, arrived, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "pagedown", "pagedown", "j")
        await pilot.pause()
        chosen = app.desk.panes.streams[BACKCHANNEL].chosen
        assert chosen
        said = chosen.post.text.split(":")[0]
        row = row_of(app, f"{said}:")
        seen = sum("Remark" in line for line in app.lines())
        await pilot.press("D")
        await until(pilot, lambda: app.shows("Compact"))
        assert row_of(app, f"{said}:") == row
        assert sum("Remark" in line for line in app.lines()) > seen
        await pilot.press("D")
        await until(pilot, lambda: app.shows("Comfortable"))
        assert row_of(app, f"{said}:") == row


async def test_a_compact_list_puts_what_is_beside_the_point_behind_it(
    tmp_path: Path, clock: Clock
) -> None:
    async with store_with(tmp_path, [remark(1, "Yes")], clock=clock) as store:
        await store.write(board.note, "Short", "Ada Example")
        async with desk_on(store, (200, 40)) as (app, pilot):
            await until(pilot, lambda: app.shows("Short"))
            await pilot.press("3", "D")
            await until(pilot, lambda: app.shows("Short · 14:00"))
            await pilot.press("D")
            await until(pilot, lambda: not app.shows("Short · 14:00"))


async def test_ages_grow_at_the_turn_of_a_minute(tmp_path: Path, clock: Clock) -> None:
    arrived = [remark(0), remark(7), remark(60 * 5)]
    async with (
        store_with(tmp_path, arrived, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        assert app.shows("14:00 ")
        await pilot.press("T")
        await until(pilot, lambda: all(map(app.shows, (" now ", " 7 min ", " 5 h "))))
        clock.advance(59)
        await app.desk.later.grow_older()
        await pilot.pause()
        assert app.shows(" 7 min ")
        clock.advance(1)
        await app.desk.later.grow_older()
        await until(pilot, lambda: all(map(app.shows, (" 1 min ", " 8 min ", " 5 h "))))
        await pilot.press("T")
        await until(pilot, lambda: app.shows(" 14:00 ") and not app.shows(" 8 min "))


async def test_midnight_is_noticed_at_rest(tmp_path: Path, clock: Clock) -> None:
    async with (
        store_with(tmp_path, [remark(0)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        clock.advance(10 * 3600)
        await app.desk.later.grow_older()
        await until(pilot, lambda: app.shows("Fri 14:00"))


async def test_midnight_is_noticed_by_notes_and_questions(tmp_path: Path, clock: Clock) -> None:
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(board.note, "three objections", "lena")
        asked = await store.write(questions.ask_for, "Is it so?", "", "lena")
        await store.write(questions.park, asked.id, "lena")
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("objections") and app.shows("parked 14:00"))
            clock.advance(10 * 3600)
            await app.desk.later.grow_older()
            await until(pilot, lambda: app.text().count("Fri 14:00") == 2)
            assert app.shows("parked Fri 14:00")


async def test_a_desk_begins_as_the_settings_say(tmp_path: Path, clock: Clock) -> None:
    async with store_with(tmp_path, [remark(7)], clock=clock) as store:
        app = DeskApp(store, preferences=Preferences(is_compact=True, has_ages=True))
        async with app.run_test(size=(140, 40)) as pilot:
            await until(pilot, lambda: app.shows(" 7 min "))
            densities = {stream.density for stream in app.desk.panes.streams.values()}
            assert densities == {Density.COMPACT}
