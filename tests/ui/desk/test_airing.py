"""The key that puts something before the room asks first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import EVENT, DeskApp, desk_on, remark, store_with, until
from textual.pilot import Pilot

from backchannel.model.moments import from_micros
from backchannel.model.programme import Rule
from backchannel.model.roles.stage import Look
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.store import Store
from backchannel.ui.desk import status

P = ParamSpec("P")
T = TypeVar("T")


@asynccontextmanager
async def asked(
    path: Path, kind: type[Store] = Store, clock: Clock | None = None
) -> AsyncIterator[tuple[DeskApp, Pilot[None], Store]]:
    """A desk on two posts, the newest of which is chosen."""
    posts = [remark(1, "Is that so?"), remark(2, "That is so", name="Ben Example")]
    async with (
        store_with(path, posts, kind=kind, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j")
        await until(pilot, lambda: app.desk.panes.streams[2].chosen is not None)
        yield app, pilot, store


async def on_air(store: Store) -> int | None:
    """The number of what every projector shows."""
    post = (await store.read(stage.shown)).post
    return post.number if post else None


async def test_it_says_what_the_room_would_see_and_instead_of_what(tmp_path: Path) -> None:
    async with asked(tmp_path) as (app, pilot, store):
        await pilot.press("P")
        await until(pilot, lambda: app.shows("instead of the card · and pins it"))
        assert app.shows("Ana Example: Is that so?")
        assert await on_air(store) is None
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("On air Ana Example: Is that so?"))
        assert await on_air(store) is not None
        await pilot.press("P")
        await until(pilot, lambda: app.shows("It is on air already"))
        await pilot.press("j", "P")
        await until(pilot, lambda: app.shows("instead of Ana Example"))


def below(app: DeskApp, text: str) -> str:
    """The line below that in which a text is."""
    return next((then for line, then in pairwise(app.lines()) if text in line), "")


@pytest.mark.parametrize("keys", ["P", "PPPP", "Pp", "P1", "Pn"])
async def test_no_slip_of_the_hand_puts_anything_on_air(tmp_path: Path, keys: str) -> None:
    async with asked(tmp_path) as (app, pilot, store):
        await pilot.press("P")
        await until(pilot, lambda: app.shows("Put on air?"))
        await pilot.press(*keys[1:])
        assert app.shows("Put on air?")
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("Put on air?"))
        assert await on_air(store) is None
        assert not await store.read(board.pins)


async def test_what_cannot_be_shown_is_not_asked_about(tmp_path: Path) -> None:
    async with asked(tmp_path) as (app, pilot, store):
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned"))
        await pilot.press("4", "g")
        await until(pilot, lambda: app.desk.panes.pins.chosen is not None)
        await store.write(board.hide, chosen.place, "somebody")
        await pilot.press("P")
        await until(pilot, lambda: app.shows("cannot go on air: hidden"))
        assert not app.shows("Put on air?")


class OnlyToldStore(Store):
    """A store of which a desk learns only what changes tell: its own looks in time never end."""

    _is_only_told = False

    def only_tell(self) -> None:
        """From now on."""
        self._is_only_told = True

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self._is_only_told and look.__module__ == status.__name__:
            await asyncio.Event().wait()
        return await super().read(look, *args, **kwargs)


async def test_what_is_out_of_sight_is_not_said_to_be_on_air_until_it_is_back(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, OnlyToldStore) as (app, pilot, store):
        assert isinstance(store, OnlyToldStore)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        await pilot.press("P", "enter")
        await until(pilot, lambda: app.shows("● on air: Ana Example"))
        store.only_tell()
        await store.write(board.hide, chosen.place, "somebody")
        await until(pilot, lambda: not app.shows("● on air: Ana Example"))
        await store.write(board.unhide, chosen.place, "somebody")
        await until(pilot, lambda: app.shows("● on air: Ana Example"))
        await store.write(board.mute_author, chosen.place, "somebody")
        await until(pilot, lambda: not app.shows("● on air: Ana Example"))


async def test_when_a_display_delay_is_over_the_desk_says_what_the_room_sees(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with asked(tmp_path, OnlyToldStore, clock) as (app, pilot, store):
        assert isinstance(store, OnlyToldStore)
        await pilot.press("P", "enter")
        await until(pilot, lambda: app.shows("● on air: Ana Example"))
        await store.write(stage.set_look, "op", "delay", Look(delay=2))
        await pilot.press("j", "P")
        await until(pilot, lambda: app.shows("instead of Ana Example"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("On air in 2 s Ben Example"))
        await pilot.press("P", "enter")
        await until(pilot, lambda: app.shows("It is taken already, on air in 2 s"))
        store.only_tell()
        clock.advance(2)
        await until(pilot, lambda: app.shows("● on air: Ben Example"))
        await until(pilot, lambda: "● on air" in below(app, "2 Ben Example: That is so"))


async def test_when_a_rule_that_mutes_for_a_time_lets_it_go_the_desk_says_so(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with asked(tmp_path, OnlyToldStore, clock) as (app, pilot, store):
        assert isinstance(store, OnlyToldStore)
        await pilot.press("P", "enter")
        await until(pilot, lambda: app.shows("● on air: Ana Example"))
        post = (await store.read(stage.shown)).post
        assert post is not None
        lasts = clock() - from_micros(post.place) + timedelta(seconds=30)
        rule = Rule("for a while", '"is that so"', mute=lasts)
        await store.write(sources.plan, replace(EVENT, rules=(rule,)), ())
        await until(pilot, lambda: not app.shows("● on air: Ana Example"))
        store.only_tell()
        clock.advance(31)  # and no minute turns
        await until(pilot, lambda: app.shows("● on air: Ana Example"))


async def test_behind_a_blank_it_says_that_nobody_sees_it(tmp_path: Path) -> None:
    async with asked(tmp_path) as (app, pilot, store):
        await store.write(stage.blank, "somebody")
        await pilot.press("P")
        await until(pilot, lambda: app.shows("nobody sees it yet"))
        assert not app.shows("every projector shows it")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Taken, behind the blank"))
        assert (await store.read(stage.shown)).is_blank
        await pilot.press("P")
        await until(pilot, lambda: app.shows("It is taken already, behind the blank"))


async def test_what_is_hidden_while_it_is_asked_is_not_shown(tmp_path: Path) -> None:
    async with asked(tmp_path) as (app, pilot, store):
        await pilot.press("P")
        await until(pilot, lambda: app.shows("Put on air?"))
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        await store.write(board.hide, chosen.place, "somebody")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("cannot go on air: hidden"))
        assert await on_air(store) is None
