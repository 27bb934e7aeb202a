"""The palette: commands, views, sources and people by name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from inspect import isawaitable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.hostile import OBEYED
from tests.ui.desk.stage import (
    BLOG,
    EVENT,
    FailingStore,
    article,
    at_once,
    choose,
    desk_on,
    first_found,
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
from backchannel.store import board, posts
from backchannel.ui.commands import COMMANDS, Command, Where
from backchannel.ui.finding.filter_by import quoted
from backchannel.ui.palette.finding import found
from backchannel.ui.palette.offers import OFFERS, Choice, everybody
from backchannel.ui.palette.screen import Palette

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


async def test_a_person_is_shown_where_they_post(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("1")
        await choose(app, pilot, "person cai", "Person: Cai @cai@toot.example")
        await until(pilot, lambda: app.shows("2 of 3"))
        assert app.desk.panes.active == 2


async def test_a_name_is_found_without_its_accents(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await choose(app, pilot, "BEA", "Person: Béa")
        await until(pilot, lambda: app.shows("1 of 3"))


async def test_over_a_panel_what_the_panel_covers_is_left_alone(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "h")
        await until(pilot, lambda: app.shows("How it is going"))
        offered = {each.title for each in app.get_system_commands(app.screen)}
        assert {"Fetch (R)", "Undo (u)", "Search (F)"} <= offered
        assert not {"Pin (p)", "Hide (x)", "Mute (X)", "Note (e)"} & offered


async def test_in_the_details_a_command_is_about_the_post_that_is_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: app.shows("Details  #2"))
        await choose(app, pilot, "pin", "Pin (p)")
        await until(pilot, lambda: app.shows("Pinned"))
        assert [pin.post.number for pin in await store.read(board.pins)] == [2]
        assert app.shows("Details  #2")


async def test_what_is_chosen_over_a_panel_is_done_on_the_desk_in_sight(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.shows("Details"))
        await choose(app, pilot, "person cai", "Person: Cai @cai@toot.example")
        await until(pilot, lambda: app.shows("2 of 3"))
        assert app.screen is app.desk
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Details"))
        await choose(app, pilot, "sources", "Sources (h)")
        await until(pilot, lambda: app.shows("How it is going"))
        assert len(app.screen_stack) == 2


async def test_people_of_the_programme_come_first_then_the_most_active(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=RICH) as store,
        desk_on(store, event=RICH) as (app, _),
    ):
        titles = [each.title for each in await everybody(app.desk)]
        assert titles == [
            "Person: Ada Speaker",
            "Person: Cai @cai@toot.example",
            "Person: Béa @bea@toot.example",
        ]
        doing = (await everybody(app.desk))[0].do()
        assert isawaitable(doing)
        await doing
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
    async def broken() -> Sequence[Choice]:
        raise RuntimeError("a fault of ours")

    async def never() -> Sequence[Choice]:
        await asyncio.Event().wait()
        return ()

    async with (
        store_with(tmp_path, POSTS, event=RICH) as store,
        desk_on(store, event=RICH) as (app, pilot),
    ):
        await app.push_screen(
            Palette("Commands", (), (broken, partial(OFFERS[0], app.desk), never))
        )
        at_once(app, "sevens\r")
        await until(pilot, lambda: app.desk.panes.filters[2].text == "seven")
        assert app.is_running


async def test_enter_does_what_is_typed_however_soon_it_comes(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        at_once(app, ":hide pane\r")
        await until(pilot, lambda: not app.shows("2 Backchannel"))
        assert not await store.read(board.hidden)
        at_once(app, ":show all panes\r")
        await until(pilot, lambda: app.shows("2 Backchannel"))
        at_once(app, "2:person cai\r")
        await until(pilot, lambda: app.desk.panes.filters[2].text == 'from:"@cai@toot.example"')
        await pilot.press("colon", *["n", "o", "t", "e", "enter"])
        await until(pilot, lambda: app.desk.bottom.is_open)


async def test_what_is_typed_behind_a_command_is_for_the_command(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        at_once(app, ":note\rqxp\r")
        await until(pilot, lambda: app.shows("Noted"))
        assert [note.text for note in await store.read(board.notes)] == ["qxp"]


async def test_what_is_typed_behind_a_command_waits_for_what_it_waits_for(tmp_path: Path) -> None:
    async def slow() -> Sequence[Choice]:
        await asyncio.sleep(0.7)
        return ()

    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        commands = list(app.get_system_commands(app.screen))
        await app.push_screen(Palette("Commands", commands, (slow,)))
        at_once(app, "note\rqxp\r")
        await until(pilot, lambda: app.shows("Noted"))
        assert [note.text for note in await store.read(board.notes)] == ["qxp"]


async def test_nothing_is_done_when_nothing_is_called_so(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        at_once(app, ":hidqqzz\r")
        await until(pilot, lambda: app.shows("Nothing is called so"))
        assert is_palette_open(app)
        assert app.shows("hidqqzz")
        assert not await store.read(board.hidden)
        await pilot.press("escape")
        await until(pilot, lambda: not is_palette_open(app))


async def test_an_arrow_chooses_another_until_something_else_is_typed(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, POSTS, event=RICH) as store,
        desk_on(store, event=RICH) as (app, pilot),
    ):
        await pilot.press("colon", *"person", "down", "down", "enter")
        await until(pilot, lambda: app.desk.panes.filters[2].text == 'from:"@bea@toot.example"')
        await pilot.press("colon", *"person", "down", *["backspace"] * 6, *"sevens", "enter")
        await until(pilot, lambda: app.desk.panes.filters[2].text == "seven")


async def test_a_second_click_does_what_is_clicked_on(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await pilot.press("colon", *"hidden")
        await until(pilot, lambda: "Hidden (H)" in first_found(app))
        line = next(n for n, text in enumerate(app.lines()) if "Hidden (H)" in text)
        await pilot.click(offset=(30, line))
        assert is_palette_open(app)
        await pilot.press(*"x", "backspace")
        await pilot.click(offset=(30, line), times=2)
        await until(pilot, lambda: app.shows("Hidden and muted"))


NAMED = [each for each in COMMANDS if each.where in {Where.DESK, Where.STREAM}]


@pytest.mark.parametrize("command", NAMED, ids=lambda each: each.id)
def test_a_command_is_found_first_by_its_name(command: Command) -> None:
    named = [Choice(f"{each.label} ({each.shown_keys})", each.id, bool) for each in NAMED]
    stranger = Choice(f"Person: {command.label}", "", bool)
    assert found(command.label.lower(), named, [[stranger]])[0].help == command.id


@given(st.text(max_size=30))
def test_whatever_is_typed_nothing_is_found_twice(text: str) -> None:
    named = [Choice(each.label, each.id, bool) for each in NAMED]
    many = found(text, named, [[Choice("Person: Ana", "", bool)]])
    assert len(set(map(id, many))) == len(many)


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


async def test_every_theme_is_found_behind_the_others(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        at_once(app, ":theme: others\r")
        await until(pilot, lambda: app.shows("─ Themes ─"))
        at_once(app, "nord\r")
        await until(pilot, lambda: app.theme == "nord")
        assert not is_palette_open(app)
