"""Tags that are nearly the event's, over the desk."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.ui.desk.stage import DeskApp, desk_on, store_with, until
from textual.pilot import Pilot

from backchannel.store import board, sources
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.event_place import keep_place
from backchannel.store.coverage.near_tags import Seen
from backchannel.store.store import Store

SAID = "3 posts by 3 people say #ideaprf: do they mean #ideaperf?"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my.toml"
    file.write_text('[event]\ntags = ["ideaperf"]\n')
    return file


def written(file: Path) -> str:
    return file.read_text()


@asynccontextmanager
async def panel_on(
    tmp_path: Path, file: Path | None
) -> AsyncIterator[tuple[DeskApp, Pilot[None], Store]]:
    """The panel of sources, with the cursor on the last row, which is of a near tag."""
    seen = [Seen("ideaprf", f"post {number}", f"ann {number}") for number in range(3)]
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(near_tags.count, "blog.example", seen)
        if file is not None:
            await store.write(keep_place, file)
        await pilot.press("h")
        await until(pilot, lambda: app.shows(SAID))
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.shows("Nearly the event's tags"))
        await until(pilot, lambda: app.shows("in blog.example"))
        yield app, pilot, store


async def test_enter_adds_the_tag_to_the_file_and_to_what_is_followed(
    tmp_path: Path, file: Path
) -> None:
    async with panel_on(tmp_path, file) as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("#ideaprf is one of the event's tags now"))
        event = await store.read(sources.event_of)
        assert event is not None
        assert event.tags == ("ideaperf", "ideaprf")
        await until(pilot, lambda: not app.shows(SAID))
    assert tomllib.loads(written(file)) == {"event": {"tags": ["ideaperf", "ideaprf"]}}


async def test_x_says_that_it_is_another(tmp_path: Path, file: Path) -> None:
    async with panel_on(tmp_path, file) as (app, pilot, store):
        await pilot.press("x")
        await until(pilot, lambda: app.shows("is another tag, said "))
        assert await store.read(near_tags.near_tags) == ()
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("#ideaprf is another tag, somebody said"))
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.shows("Nearly the event's tags"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows(SAID))
        log = await store.read(board.log)
        assert [str(each.act) for each in log] == ["propose tag again", "refuse tag"]
        await pilot.press("u")
        await until(pilot, lambda: app.shows("is another tag, said "))
    assert "ideaprf" not in written(file)


async def test_a_file_that_cannot_be_written_is_said_and_nothing_is_done(
    tmp_path: Path,
) -> None:
    async with panel_on(tmp_path, tmp_path / "gone.toml") as (app, pilot, store):
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("is not there any more"))
        event = await store.read(sources.event_of)
        assert event is not None
        assert event.tags == ("ideaperf",)


async def test_a_store_of_unknown_origin_says_so(tmp_path: Path) -> None:
    async with panel_on(tmp_path, None) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("nobody knows where the event file is"))
