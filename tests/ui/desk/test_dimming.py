"""What a filter does not find is hidden, or stays in its place and steps back."""

from __future__ import annotations

from pathlib import Path

from tests.ui.desk.stage import SOCIAL, DeskApp, desk_on, remark, store_with, typed, until
from textual.pilot import Pilot

from backchannel.model.preferences import Preferences
from backchannel.store import posts
from backchannel.ui.details.screen import Details
from backchannel.ui.screens.search_panel import SearchPanel

MIXED = [
    remark(number, f"Remark {number} about {'cost' if number % 3 == 0 else 'tea'}")
    for number in range(30)
]


def dimmed(app: DeskApp) -> set[str]:
    """The posts on screen that stand back, by the beginning of their text."""
    stream = app.desk.panes.streams[2]
    rows = [row.post for row in stream.reader.view.rows() if row is not None]
    return {
        str(post.post.text)[:9].strip() for post in rows if post.place in stream.reader.page.context
    }


async def test_d_brings_back_what_a_filter_hid_and_dims_it(tmp_path: Path) -> None:
    async with store_with(tmp_path, MIXED) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "cost")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("10 of 30") and not app.shows("tea"))
        await pilot.press("d")
        await until(pilot, lambda: app.shows("Remark 1 about tea"))
        assert app.shows("10 of 30")
        assert app.shows("dim")
        assert "Remark 1" in dimmed(app)
        assert "Remark 3" not in dimmed(app)
        await pilot.press("d")
        await until(pilot, lambda: not app.shows("tea"))
        assert app.shows("10 of 30")


async def test_the_line_being_read_stays_when_what_is_hidden_comes_back(tmp_path: Path) -> None:
    many = [remark(n, f"Remark {n} about {'cost' if n % 3 == 0 else 'tea'}") for n in range(200)]
    async with store_with(tmp_path, many) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "cost")
        await pilot.press("enter", *"jjjjj")
        await until(pilot, lambda: app.shows("▌ Remark 12 about cost"))
        row = next(y for y, line in enumerate(app.lines()) if "▌ Remark 12 about cost" in line)
        await pilot.press("d")
        await until(pilot, lambda: app.shows("Remark 11 about tea"))
        assert "▌ Remark 12 about cost" in app.lines()[row]
        await pilot.press("j")
        await until(pilot, lambda: app.shows("▌ Remark 13 about tea"))


async def test_only_what_the_filter_finds_counts_as_new_while_the_rest_is_dimmed(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, MIXED) as store, desk_on(store) as (app, pilot):
        await pilot.press("d", "slash")
        await typed(pilot, "cost")
        await pilot.press("enter", "j", "j")
        await until(pilot, lambda: app.shows("10 of 30"))
        arrived = (
            remark(300, "More tea", minutes=301), remark(400, "More cost", minutes=402)
        )  # fmt: skip
        await store.write(posts.save, SOCIAL, arrived)
        await until(pilot, lambda: app.shows("▲ 1 new"))
        await pilot.press("n")
        await until(pilot, lambda: app.shows("▌ More cost"))


async def test_the_setting_says_how_the_desk_begins(tmp_path: Path) -> None:
    async with store_with(tmp_path, MIXED) as store:
        app = DeskApp(store, preferences=Preferences(is_dimming=True, is_folding=False))
        async with app.run_test(size=(140, 40)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 about tea"))
            await pilot.press("slash")
            await typed(pilot, "cost")
            await until(pilot, lambda: "Remark 1" in dimmed(app))
            assert app.shows("Remark 1 about tea")


async def look_for_swimmers(pilot: Pilot[None], app: DeskApp) -> None:
    await pilot.press("d", "slash")
    await typed(pilot, "swimmers")
    await pilot.press("enter")
    await until(pilot, lambda: app.shows("0 of 30") and app.shows("Remark 1 about tea"))


async def test_where_nothing_matches_a_search_of_everything_is_offered(tmp_path: Path) -> None:
    offer = "Nothing matches; F searches every pane"
    async with store_with(tmp_path, MIXED) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await look_for_swimmers(pilot, app)
        await until(pilot, lambda: app.shows(offer))
        assert " F search " in app.lines()[-1]
        await pilot.press("d")
        await until(pilot, lambda: app.shows("Enter searches every pane"))
        await until(pilot, lambda: not app.shows(offer))
        await pilot.press("d")
        await until(pilot, lambda: app.shows(offer))
        await store.write(posts.save, SOCIAL, (remark(300, "Swimmers, at last"),))
        await until(pilot, lambda: app.shows("1 of 31") and not app.shows(offer))
        assert " F search " not in app.lines()[-1]
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("dim"))
        assert not app.shows(offer)


async def test_enter_searches_everything_where_nothing_matches_and_nothing_is_chosen(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, MIXED) as store, desk_on(store) as (app, pilot):
        await look_for_swimmers(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SearchPanel))
        await pilot.press("escape", "j")
        await until(pilot, lambda: app.desk.panes.streams[2].chosen is not None)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Details))


async def test_the_offer_is_seen_in_a_low_and_narrow_terminal(tmp_path: Path) -> None:
    async with store_with(tmp_path, MIXED) as store, desk_on(store, (40, 12)) as (app, pilot):
        await look_for_swimmers(pilot, app)
        await until(pilot, lambda: " F search " in app.lines()[-1])
