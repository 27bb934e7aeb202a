"""The palette: commands, views, sources and people by name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from msgspec.structs import replace
from tests.hostile import OBEYED
from tests.ui.desk.stage import (
    BLOG,
    EVENT,
    DeskApp,
    FailingStore,
    article,
    choose,
    desk_on,
    is_palette_open,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.post import Author, Post
from backchannel.model.preferences import View
from backchannel.model.programme import Person
from backchannel.model.query import parse, write
from backchannel.store import posts
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.offers import OFFERS, Choice, Offer, quoted
from backchannel.ui.palette.provider import Offered

RICH = replace(
    EVENT,
    views=(View("Sevens", "seven"), View("Blogs", "kind:article", "feeds")),
    people=(Person("Ada Speaker", "speaker", ("@ada@toot.example", "ada.example")),),
)


def by(number: int, name: str, handle: str) -> Post:
    author = Author(clean_line(name), clean_line(handle))
    return replace(remark(number, f"said by {number}"), author=author)


POSTS = [
    by(1, "Béa", "@bea@toot.example"),
    by(2, "Cai", "@cai@toot.example"),
    by(3, "Cai", "@cai@toot.example"),
]


async def test_a_view_is_found_by_name_and_shown_in_its_pane(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=RICH) as store,
        desk_on(store, event=RICH) as (app, pilot),
    ):
        await choose(app, pilot, "blogs", "View: Blogs")
        await until(pilot, lambda: app.desk.panes.filters[1].text == "kind:article")
        assert app.desk.panes.active == 1
        assert app.shows("[Blogs]")


async def test_a_source_is_shown_alone_in_its_pane(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLOG, (article(5, "League tables"),))
        await choose(app, pilot, "source blog", "Source: blog.example")
        await until(pilot, lambda: app.desk.panes.filters[1].text == 'source:"blog.example"')
        assert app.desk.panes.active == 1
        await until(pilot, lambda: app.shows("League tables"))


async def test_a_person_is_shown_alone(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await choose(app, pilot, "person cai", "Person: Cai @cai@toot.example")
        await until(pilot, lambda: app.shows("2 of 3") and not app.shows("said by 1"))
        assert app.desk.panes.filters[2].text == 'from:"@cai@toot.example"'


async def test_a_name_is_found_without_its_accents(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await choose(app, pilot, "BEA", "Person: Béa")
        await until(pilot, lambda: app.shows("1 of 3"))


async def test_people_of_the_programme_come_first_then_the_most_active(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=RICH) as store,
        desk_on(store, event=RICH) as (app, _),
    ):
        titles = [each.title for each in await OFFERS[2](app.desk)]
        assert titles == [
            "Person: Ada Speaker",
            "Person: Cai @cai@toot.example",
            "Person: Béa @bea@toot.example",
        ]
        (await OFFERS[2](app.desk))[0].do()
        text = app.desk.panes.filters[2].text
        assert text == 'from:"@ada@toot.example" OR from:"ada.example"'


async def test_what_is_left_of_a_command_is_found_by_some_of_its_letters(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await choose(app, pilot, "srcs", "Sources (h)")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await until(pilot, lambda: app.shows("How it is going"))


async def test_a_store_that_cannot_be_read_leaves_the_commands(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, kind=FailingStore, event=RICH) as store,
        desk_on(store, event=RICH) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        store.reading = StoreError("the disk is gone")
        await choose(app, pilot, "sevens", "View: Sevens")
        await until(pilot, lambda: app.desk.panes.filters[2].text == "seven")
        await choose(app, pilot, "help", "Help (?)")
        await until(pilot, lambda: app.shows("Find"))


async def test_an_offer_with_a_fault_takes_nothing_along(tmp_path: Path) -> None:
    async def broken(_: Desk) -> Sequence[Choice]:
        raise RuntimeError("a fault of ours")

    async def never(_: Desk) -> Sequence[Choice]:
        await asyncio.Event().wait()
        return ()

    class Faulty(Offered):
        offers: Sequence[Offer] = (broken, OFFERS[0], never)

    class FaultyApp(DeskApp):
        COMMANDS: ClassVar = {Faulty}

    async with store_with(tmp_path, POSTS, event=RICH) as store:
        app = FaultyApp(store, RICH)
        async with app.run_test(size=(140, 40)) as pilot:
            await choose(app, pilot, "sevens", "View: Sevens")
            await until(pilot, lambda: app.desk.panes.filters[2].text == "seven")
            assert app.is_running


@pytest.mark.parametrize("seed", ["🎉", "[/b] [@click=app.quit]", OBEYED[0], OBEYED[14]])
async def test_names_of_strangers_are_text_and_can_be_filtered_by(
    tmp_path: Path, seed: str
) -> None:
    name = clean_line(f'{seed} "Q" [b]', limit=100)
    hostile = replace(remark(1), author=Author(name, clean_line("")))
    async with store_with(tmp_path, [hostile]) as store, desk_on(store) as (app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: is_palette_open(app))
        await typed(pilot, "person")
        await until(pilot, lambda: app.shows("Person: "))
        await pilot.press("enter")
        await until(pilot, lambda: app.desk.panes.filters[2].is_on)
        await until(pilot, lambda: app.shows("1 of 1"))


@pytest.mark.parametrize("words", ['a"b', "“x„ y”", "-not", "a:b", "(x)", "OR"])
def test_a_quoted_value_is_one_value(words: str) -> None:
    query = parse(f"from:{quoted(words)}")
    assert write(query).startswith("from:")
