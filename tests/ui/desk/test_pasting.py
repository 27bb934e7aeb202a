"""What is pasted: words where one types, nothing anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import OBEYED
from tests.ui.desk.stage import DeskApp, at_once, desk_on, paste, remark, store_with, until
from textual.pilot import Pilot
from textual.widgets import Input

from backchannel.clean.terminal import is_clean
from backchannel.store import board
from backchannel.ui.widgets.typed_line import LONGEST, on_one_line

LINES = "first line\r\nsecond\tline\n\n  third\x1b[31m line\x07\u202e"
ONE_LINE = "first line second line third line"


def line(app: DeskApp) -> Input:
    assert isinstance(app.focused, Input)
    return app.focused


async def opened(app: DeskApp, pilot: Pilot[None], key: str) -> Input:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.focused, Input))
    return line(app)


@pytest.mark.parametrize("key", ["e", "slash", "at", "w", "F", "colon", "question_mark"])
async def test_all_lines_of_what_is_pasted_are_one(tmp_path: Path, key: str) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        entry = await opened(app, pilot, key)
        paste(app, LINES)
        await until(pilot, lambda: entry.value == ONE_LINE)


async def test_what_is_pasted_stands_where_the_cursor_is(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        entry = await opened(app, pilot, "e")
        await pilot.press(*"ad", "left")
        paste(app, "\nb\nc\n")
        at_once(app, "!")
        await until(pilot, lambda: entry.value == "a b c!d")
        await pilot.press("home", "shift+end")
        paste(app, "other words")
        await until(pilot, lambda: entry.value == "other words")


async def test_keys_that_arrive_with_what_is_pasted_keep_their_places(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "ea")
        paste(app, "b\nc")
        at_once(app, "d\r")
        await until(pilot, lambda: app.shows("Noted"))
        assert [note.text for note in await store.read(board.notes)] == ["ab cd"]


async def test_what_is_too_long_is_cut_and_said(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        entry = await opened(app, pilot, "e")
        paste(app, "word " * 200_000)
        await until(pilot, lambda: app.shows("word…  cut at 10,000 characters"))
        assert len(entry.value) <= LONGEST
        assert entry.value.endswith("word…")
        await pilot.press("backspace")
        await until(pilot, lambda: not app.shows("cut at"))
        await pilot.press("x", *"yz1234567")
        await until(pilot, lambda: app.shows("no more than 10,000 characters"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Noted"))


async def test_a_reason_says_how_long_it_may_be(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        at_once(app, ":hide and say why\r")
        await until(pilot, lambda: app.shows("why hide Ana Example"))
        paste(app, "because " * 100)
        await until(pilot, lambda: app.shows("cut at 500 characters"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Hidden"))
        (hidden,) = await store.read(board.hidden)
        assert hidden.reason.endswith("bec…")


async def test_on_the_desk_what_is_pasted_does_nothing(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        paste(app, "pxq\x1b[31m3")
        at_once(app, "n")
        await pilot.pause()
        assert app.is_running
        assert app.desk.panes.active == 2
        assert not await store.read(board.pins)
        assert not await store.read(board.hidden)


@given(st.one_of(st.text(), st.sampled_from(OBEYED)), st.integers(0, 50))
def test_one_line_is_clean_and_no_longer_than_it_may_be(text: str, limit: int) -> None:
    found, _ = on_one_line(text, limit)
    assert is_clean(found)
    assert "\n" not in found
    assert "\t" not in found
    assert len(found) <= limit
