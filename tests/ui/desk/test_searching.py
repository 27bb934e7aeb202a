from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.ui.desk.stage import (
    BLOG,
    DeskApp,
    article,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.model.post import Post
from backchannel.model.query import parse
from backchannel.store import board, pages, posts
from backchannel.ui.finding.found_pages import FoundPages, Order
from backchannel.ui.screens.search_panel import SearchPanel

UTC = ZoneInfo("UTC")


def said(count: int = 30) -> list[Post]:
    return [remark(n, name="Bo Example" if n % 3 == 0 else "Ana Example") for n in range(count)]


def panel(app: DeskApp) -> SearchPanel:
    assert isinstance(app.screen, SearchPanel)
    return app.screen


async def test_enter_in_a_pane_where_nothing_matches_searches_everything(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store:
        await store.write(posts.save, BLOG, (article(99, "Outcomes for swimmers"),))
        async with desk_on(store) as (app, pilot):
            await pilot.press("2", "slash")
            await typed(pilot, "swimmers")
            await pilot.press("enter")
            await until(pilot, lambda: app.shows("Enter searches every pane"))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, SearchPanel))
            await until(pilot, lambda: app.shows("newest first · 1 found"))
            assert app.shows("Outcomes for swimmers")


async def test_counting_what_is_found_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with store_with(tmp_path, said(600)) as store:
        found = FoundPages(store, lambda: UTC, Order.NEWEST, patience=-1.0)
        assert str(await found.count(parse("/nobody says that/"))) == "0+"
        found = FoundPages(store, lambda: UTC, Order.BEST, patience=-1.0)
        page = await found.around(None, newer=0, older=1_000, query=parse("remark"), since=None)
        assert len(page.posts) < 600


async def test_enter_in_an_empty_pane_without_a_filter_does_nothing(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.desk


async def test_what_is_offered_is_seen_in_a_low_and_narrow_terminal(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store, (40, 12)) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "swimmers")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Enter searches every pane"))


async def test_f_searches_every_pane_for_the_words_of_the_filter(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store:
        await store.write(posts.save, BLOG, (article(99, "Remark on outcomes"),))
        async with desk_on(store) as (app, pilot):
            await pilot.press("slash")
            await typed(pilot, "remark")
            await pilot.press("enter", "F")
            await until(pilot, lambda: app.shows("newest first · 31 found"))
            await pilot.press("escape", "escape")
            await until(pilot, lambda: not isinstance(app.screen, SearchPanel))


async def test_the_words_of_the_filter_are_typed_over_at_once(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "remark")
        await pilot.press("enter", "F")
        await typed(pilot, "day 7")
        await until(pilot, lambda: app.shows("Search  day 7"))
        await until(pilot, lambda: app.shows("newest first · 1 found"))
        assert app.text().count("1 found") == 1


@pytest.mark.parametrize("key", ["enter", "down"])
async def test_enter_or_the_arrow_leads_from_the_words_to_what_was_found(
    tmp_path: Path, key: str
) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("F", *(["down"] if key == "down" else []))
        await typed(pilot, "remark 7")
        await pilot.press(key, "j")
        await until(pilot, lambda: app.shows("newest first · 1 found"))
        await until(pilot, lambda: _chosen(app).startswith("Remark 7"))


async def test_the_arrow_leads_back_from_words_that_were_looked_for_before(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "remark")
        await pilot.press("enter", "slash")
        await typed(pilot, "ana")
        await pilot.press("up")
        await until(pilot, lambda: app.shows("Search  remark"))
        await pilot.press("down")
        await until(pilot, lambda: app.shows("Search  ana"))


async def test_enter_goes_to_the_post_in_its_pane_and_clears_its_filter(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store:
        await store.write(posts.save, BLOG, (article(99, "Outcomes for swimmers"),))
        async with desk_on(store) as (app, pilot):
            await pilot.press("1", "slash")
            await typed(pilot, "nothing")
            await pilot.press("escape", "F")
            await typed(pilot, "swimmers")
            await until(pilot, lambda: app.shows("newest first · 1 found"))
            await pilot.press("enter", "j", "enter")
            await until(pilot, lambda: app.screen is app.desk)
            await until(pilot, lambda: app.desk.panes.streams[1].chosen is not None)
            assert app.desk.panes.active == 1
            assert not app.desk.panes.filters[1].is_on


async def test_the_best_come_first_when_asked_and_lead_to_the_same_posts(tmp_path: Path) -> None:
    words = [remark(1, "rain and very many other words"), remark(2, "rain rain rain")]
    async with store_with(tmp_path, words) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "rain")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("newest first · 2 found"))
        await pilot.press("j")
        await until(pilot, lambda: "very many" in _chosen(app))
        await pilot.press("b")
        await until(pilot, lambda: app.shows("best first · 2 found"))
        await pilot.press("j")
        await until(pilot, lambda: _chosen(app) == "rain rain rain")
        await pilot.press("enter")
        await until(pilot, lambda: app.desk.panes.streams[2].chosen is not None)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text == "rain rain rain"


async def test_of_the_best_the_next_is_seen_where_one_was_hidden(tmp_path: Path) -> None:
    words = [remark(1, "rain and very many other words"), remark(2, "rain rain rain")]
    async with store_with(tmp_path, words) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "rain")
        await pilot.press("enter", "b")
        await until(pilot, lambda: app.shows("best first · 2 found"))
        await pilot.press("j")
        await until(pilot, lambda: _chosen(app) == "rain rain rain")
        await pilot.press("x")
        await until(pilot, lambda: app.shows("best first · 1 found"))
        await until(pilot, lambda: app.shows("rain and very many other words"))
        await until(pilot, lambda: not app.shows("rain rain rain"))


async def search(app: DeskApp, words: str, *, patience: float | None) -> None:
    """Search as `F` does, but as long as that takes, or a stretch at a time."""
    desk = app.desk
    await app.push_screen(
        SearchPanel(desk.store, desk.zone, words, desk.panes.go_to, patience=patience)
    )


async def test_a_count_that_takes_long_grows_until_it_is_whole(tmp_path: Path) -> None:
    async with store_with(tmp_path, said(1_200)) as store, desk_on(store) as (app, pilot):
        await search(app, "remark", patience=-1.0)
        await until(pilot, lambda: app.shows("newest first · 1,200 found"))
        await typed(pilot, "remark 7")
        await until(pilot, lambda: app.shows("newest first · 111 found"))
        await pilot.press("enter", "b")
        await until(pilot, lambda: app.shows("best first · 111 found"))


async def test_thousands_are_read_on_as_one_goes(tmp_path: Path) -> None:
    async with store_with(tmp_path, said(1_200)) as store, desk_on(store) as (app, pilot):
        await search(app, "remark", patience=None)
        await until(pilot, lambda: app.shows("newest first · 1,200 found"))
        await pilot.press("enter", "G")
        await until(pilot, lambda: app.shows("Remark 1199 of"))
        await pilot.press("b")
        await until(pilot, lambda: app.shows("best first · 1,000 of 1,200"))
        assert len(panel(app).found.reader.view.window.posts) < 500
        await pilot.press("G")
        await until(pilot, lambda: app.shows("Remark 999 of"))


async def test_what_cannot_be_meant_is_said_and_the_last_result_stays(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        assert app.shows("Type what to look for")
        await typed(pilot, "remark")
        await until(pilot, lambda: app.shows("Remark 3 of"))
        await typed(pilot, " has:nothing")
        await until(pilot, lambda: app.shows("has: takes link"))
        await pilot.press("enter", "slash", "enter")
        await until(pilot, lambda: app.shows("Enter goes to it"))


async def test_where_nothing_is_found_that_is_said(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "swimmers")
        await until(pilot, lambda: app.shows("Nothing matches. / changes the words."))
        await pilot.press("enter", "enter", "b", "j")
        await until(pilot, lambda: app.shows("best first · 0 found"))


async def test_with_no_words_there_is_nothing_to_stay_for(tmp_path: Path) -> None:
    async with store_with(tmp_path, said()) as store, desk_on(store) as (app, pilot):
        await pilot.press("F", "escape")
        await until(pilot, lambda: app.screen is app.desk)


async def test_what_went_out_of_sight_meanwhile_is_told(tmp_path: Path) -> None:
    async with store_with(tmp_path, said(3)) as store, desk_on(store) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "remark")
        await pilot.press("enter", "j")
        await until(pilot, lambda: bool(_chosen(app)))
        post = await store.read(pages.by_number, 1)
        assert post is not None
        for place in [each.place for each in panel(app).found.reader.view.window.posts]:
            await store.write(board.hide, place, "Ann")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("It is out of sight by now"))


def _chosen(app: DeskApp) -> str:
    chosen = panel(app).found.chosen
    return chosen.post.text if chosen else ""
