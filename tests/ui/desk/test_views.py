"""Views: chosen by key, digit and mouse, changed, saved, and found again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ui.desk.stage import (
    BLOG,
    EVENT,
    SOCIAL,
    DeskApp,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot

from backchannel.config.places import places
from backchannel.config.user_file import read_user_file
from backchannel.model.preferences import Preferences, View
from backchannel.store import sources
from backchannel.ui.screens.view_panels import ViewsPanel

WITH_VIEWS = replace(EVENT, views=(View("Sevens", "seven"), View("Blogs", "kind:article", "feeds")))
OWN = Preferences(
    is_folding=False, views=(View("sevens", "seven -never"), View("Mine", "from:ana"))
)
POSTS = [remark(1, "seven or never"), remark(2, "seven again"), remark(3, "eight")]


async def choose(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("v")
    await until(pilot, lambda: isinstance(pilot.app.screen, ViewsPanel))
    await pilot.press(*keys)
    await until(pilot, lambda: not isinstance(pilot.app.screen, ViewsPanel))


async def test_v_lists_the_views_of_the_pane_with_their_filters(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS, preferences=OWN) as (app, pilot),
    ):
        await pilot.press("v")
        await until(pilot, lambda: app.shows("Views: backchannel"))
        assert isinstance(app.screen, ViewsPanel)
        listed = [(row.lead, row.text, row.aside) for row in app.screen.rows.rows]
        assert listed == [
            ("0", "▸ All", ""),
            ("1", "sevens", "seven -never"),
            ("2", "Mine", "from:ana"),
        ]
        await pilot.press("v")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_digit_or_enter_chooses_and_all_shows_everything(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        assert app.shows("2 Backchannel  [All] Sevens ")
        await choose(pilot, "1")
        await until(pilot, lambda: app.shows("All [Sevens] ") and not app.shows("eight"))
        await until(pilot, lambda: app.shows("2 of 3"))
        await choose(pilot, "g", "enter")
        await until(pilot, lambda: app.shows("[All] Sevens ") and app.shows("eight"))
        await choose(pilot, "9", "escape")
        assert app.shows("[All] Sevens ")


async def test_a_view_is_for_its_pane(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        assert app.shows("1 Feeds  [All] Sevens Blogs")
        await pilot.press("1")
        await choose(pilot, "2")
        await until(pilot, lambda: app.desk.panes.filters[1].text == "kind:article")
        assert app.desk.panes.filters[2].text == ""


async def test_from_the_notes_they_are_the_backchannel_s(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        await pilot.press("3")
        await choose(pilot, "1")
        await until(pilot, lambda: app.desk.panes.active == 2 and app.shows("[Sevens]"))


async def test_a_click_on_a_name_chooses_it(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        left = app.desk.panes.named["backchannel"].region.x
        for at in (0, 5):
            column = app.lines()[2].rindex("Sevens") + at
            await pilot.click("#backchannel", offset=(column - left, 0))
            await until(pilot, lambda: app.shows("All [Sevens]") and not app.shows("eight"))
        column = app.lines()[2].rindex("All")
        await pilot.click("#backchannel", offset=(column - left, 0))
        await until(pilot, lambda: app.shows("eight"))


async def test_a_filter_that_is_edited_is_not_the_view_s_any_more(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        await choose(pilot, "1")
        await pilot.press("slash", "end")
        await typed(pilot, " again")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("[Sevens*]") and app.shows("1 of 3"))
        await choose(pilot, "1")
        await until(pilot, lambda: app.shows("[Sevens]") and app.shows("2 of 3"))
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("[All]") and app.shows("eight"))


async def test_views_that_come_into_the_event_file_are_offered_at_once(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        assert not app.shows("Sevens")
        await store.write(sources.plan, WITH_VIEWS, (SOCIAL, BLOG))
        await until(pilot, lambda: app.shows("2 Backchannel  [All] Sevens "))
        await choose(pilot, "1")
        await until(pilot, lambda: app.shows("[Sevens]") and not app.shows("eight"))
        await store.write(sources.plan, EVENT, (SOCIAL, BLOG))
        await until(pilot, lambda: not app.shows("[Sevens]"))
        assert app.shows("/ seven")


async def test_without_views_nothing_is_said_of_them(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, _):
        assert not app.shows("All")


async def test_a_narrow_frame_names_only_the_view_that_is_on(tmp_path: Path) -> None:
    several = tuple(View(f"View number {n}", "seven") for n in range(6))
    async with (
        store_with(tmp_path, POSTS, event=replace(EVENT, views=several)) as store,
        desk_on(store, (60, 20), event=replace(EVENT, views=several)) as (app, pilot),
    ):
        assert not app.shows("View number")
        await choose(pilot, "3")
        await until(pilot, lambda: app.shows("2 Backchannel [View number 2] "))
        assert all(len(line.rstrip()) <= 60 for line in app.lines())


async def saved(app: DeskApp, pilot: Pilot[None], name: str) -> None:
    """Save the filter under a name."""
    app.desk.action_panel("save_view")
    await until(pilot, lambda: app.shows("Save view"))
    await typed(pilot, name)
    await pilot.press("enter")


async def test_the_filter_of_a_pane_is_saved_under_a_name(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "seven")
        await pilot.press("enter")
        await saved(app, pilot, "all")
        await until(pilot, lambda: app.shows("✕ name All is the name of every pane"))
        await pilot.press("ctrl+u")
        await typed(pilot, "My sevens")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Saved as My sevens"))
        await until(pilot, lambda: app.shows("[My sevens]"))
    kept = (await asyncio.to_thread(read_user_file, places().user_file)).views
    assert kept == (View("My sevens", "seven", "backchannel"),)


async def test_a_view_of_another_pane_is_saved_there_under_its_name(tmp_path: Path) -> None:
    own = Preferences(is_folding=False, views=(View("Questions", "why", "feeds"),))
    async with (
        store_with(tmp_path, POSTS) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await pilot.press("slash")
        await typed(pilot, "seven")
        await pilot.press("enter")
        await saved(app, pilot, "questions")
        await until(pilot, lambda: app.shows("Saved as questions, for the feeds"))
        assert app.desk.panes.filters[2].text == "seven"
        assert app.shows("1 Feeds  [All] questions")
        assert not app.shows("2 Backchannel  [All]")


async def test_of_two_views_with_the_same_filter_the_saved_one_is_chosen(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        await pilot.press("slash")
        await typed(pilot, "seven")
        await pilot.press("enter")
        await saved(app, pilot, "Mine")
        await until(pilot, lambda: app.shows("Saved as Mine"))
        await until(pilot, lambda: app.shows("2 Backchannel [Mine] "))


async def test_without_a_filter_there_is_nothing_to_save(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        app.desk.action_panel("save_view")
        await until(pilot, lambda: app.shows("There is no filter to save"))
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_file_that_cannot_be_written_is_said_and_the_name_stays(tmp_path: Path) -> None:
    own = places().user_file
    own.parent.mkdir(parents=True)
    own.write_text("theme = \n")
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "seven")
        await pilot.press("enter")
        await saved(app, pilot, "Mine")
        await until(pilot, lambda: app.shows("not valid TOML"))
        assert app.shows("Name Mine")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


@pytest.mark.parametrize("ending", ["q", "ctrl+c"])
async def test_the_next_desk_is_in_the_same_view_and_knows_the_filters(
    tmp_path: Path, ending: str
) -> None:
    async with store_with(tmp_path, POSTS, event=WITH_VIEWS) as store:
        async with desk_on(store, event=WITH_VIEWS) as (app, pilot):
            for word in ("eight", "nine"):
                await pilot.press("slash", "ctrl+u")
                await typed(pilot, word)
                await pilot.press("enter")
            await choose(pilot, "1")
            await until(pilot, lambda: app.shows("[Sevens]"))
            if ending == "ctrl+c":
                await pilot.press("ctrl+c", "ctrl+c")
            else:
                await pilot.press("j", "q", "q")
            await until(pilot, lambda: not app.is_running)
        async with desk_on(store, event=WITH_VIEWS) as (app, pilot):
            await until(pilot, lambda: app.shows("[Sevens]") and not app.shows("eight"))
            await pilot.press("slash", "up")
            await until(pilot, lambda: app.shows("/ backchannel nine"))
            await pilot.press("up")
            await until(pilot, lambda: app.shows("/ backchannel eight"))


async def test_q_takes_back_what_was_typed_over_a_view_and_escape_the_view(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=WITH_VIEWS) as store,
        desk_on(store, event=WITH_VIEWS) as (app, pilot),
    ):
        await choose(pilot, "1")
        await pilot.press("slash", "end")
        await typed(pilot, " again")
        await pilot.press("enter", "q")
        await until(pilot, lambda: app.shows("All [Sevens] ") and app.shows("2 of 3"))
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("[All] Sevens ") and app.shows("eight"))
        await pilot.press("slash")
        await typed(pilot, "eight")
        await pilot.press("enter", "q")
        await until(pilot, lambda: app.shows("seven again"))
        assert app.is_running


async def test_a_view_that_is_no_more_leaves_everything_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS, event=WITH_VIEWS) as store:
        async with desk_on(store, event=WITH_VIEWS) as (app, pilot):
            await choose(pilot, "1")
            await app.desk.close_down()
        await store.write(sources.plan, EVENT, (SOCIAL, BLOG))
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("eight"))
