"""Letters that somebody types on after a key was refused do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ui.desk.stage import at_once, desk_on, remark, store_with, typed, until
from tests.ui.joining.stage import BLOG_POST, DESK, rows, writing_desk

from backchannel.store import board, outgoing
from backchannel.ui.desk.screen import Desk
from backchannel.ui.details.screen import Details
from backchannel.ui.stray import PATIENCE

SAYS = "letters do nothing until Esc"


@pytest.mark.parametrize("key", ["r", "i"])
async def test_what_is_typed_after_a_refused_key_is_no_command(tmp_path: Path, key: str) -> None:
    async with writing_desk(tmp_path) as (app, pilot, store):
        await pilot.press(key)
        await until(pilot, lambda: app.shows("No account to write with"))
        await typed(pilot, "expects Uq")
        assert app.shows(SAYS)
        assert isinstance(app.screen, Desk)
        assert not app.desk.bottom.is_open
        assert not await store.read(board.hidden)
        assert not await store.read(board.stashed)


async def test_so_it_is_when_all_of_it_arrives_at_once(tmp_path: Path) -> None:
    async with writing_desk(tmp_path) as (app, pilot, store):
        at_once(app, "rexit\r")
        await until(pilot, lambda: app.shows("No account to write with"))
        await pilot.pause()
        assert isinstance(app.screen, Desk)
        assert not app.desk.bottom.is_open
        assert not await store.read(board.hidden)


async def test_esc_makes_letters_commands_again_and_says_once_more_why(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK, posts=(BLOG_POST,)) as (app, pilot, _):
        await pilot.press("r", "o")
        await until(pilot, lambda: app.shows(SAYS))
        assert app.shows("this post is on neither")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("neither the fediverse nor Bluesky · o opens it"))
        assert app.desk.panes.streams[2].chosen is not None
        await pilot.press("o")
        await until(pilot, lambda: len(app.opened) == 1)


async def test_enter_ends_it_and_an_arrow_does_and_acts(tmp_path: Path) -> None:
    posts = tuple(map(remark, range(3)))
    async with writing_desk(tmp_path, posts=posts) as (app, pilot, store):
        await pilot.press("r", *"no", "backspace", "enter")
        assert isinstance(app.screen, Desk)
        await pilot.press("r", *"no", "down", "p")
        await until(pilot, lambda: app.shows("Pinned"))
        assert [pin.post.post.id[-2:] for pin in await store.read(board.pins)] == ["/1"]


async def test_who_waits_a_moment_can_go_on_with_letters(tmp_path: Path, clock: Clock) -> None:
    async with (
        store_with(tmp_path, [remark(1)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "r")
        await until(pilot, lambda: app.shows("No account to write with"))
        clock.advance(PATIENCE.total_seconds())
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned"))


async def test_who_types_on_slowly_is_still_typing(tmp_path: Path, clock: Clock) -> None:
    async with (
        store_with(tmp_path, [remark(1)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "r", "y")
        clock.advance(60)
        await pilot.press("x")
        await until(pilot, lambda: app.shows(SAYS))
        assert not await store.read(board.hidden)


async def test_a_click_ends_it(tmp_path: Path) -> None:
    async with writing_desk(tmp_path) as (app, pilot, _):
        await pilot.press("r", "y")
        await until(pilot, lambda: app.shows(SAYS))
        await pilot.click("#backchannel", offset=(5, 1))
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned"))


async def test_in_the_details_it_is_the_same(tmp_path: Path) -> None:
    async with writing_desk(tmp_path) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Details) and app.shows("Remark 1"))
        await pilot.press("r")
        await until(pilot, lambda: app.shows("No account to write with"))
        await pilot.press(*"xq")
        await until(pilot, lambda: app.shows(SAYS))
        assert isinstance(app.screen, Details)
        assert not await store.read(board.hidden)
        await pilot.press("escape", "q")
        await until(pilot, lambda: isinstance(app.screen, Desk))


async def test_in_what_was_put_aside_it_is_the_same(tmp_path: Path) -> None:
    async with writing_desk(tmp_path) as (app, pilot, store):
        await pilot.press("s", "L")
        await until(pilot, lambda: app.shows("Later"))
        await pilot.press("down", "r")
        await until(pilot, lambda: app.shows("No account to write with"))
        await pilot.press(*"xsq")
        await until(pilot, lambda: app.shows(SAYS))
        assert await store.read(board.stashed)
        assert not await store.read(board.hidden)


async def test_without_an_event_file_no_address_is_taken_for_commands(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("h")
        await until(pilot, lambda: app.shows("How it is going"))
        await pilot.press("a")
        await until(pilot, lambda: app.shows("nowhere to write it"))
        await pilot.press(*"qx")
        await until(pilot, lambda: app.shows(SAYS))
        assert app.shows("How it is going")


async def test_where_a_place_to_type_opens_nothing_is_kept_back(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await pilot.press("r", *"yes", "escape", "p")
        await until(pilot, lambda: bool(app.desk.panes.pins.rows))
        await pilot.press("slash", *"remark", "enter", "e", *"note", "enter", "at", "escape", "u")
        await until(pilot, lambda: app.shows("Undone"))
        assert not app.shows(SAYS)
        assert len(await rows(store)) == 1
        assert len(await store.read(outgoing.accounts)) == 1
