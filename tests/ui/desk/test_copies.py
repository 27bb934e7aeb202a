"""What was said in two places is one row, and can be two again."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ui.desk.stage import choose, desk_on, is_read_to, remark, store_with, until

from backchannel.model.post import Author, CleanText, Post, Url
from backchannel.model.source import SourceSpec
from backchannel.store import board, pages, posts
from backchannel.ui.widgets.rows import Rows

BLUESKY = SourceSpec("Bluesky", "bluesky", "backchannel", {})
SAID = "We measure outputs because outcomes are hard to count in one year"


def talk() -> list[Post]:
    return [remark(n, SAID if n == 2 else f"Remark {n}") for n in range(6)]


def elsewhere() -> Post:
    return replace(
        remark(2, SAID, minutes=0.2),
        id="at://did:plc:ana/app.bsky.feed.post/1",
        author=Author(CleanText("Ana Example"), CleanText("ana.bsky.example")),
        url=Url("https://bsky.example/ana/1"),
        likes=2,
    )


async def test_the_row_names_both_places_and_nothing_moves(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "j")
        before = app.text().splitlines()
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky · 2 likes"))
        after = app.text().splitlines()
        line = next(n for n, text in enumerate(before) if SAID[:20] in text)
        assert SAID[:20] in after[line]
        assert sum(SAID[:20] in text for text in after) == 1
        assert not app.shows("1 new")


async def test_apart_they_are_two_rows_and_undo_makes_one_of_them(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky"))
        await pilot.press("j", "j", "j")
        await choose(app, pilot, "show apart", "Show apart")
        await until(pilot, lambda: app.shows("Shown apart"))
        await until(pilot, lambda: app.text().count(SAID[:20]) >= 2 and not app.shows("also on"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("also on Bluesky"))
        assert app.shows("Undone: show apart")


async def test_marked_posts_are_put_together_by_hand_and_undone(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await choose(app, pilot, "show together", "Show together")
        await until(pilot, lambda: app.shows("Mark the posts that are one with m first"))
        await pilot.press("m", "j", "m")
        await choose(app, pilot, "show together", "Show together")
        await until(pilot, lambda: app.shows("Shown as one: 2 posts"))
        await until(pilot, lambda: sum(app.shows(f"Remark {n}") for n in (0, 1)) == 1)
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Undone: show together"))
        await pilot.press("g")  # nothing moved: it is back above what is read
        await until(pilot, lambda: app.shows("Remark 0") and app.shows("Remark 1"))


async def test_what_was_said_in_one_place_cannot_be_taken_apart(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await choose(app, pilot, "show apart", "Show apart")
        await until(pilot, lambda: app.shows("It is one post, and there is none"))


async def test_the_details_lead_to_both_pages_and_why_says_what_made_them_one(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky"))
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, lambda: app.shows("Said in 2 places"))
        assert app.shows("bsky.example/ana/1")
        await pilot.press("w")
        await until(pilot, lambda: app.shows("shown once for 2 places"))
        assert app.shows("said the same in both places")


async def test_a_pin_on_what_is_shown_in_another_row_leads_to_that_row(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky"))
        copy = await store.read(pages.by_number, 7)
        assert copy is not None
        await store.write(board.pin, copy.place, "Ann")
        await until(pilot, lambda: bool(app.desk.query_one("#pins", Rows).rows))
        await pilot.press("4", "j", "enter")
        stream = app.desk.panes.streams[2]
        await until(pilot, lambda: stream.chosen is not None and stream.chosen.number != 7)
        assert stream.chosen is not None
        assert str(stream.chosen.post.text) == SAID


async def test_the_row_that_is_read_stays_when_the_original_of_it_arrives(tmp_path: Path) -> None:
    brought = Author(CleanText("Ana Example"), CleanText("@ana.bsky.example@bsky.brid.gy"))
    carried = replace(elsewhere(), id="https://bsky.brid.gy/1", author=brought)
    async with store_with(tmp_path, [carried]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        row = (await store.read(pages.by_number, 1)) or pytest.fail("it is gone")
        await until(pilot, lambda: is_read_to(store, row.place))
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky"))
        stream = app.desk.panes.streams[2]
        assert stream.chosen is not None
        assert stream.chosen.place == row.place


async def test_a_filter_finds_the_row_by_the_other_place(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLUESKY, [elsewhere()])
        await until(pilot, lambda: app.shows("also on Bluesky"))
        await pilot.press("slash", *"source", "colon", *"blue")
        await until(pilot, lambda: app.shows("1 of 6") and app.shows(SAID[:20]))
