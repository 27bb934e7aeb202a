"""The event is changed in its file while the desk is open: everything follows."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.ui.desk.stage import BLOG, EVENT, SOCIAL, desk_on, remark, store_with, typed, until

from backchannel.model.programme import Rule
from backchannel.store import board, sources
from backchannel.store.store import Store
from backchannel.ui.details.screen import Details

TOKYO = ZoneInfo("Asia/Tokyo")
"""Nine hours before London in January; read from its file here, once."""


async def move_to_tokyo(store: Store) -> None:
    """As the collector does when the file says so."""
    await store.write(sources.plan, replace(EVENT, timezone=TOKYO.key), (SOCIAL, BLOG))


async def test_posts_and_notes_tell_their_times_in_the_new_zone(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await store.write(board.note, "League tables", "facilitator")
        await until(pilot, lambda: app.shows("League tables"))
        assert app.shows("13:59")
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows("22:59") and not app.shows("13:59"))
        await until(pilot, lambda: not app.shows("14:00"))


async def test_so_does_the_day_above_which_they_stand(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(24 * 60), remark(60 * 15)]) as store,
        desk_on(store) as (app, pilot),
    ):
        assert app.shows("Thu 23:00")
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows(" 08:00") and not app.shows("Thu 14:00"))


async def test_a_filter_with_a_time_of_day_finds_what_it_means_there(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(0), remark(60)]) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("slash")
        await typed(pilot, "since:13:30")
        await until(pilot, lambda: app.shows("1 of 2"))
        await pilot.press("enter")
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows("Remark 60") and app.shows("2 of 2"))


async def test_one_goes_to_a_time_of_the_new_zone(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(0), remark(60)]) as store,
        desk_on(store) as (app, pilot),
    ):
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows("22:00"))
        await pilot.press("at", *"22", "colon", *"00", "enter")
        await until(pilot, lambda: app.desk.panes.streams[2].chosen is not None)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 60")


async def test_what_is_open_over_the_desk_follows_too(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Details) and app.shows("13:59:00 GMT"))
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows("22:59:00 JST · 13:59:00 UTC"))
        await pilot.press("escape", "p", "U")
        await until(pilot, lambda: app.shows("23:00") and not app.shows("14:00"))


async def test_a_rule_of_the_file_counts_at_once(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1), remark(2, "Buy cheap pills #ideaperf")]) as store,
        desk_on(store) as (app, pilot),
    ):
        assert app.shows("cheap pills")
        event = replace(EVENT, rules=(Rule("spam", '"cheap pills"', mute=True),))
        await store.write(sources.plan, event, (SOCIAL, BLOG))
        await until(pilot, lambda: not app.shows("cheap pills") and app.shows("Remark 1"))


async def test_the_line_that_is_read_stays(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(60))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "pagedown", "j")
        await pilot.pause()
        at = next(y for y, line in enumerate(app.lines()) if "▌" in line or "▸" in line)
        chosen = app.desk.panes.streams[2].chosen
        before = app.lines()[at][:20]
        await move_to_tokyo(store)
        await until(pilot, lambda: app.shows("22:4"))
        after = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert after is not None
        assert (after.place, app.lines()[at][:20]) == (chosen.place, before)
