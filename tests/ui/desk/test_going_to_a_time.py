from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import pytest
from tests.clock import START
from tests.ui.desk.stage import desk_on, remark, store_with, typed, until

from backchannel.model.moments import to_micros
from backchannel.store.connection import Connection
from backchannel.store.store import Store
from backchannel.ui.finding.moment import moment_of
from backchannel.ui.widgets.stream import Stream

P = ParamSpec("P")
T = TypeVar("T")

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 29, 9, 30, tzinfo=ZONE)
"""The clocks went forward that night."""


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("20m", NOW - timedelta(minutes=20)),
        (" 20m ago ", NOW - timedelta(minutes=20)),
        ("9:15", NOW.replace(hour=9, minute=15)),
        ("10:00", NOW.replace(day=28, hour=10, minute=0)),
        ("2026-03-27", datetime(2026, 3, 27, tzinfo=ZONE)),
        ("2026-03-27 9.05", datetime(2026, 3, 27, 9, 5, tzinfo=ZONE)),
        ("2026-03-29 14:30", datetime(2026, 3, 29, 14, 30, tzinfo=ZONE)),
    ],
)
def test_a_time_is_understood_as_in_a_filter_or_with_its_day(asked: str, meant: datetime) -> None:
    assert moment_of(asked, NOW) == to_micros(meant)


@pytest.mark.parametrize(
    "asked", ["tea", "25:00", "2026-13-01", "2026-01-01 25:00", "1 2 3", "ago"]
)
def test_what_is_no_time_is_answered_with_what_would_be(asked: str) -> None:
    with pytest.raises(ValueError, match=r"is no time; write 14:30, 20m, 2026-11-25"):
        moment_of(asked, NOW)


async def test_at_goes_to_the_posts_of_a_time_and_g_comes_back(tmp_path: Path) -> None:
    many = [*map(remark, range(1, 600))]
    async with store_with(tmp_path, many) as store, desk_on(store) as (app, pilot):
        stream = app.desk.panes.streams[2]
        for minutes in (7, 450, 30):
            await pilot.press("at")
            assert app.shows("which time?")
            await typed(pilot, f"{minutes}m")
            await pilot.press("enter")
            await until(pilot, partial(_is_at, stream, START - timedelta(minutes=minutes)))
            assert app.shows(f"Remark {minutes} of the day")
        await pilot.press("g")
        await until(pilot, lambda: app.shows("Remark 1 of the day"))
        assert stream.chosen is None


class Stalled(Store):
    """Its disk gives nothing while the gate is closed."""

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        super().__init__(path, now=now)
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        await self.gate.wait()
        return await super().read(look, *args, **kwargs)


async def test_the_line_closes_while_the_posts_are_long_in_coming(tmp_path: Path) -> None:
    many = [*map(remark, range(1, 600))]
    async with store_with(tmp_path, many, kind=Stalled) as store, desk_on(store) as (app, pilot):
        assert isinstance(store, Stalled)
        stream = app.desk.panes.streams[2]
        await pilot.press("at")
        await typed(pilot, "450m")
        store.gate.clear()
        await pilot.press("enter")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        await until(pilot, lambda: not app.shows("which time?") and app.shows("Remark 1 of"))
        store.gate.set()
        await until(pilot, partial(_is_at, stream, START - timedelta(minutes=450)))


async def test_what_is_older_than_every_post_is_said_to_be(tmp_path: Path) -> None:
    few = [*map(remark, range(1, 9))]
    async with store_with(tmp_path, few) as store, desk_on(store) as (app, pilot):
        for asked, chosen in (("4m", 4), ("2001-01-01", 8)):
            await pilot.press("at")
            await typed(pilot, asked)
            await pilot.press("enter")
            at = START - timedelta(minutes=chosen)
            await until(pilot, partial(_is_at, app.desk.panes.streams[2], at))
            if chosen == 4:
                assert not app.shows("Nothing here is as old")
        await until(pilot, lambda: app.shows("Nothing here is as old"))


def _is_at(stream: Stream, moment: datetime) -> bool:
    return stream.chosen is not None and stream.chosen.posted == to_micros(moment)


async def test_nonsense_is_refused_and_the_pane_stays(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("3", "at")
        await typed(pilot, "tea")
        await pilot.press("enter")
        await until(
            pilot,
            lambda: app.shows(
                "“tea” is no time; write 14:30, 20m, 2026-11-25 or 2026-11-25 14:30: tea"
            ),
        )
        assert app.desk.panes.streams[2].chosen is None


@pytest.mark.parametrize(
    ("size", "said"), [((60, 20), "✕ write 14:30, 20m"), ((40, 12), "✕ write 14:30")]
)
async def test_what_was_typed_stays_where_it_is_no_time(
    tmp_path: Path, size: tuple[int, int], said: str
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("at")
        await until(pilot, lambda: app.shows("which time?"))
        await typed(pilot, "tomorrow")
        assert app.shows("tomorrow")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows(said) and app.shows("tomorrow"))
        await pilot.press("ctrl+u", "1", "m", "enter")
        await until(pilot, lambda: app.desk.panes.streams[2].chosen is not None)
