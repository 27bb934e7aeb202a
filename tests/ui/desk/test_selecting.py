"""Lines marked with the mouse and copied: the words of one pane, and nothing around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.ui.desk.stage import SOCIAL, DeskApp, desk_on, dragged, remark, store_with, until
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from backchannel.store import board, posts
from backchannel.store.store import Store

LONG = (
    "Nobody has ever asked the library what a loan costs, and nobody has ever told them. #ideaperf"
)


@asynccontextmanager
async def ready_desk(
    store: Store, size: tuple[int, int] = (140, 40)
) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    """A desk with its lines for typing: these take away what is marked when they are made."""
    async with desk_on(store, size) as (app, pilot):
        await app.desk.bottom.prepare()
        await pilot.pause()
        yield app, pilot


def row_of(app: DeskApp, text: str, after: int = 0) -> int:
    """The first row of the screen that shows a text."""
    return next(y for y, line in enumerate(app.lines()) if text in line and y > after)


def reversed_rows(app: DeskApp) -> set[int]:
    """The rows of the screen with something reversed in the panes."""
    rows = enumerate(app.screen._compositor.render_strips())
    return {
        y
        for y, strip in rows
        if any(segment.style and segment.style.reverse for segment in strip) and 2 < y < 37
    }


async def copied(app: DeskApp, pilot: Pilot[None], *way: tuple[int, int]) -> str:
    """What a drag copies."""
    before = len(app.copied)
    await dragged(pilot, *way)
    await until(pilot, lambda: len(app.copied) > before)
    return app.copied[-1]


async def test_a_drag_marks_rows_of_a_pane_and_copies_wrapped_words_whole(tmp_path: Path) -> None:
    arrived = [remark(0), remark(1, LONG), remark(2)]
    async with store_with(tmp_path, arrived) as store, ready_desk(store) as (app, pilot):
        first = row_of(app, "Nobody has")
        assert "nobody" not in app.lines()[first]
        assert await copied(app, pilot, (60, first), (60, first + 1), (130, first + 1)) == LONG
        assert app.shows("Copied 1 line")
        assert reversed_rows(app) == {first, first + 1}
        await pilot.press("y")
        await until(pilot, lambda: app.copied == [LONG, LONG])
        assert app.desk.panes.streams[2].chosen is None
        await pilot.press("escape")
        assert not reversed_rows(app)
        assert app.is_running


async def test_marks_stay_while_panels_are_made_ahead(tmp_path: Path) -> None:
    many = map(remark, range(1, 9))
    async with store_with(tmp_path, many) as store, ready_desk(store) as (app, pilot):
        row = row_of(app, "Remark 3 of")
        assert await copied(app, pilot, (60, row), (60, row + 1)) != ""
        marked = reversed_rows(app)
        await app.desk.later.ahead.make()
        await until(pilot, lambda: all(one.is_mounted for one in app._nodes))
        assert reversed_rows(app) == marked != set()


async def test_marks_stay_with_their_posts_while_others_arrive(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(1, 9))) as store,
        ready_desk(store) as (app, pilot),
    ):
        start = row_of(app, "Remark 2")
        await dragged(pilot, (60, start - 1), (60, start), is_released=False)
        await store.write(posts.save, SOCIAL, (remark(0),))
        await until(pilot, lambda: app.shows("Remark 0"))
        now = row_of(app, "Remark 2")
        assert now == start + 3
        assert reversed_rows(app) == {now - 1, now}
        lines = (await copied(app, pilot, (60, now - 1), (60, now + 3))).splitlines()
        assert lines[1] == "Remark 2 of the day #ideaperf"
        assert lines[0].startswith("Ana Example  @ana@social.example  ")
        assert lines[2] == ""
        assert lines[4] == "Remark 3 of the day #ideaperf"
        assert app.shows("Copied 4 lines")
        assert not any(sign in app.copied[-1] for sign in "│╭╮╰╯•▌")


async def test_a_click_takes_the_marks_away_and_chooses_as_ever(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        ready_desk(store) as (app, pilot),
    ):
        row = row_of(app, "Remark 1")
        await copied(app, pilot, (60, row), (70, row))
        assert reversed_rows(app) == {row}
        await pilot.click(offset=(60, row))
        assert not reversed_rows(app)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 1")


async def test_a_hand_that_slips_in_a_click_marks_nothing(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        ready_desk(store) as (app, pilot),
    ):
        row = row_of(app, "Remark 1")
        await dragged(pilot, (60, row), (61, row))
        assert not reversed_rows(app)
        assert not app.copied


@pytest.mark.parametrize("goal", [(10, 5), (130, 38), (139, 0)])
async def test_a_drag_that_leaves_its_pane_stays_in_it(
    tmp_path: Path, goal: tuple[int, int]
) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        ready_desk(store) as (app, pilot),
    ):
        await store.write(board.note, "A note", "facilitator", None)
        await until(pilot, lambda: app.shows("A note"))
        text = await copied(app, pilot, (60, 6), goal)
        assert "A note" not in text
        assert "Feeds" not in text


async def test_notes_and_panels_are_copied_alike_and_escape_first_unmarks(tmp_path: Path) -> None:
    words = "What the floor said of league tables, three times over, and loudly at that"
    async with store_with(tmp_path) as store, ready_desk(store) as (app, pilot):
        await store.write(board.note, words, "facilitator", None)
        await until(pilot, lambda: app.shows("What the floor"))
        assert await copied(app, pilot, (110, 3), (110, 20)) == f"+18:00 {words}\n14:00"
        await pilot.press("h")
        await until(pilot, lambda: app.shows("social.example starting"))
        row = row_of(app, "◌ social.example starting", after=3)
        text = await copied(app, pilot, (60, row), (70, row))
        assert text.startswith("◌ social.example starting")
        assert app.shows("Copied 1 line")
        await pilot.press("escape")
        assert app.screen is not app.desk
        await pilot.press("escape")
        assert app.screen is app.desk


async def test_ctrl_c_copies_what_is_marked_and_does_not_quit(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        ready_desk(store) as (app, pilot),
    ):
        row = row_of(app, "Remark 1")
        await copied(app, pilot, (60, row), (70, row))
        await pilot.press("ctrl+c")
        assert app.copied == ["Remark 1 of the day #ideaperf"] * 2
        assert not app.shows("again quits")
        assert not reversed_rows(app)


async def test_the_wheel_scrolls_the_pane_below_the_pointer_without_going_there(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path) as store, ready_desk(store) as (app, pilot):
        for number in range(30):
            await store.write(board.note, f"Note {number}", "facilitator", None)
        await until(pilot, lambda: " 30 ─╮" in app.lines()[2])
        before = app.lines()[3]
        await pilot._post_mouse_events([MouseScrollDown], offset=(120, 10))
        await pilot.pause()
        assert app.lines()[3] != before
        assert app.desk.panes.active == 2


async def test_a_drag_in_the_details_copies_what_was_wrapped_as_one_line(tmp_path: Path) -> None:
    said = f"{LONG}\n\n{LONG}"
    async with (
        store_with(tmp_path, [remark(0, said)]) as store,
        ready_desk(store, size=(80, 24)) as (app, pilot),
    ):
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.shows("Details  #1"))
        first = row_of(app, "Nobody has")
        assert "told them" not in app.lines()[first]
        assert await copied(app, pilot, (10, first), (10, first + 1)) == LONG
        await until(pilot, lambda: app.shows("Copied 1 line"))
        assert await copied(app, pilot, (10, first), (10, first + 4)) == f"{LONG}\n\n{LONG}"
        await pilot.press("y")
        await until(pilot, lambda: len(app.copied) == 3)
        assert app.copied[-1] == app.copied[-2]
        await pilot.press("escape")
        assert not reversed_rows(app)
        assert app.shows("Details  #1")
        await pilot.press("y")
        await until(pilot, lambda: len(app.copied) == 4)


async def test_a_drag_in_what_was_found_copies_it(tmp_path: Path) -> None:
    many = map(remark, range(1, 9))
    async with store_with(tmp_path, many) as store, ready_desk(store) as (app, pilot):
        await pilot.press("F")
        await until(pilot, lambda: app.shows("Search"))
        await pilot.press(*"remark 3", "enter")
        await until(pilot, lambda: app.shows("1 found"))
        row = row_of(app, "Remark 3 of")
        assert await copied(app, pilot, (70, row), (70, row - 1)) != ""
        assert app.copied[-1].endswith("Remark 3 of the day #ideaperf")
        await until(pilot, lambda: app.shows("Copied 2 lines"))
        await pilot.press("escape")
        assert not reversed_rows(app)
        assert app.shows("1 found")
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("1 found"))
