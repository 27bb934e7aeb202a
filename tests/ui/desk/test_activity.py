"""Who and what comes up most, and what an entry does."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import (
    BLOG,
    SOCIAL,
    DeskApp,
    FailingStore,
    article,
    desk_on,
    remark,
    store_with,
    until,
)
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.post import Author, CleanText, Post
from backchannel.store import posts


def by(name: str, number: int, text: str, minutes: float = 0) -> Post:
    handle = CleanText(f"@{name.casefold()}@social.example")
    post = remark(number, text, minutes=minutes)
    return replace(post, author=Author(CleanText(name), handle))


TALK = (
    by("Bob", 1, "Outcomes matter #ideaperf"),
    by("Bob", 2, "Which outcomes? #ideaperf"),
    by("Cleo", 3, "League tables #ideaperf"),
    by("Dora", 17, "Good morning, tables #ideaperf"),
)


async def opened(app: DeskApp, pilot: Pilot[None], shown: str) -> None:
    await pilot.press("A")
    await until(pilot, lambda: app.shows(shown))


async def test_the_last_minutes_or_the_session_are_counted(tmp_path: Path) -> None:
    async with store_with(tmp_path, TALK) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "the last 15 minutes · 3 posts")
        assert app.shows("2 ▇▇▇▇▇▇ Bob  @bob@social.example")
        assert app.shows("1 ▇▇▇    Cleo")
        assert app.shows("2 ▇▇▇▇▇▇ outcomes")
        assert not app.shows("▇▇▇ tables")
        await pilot.press("s")
        await until(pilot, lambda: app.shows("Activity · Keynote · 4 posts"))
        assert app.shows("2 ▇▇▇▇▇▇ tables")
        await pilot.press("s")
        await until(pilot, lambda: app.shows("the last 15 minutes · 3 posts"))


async def test_an_entry_is_a_filter(tmp_path: Path) -> None:
    async with store_with(tmp_path, TALK) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "outcomes")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows('/ from:"bob@social.exampl… · 2 of 4'))
        assert not app.shows("League tables")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("League tables"))


async def test_what_only_the_feeds_have_is_filtered_there(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        lena = Author(CleanText("Lena"), CleanText(""))
        await store.write(posts.save, BLOG, (replace(article(1, "What we learn"), author=lena),))
        await opened(app, pilot, "▇▇▇ Lena")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows('/ from:"Lena" · 1 of 1'))
        assert app.desk.panes.active == 1


async def test_the_cursor_s_entry_stays_where_it_is_while_others_overtake_it(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, TALK, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await opened(app, pilot, "outcomes")

        def line() -> int:
            return next(n for n, text in enumerate(app.lines()) if "Bob  @bob" in text)

        before = line()
        busy = (by("Ada", 100 + n, "Hello #ideaperf", 99 + n) for n in range(5))
        await store.write(posts.save, SOCIAL, tuple(busy))
        await pilot.press("s")
        await until(pilot, lambda: app.shows("5 ▇▇▇▇▇▇ Ada"))
        assert line() == before
        await pilot.press("enter")
        await until(pilot, lambda: app.shows('/ from:"bob@social.exampl…'))


async def test_nothing_is_said_where_nothing_was_posted(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "Nothing was posted in this time.")
        await pilot.press("enter", "A")
        await until(pilot, lambda: app.screen is app.desk)


async def test_a_store_that_cannot_be_read_is_told_and_what_was_counted_stays(
    tmp_path: Path,
) -> None:
    async with (
        store_with(tmp_path, TALK, kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        await opened(app, pilot, "Bob")
        store.reading = StoreError("the disk is gone")
        await pilot.press("s")
        await until(pilot, lambda: app.shows("✕ the disk is gone"))
        assert app.shows("2 ▇▇▇▇▇▇ Bob")
        store.reading = None
