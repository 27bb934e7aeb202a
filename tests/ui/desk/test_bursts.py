"""One person posting in a burst folds into one row, and opens again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START
from tests.ui.desk.stage import SOCIAL, DeskApp, remark, store_with, typed, until
from textual.pilot import Pilot

from backchannel.model.post import Author, CleanText, Post
from backchannel.model.preferences import Preferences
from backchannel.store import posts
from backchannel.store.store import Store


def by(name: str, number: int) -> Post:
    """A post of somebody, ten seconds older the higher its number."""
    author = Author(CleanText(name), CleanText(f"@{name.casefold()}@social.example"))
    return replace(
        remark(number, f"Point {number} #ideaperf", minutes=number * 5 / 6), author=author
    )


@asynccontextmanager
async def folding(store: Store) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    app = DeskApp(store, preferences=Preferences(is_folding=True))
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: app.desk.panes.streams[2].reader.is_ready)
        await pilot.pause()
        yield app, pilot


def talk() -> list[Post]:
    return [by("Bo", 0), *(by("Ana", number) for number in range(1, 15)), by("Bo", 15)]


async def test_a_burst_is_one_row_that_opens_and_folds_again(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, folding(store) as (app, pilot):
        await until(pilot, lambda: app.shows("(14)"))
        assert app.shows("… 13 more since 13:57 · f shows them")
        assert app.shows("Point 1 ")
        assert not app.shows("Point 2 ")
        assert app.shows("Point 15 ")
        await until(pilot, lambda: app.shows(" 16 "))  # all of them are counted
        await pilot.press("j", "j", "f")
        await until(pilot, lambda: app.shows("Point 9 "))
        assert not app.shows("(14)")
        await pilot.press("f")
        await until(pilot, lambda: app.shows("(14)"))


async def test_what_is_being_read_is_not_folded_under_the_reader(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [by("Ana", 4), by("Ana", 5)]) as store,
        folding(store) as (app, pilot),
    ):
        await pilot.press("j")
        await store.write(posts.save, SOCIAL, tuple(by("Ana", n) for n in range(4)))
        await until(pilot, lambda: app.shows("▲ 4 new"))
        assert app.shows("▌ Point 4 ")
        assert app.shows("Point 5 ")
        await pilot.press("g")
        await until(pilot, lambda: app.shows("(6)"))
        assert not app.shows("Point 5 ")


async def test_a_new_post_in_a_burst_is_reached_by_n(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, folding(store) as (app, pilot):
        await until(pilot, lambda: app.shows("(14)"))
        await pilot.press("j")
        late = replace(
            by("Ana", 7),
            id="https://social.example/late",
            text=CleanText("Late word"),
            published=START - timedelta(seconds=75),
        )
        await store.write(posts.save, SOCIAL, (late,))
        await until(pilot, lambda: app.shows("▼ 1 new"))
        await pilot.press("n")
        await until(pilot, lambda: app.shows("▌ Late word"))


async def test_a_filter_folds_nothing(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, folding(store) as (app, pilot):
        await until(pilot, lambda: app.shows("(14)"))
        await pilot.press("slash")
        await typed(pilot, "from:ana")
        await until(pilot, lambda: app.shows("Point 9 "))
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("(14)"))


async def test_a_pane_of_one_burst_is_filled_however_long_that_is(tmp_path: Path) -> None:
    many = [by("Ana", number) for number in range(900)]
    async with store_with(tmp_path, many) as store, folding(store) as (app, pilot):
        await until(pilot, lambda: app.shows("(51)"))
        await pilot.press("G")
        await until(pilot, lambda: app.shows("Point 899 ") or app.shows("Point 867 "))
        await pilot.press("k", "k", "k", "pageup", "pageup", "g")
        await until(pilot, lambda: app.shows("Point 0 "))


async def test_a_conversation_is_no_burst(tmp_path: Path) -> None:
    turns = [by("Ana" if n % 3 else "Bo", n) for n in range(9)]
    async with store_with(tmp_path, turns) as store, folding(store) as (app, pilot):
        await pilot.pause()
        for number in range(9):
            assert app.shows(f"Point {number} ")
