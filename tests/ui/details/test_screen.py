from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.hostile import OBEYED
from tests.ui.desk.stage import (
    BLOG,
    SOCIAL,
    DeskApp,
    FailingStore,
    article,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)
from tests.ui.details.drawn import rich
from textual.pilot import Pilot

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.errors import StoreError
from backchannel.model.post import Author, CleanText, Post
from backchannel.store import board, posts
from backchannel.store.forgetting import removing
from backchannel.store.forgetting.accounts import names_of
from backchannel.ui.desk.screen import Desk
from backchannel.ui.details.screen import Details
from backchannel.ui.lines.widths import most_cells

SIZES = [(140, 40), (80, 24), (60, 20), (40, 12)]


async def opened(app: DeskApp, pilot: Pilot[None], *keys: str) -> Details:
    """Choose a post and open its details."""
    await pilot.press(*(keys or ("j",)), "enter")
    await until(pilot, lambda: app.shows("Details  #"))
    details = app.screen
    assert isinstance(details, Details)
    return details


def chosen_place(app: DeskApp) -> int:
    """The place of the post that is chosen on the desk."""
    chosen = app.desk.panes.streams[2].chosen
    assert chosen is not None
    return chosen.place


def read(details: Details) -> str:
    """The text of every line, seen or not."""
    return "\n".join("".join(t for t, _ in row.line) for row in details.view.reading.rows)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_everything_and_escape_goes_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with store_with(tmp_path, [rich()]) as store, desk_on(store, size) as (app, pilot):
        details = await opened(app, pilot)
        assert app.shows("@ana@social.example")
        told = " ".join(read(details).split())
        for words in ("First paragraph", "1280×720", "75 %", "evil.example", "Number"):
            assert words in told
        seen = app.lines()
        assert all(most_cells(line) <= size[0] for line in seen)
        await pilot.press("G")
        await until(pilot, lambda: app.shows("3 more links"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))


async def test_of_somebody_who_is_forgotten_nothing_stays(tmp_path: Path) -> None:
    somebody = Author(CleanText("Bo Example"), CleanText("@bo@social.example"))
    said = replace(remark(1, "Words of theirs"), author=somebody)
    async with store_with(tmp_path, [said]) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        assert "Words of theirs" in read(details)
        await store.write(removing.remove, names_of(said))
        await until(pilot, lambda: app.shows("This post is not there any more."))
        assert "Bo Example" not in read(details)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))


async def test_without_a_chosen_post_it_says_what_to_do(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Choose a post with ↓ first"))
        assert isinstance(app.screen, Desk)


async def test_a_digit_opens_the_link_of_that_number(tmp_path: Path) -> None:
    async with store_with(tmp_path, [rich()]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("9", "1")
        await until(pilot, lambda: app.opened == ["https://evil.example/paper?x=1"])
        await until(pilot, lambda: app.shows("Opening evil.example/paper"))


async def test_space_uncovers_and_until_then_no_link_opens(tmp_path: Path) -> None:
    covered = replace(rich(), warning=CleanText("the ending"))
    async with store_with(tmp_path, [covered]) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        await pilot.press("1")
        assert "First paragraph" not in app.text()
        await pilot.press("space")
        await until(pilot, lambda: app.shows("First paragraph"))
        assert not app.opened
        await store.write(board.pin, chosen_place(app), "ann")
        await until(pilot, lambda: "pin 1, by ann" in read(details))
        assert app.shows("First paragraph")


async def test_n_goes_on_in_the_order_of_the_pane_and_the_pane_goes_along(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(5))) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot)
        for key, shown in (("n", 1), ("right", 2), ("N", 1), ("left", 0)):
            await pilot.press(key)
            await until(pilot, partial(app.shows, f"Remark {shown} of"))
        await pilot.press("N")
        await until(pilot, lambda: app.shows("That was the first one"))
        await pilot.press("n", "escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 1")


async def test_n_keeps_to_the_filter(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(30))) as store,
        desk_on(store) as (
            app,
            pilot,
        ),
    ):
        await pilot.press("slash")
        await typed(pilot, "remark 2")
        await pilot.press("enter")
        await until(pilot, lambda: not app.shows("Remark 1 "))
        await opened(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: app.shows("Remark 20 of"))


def conversation() -> list[Post]:
    return [
        remark(9, "Which tree?"),
        replace(remark(8, "The oak."), reply_to=remark(9).id),
        replace(remark(7, "The old one?"), reply_to=remark(8).id),
    ]


async def test_one_goes_along_a_thread_and_back(tmp_path: Path) -> None:
    async with store_with(tmp_path, conversation()) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "j", "j")
        assert app.shows("● this post")
        assert app.shows("└ Ana Example: The old one?")
        while not any("▌ ↑ Ana Example: Which tree?" in line for line in app.lines()):
            await pilot.press("tab")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("└ Ana Example: The oak."))
        await pilot.press("backspace")
        await until(pilot, lambda: app.shows("▌ ↑ Ana Example: Which tree?"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Desk))


async def test_an_answer_that_arrives_is_there_at_once(tmp_path: Path) -> None:
    first, *answers = conversation()
    async with store_with(tmp_path, [first]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot)
        assert not app.shows("this post")
        await store.write(posts.save, SOCIAL, tuple(answers))
        await until(pilot, lambda: app.shows("└ Ana Example: The oak."))


async def test_the_line_that_is_read_stays_whatever_changes(tmp_path: Path, clock: Clock) -> None:
    text = "\n\n".join(f"Paragraph {n} of it." for n in range(40))
    async with (
        store_with(tmp_path, [remark(1, text)], clock=clock) as store,
        desk_on(store, (100, 30)) as (app, pilot),
    ):
        details = await opened(app, pilot)
        await pilot.press("pagedown")
        while not app.shows("▌ Paragraph"):
            await pilot.press("down")
        row = next(n for n, line in enumerate(app.lines()) if "▌ Paragraph" in line)
        line = app.lines()[row][10:60]
        place = chosen_place(app)
        await store.write(board.pin, place, "ann")
        await store.write(board.note, "Remember", "ann", place)
        await until(pilot, lambda: "note Remember" in read(details))
        assert app.lines()[row][10:60] == line
        edited = replace(remark(1, text + "\n\nAnd more."), likes=3)
        await store.write(posts.save, SOCIAL, (edited,))
        await until(pilot, lambda: "{+And more.+}" in read(details))
        assert app.lines()[row][10:60] == line
        await store.write(posts.retract, SOCIAL.name, [remark(1).id])
        await until(pilot, lambda: app.shows("deleted by its author"))


async def test_the_keys_of_the_desk_are_about_the_post_that_is_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: app.shows("Remark 1 of"))
        await pilot.press("p")
        await until(pilot, lambda: app.shows("◆ pinned"))
        await until(pilot, lambda: "pin 1, by facilitator" in read(details))
        await pilot.press("o", "y", "Y")
        await until(pilot, lambda: len(app.copied) == 2)
        await until(pilot, lambda: app.opened == ["https://social.example/@ana/1"])
        await pilot.press("e")
        await typed(pilot, "ask")
        await pilot.press("enter")
        await until(pilot, lambda: "note ask" in read(details))
        await pilot.press("x")
        await until(pilot, lambda: "hidden by facilitator" in read(details))
        await pilot.press("u")
        await until(pilot, lambda: "hidden by facilitator" not in read(details))
        assert [pin.post.post.text[:8] for pin in await store.read(board.pins)] == ["Remark 1"]


async def test_mute_stash_redo_and_why_are_about_it_too(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: "put aside by facilitator" in read(details))
        await pilot.press("u")
        await until(pilot, lambda: "put aside by" not in read(details))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "put aside by facilitator" in read(details))
        await pilot.press("w")
        await until(pilot, lambda: app.shows("Why it is shown"))
        await pilot.press("escape", "X")
        await until(pilot, lambda: app.shows("for 30 minutes"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("why?"))
        await typed(pilot, "loud")
        await pilot.press("enter")
        await until(pilot, lambda: "by facilitator, 2026-01-09 14:00: loud" in read(details))
        await pilot.press("n")
        await until(pilot, lambda: app.screen is details)


async def test_a_note_left_half_written_waits_as_on_the_desk(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("e")
        await typed(pilot, "half")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Kept as a draft"))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Desk))
        await pilot.press("e")
        await until(pilot, lambda: app.shows("half"))


async def test_a_store_that_cannot_be_read_leaves_what_is_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3)), kind=FailingStore) as store:
        assert isinstance(store, FailingStore)
        async with desk_on(store) as (app, pilot):
            await opened(app, pilot)
            store.reading = StoreError("the disk is away")
            await pilot.press("n")
            await until(pilot, lambda: app.shows("the disk is away"))
            assert app.shows("Remark 0 of")
            store.reading = None
            await pilot.press("n")
            await until(pilot, lambda: app.shows("Remark 1 of"))


async def test_articles_open_from_the_feeds(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(posts.save, BLOG, (article(3, "League tables"), article(4, "Trees")))
        await until(pilot, lambda: app.shows("League tables"))
        await opened(app, pilot, "1", "j")
        await pilot.press("n")
        await until(pilot, lambda: app.shows("Trees"))


async def test_the_mouse_scrolls_chooses_and_follows(tmp_path: Path) -> None:
    async with store_with(tmp_path, [rich()]) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        row = next(
            n
            for n, row in enumerate(details.view.reading.rows)
            if row.goal and row.line[0][0] == "1 "
        )
        await pilot.click(details.view, offset=(6, row), times=2)
        await until(pilot, lambda: app.opened == ["https://evil.example/paper?x=1"])


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_posts_stay_in_bounds(tmp_path: Path, size: tuple[int, int]) -> None:
    evil = [
        replace(
            remark(n, clean_text(text)),
            author=Author(clean_line(text) or CleanText("x"), clean_line(text)),
            title=clean_line(text),
        )
        for n, text in enumerate((*OBEYED, "w" * 60_000, "שלום " * 9_000))
    ]
    async with store_with(tmp_path, evil) as store, desk_on(store, size) as (app, pilot):
        details = await opened(app, pilot)
        for _ in evil:
            await until(pilot, lambda: bool(details.view.reading.rows))
            assert all("\x1b" not in line for line in app.lines())
            assert len(app.lines()) == size[1]
            await pilot.press("pagedown", "G", "n")


async def test_a_store_that_cannot_be_read_has_no_answer_to_why(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        await opened(app, pilot)
        store.reading = StoreError("cannot be read: Input/output error")
        await pilot.press("w")
        await until(pilot, lambda: app.shows("✕ cannot be read: Input/output error"))
        store.reading = None
        await pilot.press("w")
        await until(pilot, lambda: app.shows("Why it is shown"))


async def test_the_hint_of_enter_stands_only_where_it_leads_somewhere(tmp_path: Path) -> None:
    async with store_with(tmp_path, [rich()]) as store, desk_on(store) as (app, pilot):
        details = await opened(app, pilot)
        rows = details.view.reading.rows
        for row in rows:
            assert details.view.reading.here is row
            await until(pilot, partial(_is_hinted, app, row.goal is not None))
            await pilot.press("j")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("This line leads nowhere"))


def _is_hinted(app: DeskApp, leads: object) -> bool:
    return app.shows("Enter go there") is leads


async def test_a_digit_without_a_link_says_so(tmp_path: Path) -> None:
    covered = replace(rich(), warning=CleanText("the ending"))
    async with store_with(tmp_path, [covered]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("7")
        await until(pilot, lambda: app.shows("Its links are covered; Space shows them"))
        await pilot.press("space", "7")
        await until(pilot, lambda: app.shows("There is no link 7"))


async def test_what_was_hidden_and_brought_back_there_is_chosen_on_the_desk(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(5))) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "j", "j")
        place = chosen_place(app)
        await pilot.press("x")
        await until(pilot, lambda: chosen_place(app) != place)
        await pilot.press("u", "escape")
        await until(pilot, lambda: app.screen is app.desk and chosen_place(app) == place)
