from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tests import waiting
from tests.ui.desk.stage import DeskApp, at_once, desk_on, remark, store_with, typed, until
from textual.pilot import Pilot
from textual.widgets import Input

from backchannel.model.post import Post
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.desk import drafts
from backchannel.store.desk.drafts import Draft
from backchannel.store.store import Store
from backchannel.ui.pressed import PATIENCE
from backchannel.ui.widgets.rows import Rows

P = ParamSpec("P")
T = TypeVar("T")


class LockedStore(Store):
    """A store that waits for somebody else before it writes a note down."""

    locked: asyncio.Event | None = None

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.locked is not None and act is board.write_down:
            await self.locked.wait()
        return await super().write(act, *args, **kwargs)


async def are_kept(store: Store, *texts: str) -> bool:
    """Whether these and no others are half written, on the disk."""
    return {each.text for each in (await store.read(drafts.drafts)).values()} == {*texts}


async def test_a_note_is_stamped_and_linked_to_the_chosen_post(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(9))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "e")
        await typed(pilot, "three objections")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("+18:00 three objections"))
        assert app.shows("14:00 → Ana Example: Remark")
        (note,) = await store.read(board.notes)
        assert (note.session, note.offset) == ("Keynote", 18 * 60)


async def test_emphasis_is_drawn_and_edited_as_it_was_typed(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "three **objections** #action")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("three objections #action"))
        rows = app.desk.panes.panes[3].body
        assert isinstance(rows, Rows)
        bold = [each.text for each in rows.listing.lines(0)[0] if each.style and each.style.bold]
        assert bold == ["objections", "#action"]
        await pilot.press("3", "e")
        await until(pilot, lambda: app.shows("three **objections** #action"))


async def test_a_note_is_edited_struck_out_and_brought_back(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "first")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.desk.panes.lists.notes))
        await pilot.press("3", "e")
        await typed(pilot, " thought")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("first thought"))
        await until(pilot, lambda: app.shows("edited"))
        await pilot.press("x")
        await until(pilot, lambda: app.shows("Nothing written yet."))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("first thought"))


async def test_escape_keeps_what_was_typed_as_a_draft(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "half a q? ")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Kept as a draft"))
        assert not await store.read(board.notes)
        await pilot.press("e")
        await typed(pilot, "thought")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("half a q? thought"))


async def test_the_line_for_a_note_moves_nothing_that_is_read(tmp_path: Path) -> None:
    for size in ((140, 40), (60, 20), (40, 12)):
        path = tmp_path / str(size[0])
        path.mkdir()
        async with (
            store_with(path, map(remark, range(99))) as store,
            desk_on(store, size) as (app, pilot),
        ):
            await pilot.press("j", "j", "j", "pagedown")
            await pilot.pause()
            before = app.lines()[4:-3]
            await pilot.press("e")
            await pilot.pause()
            assert app.lines()[4:-3] == before
            assert app.shows("note → Ana Example")


async def test_keys_typed_into_a_note_are_words_and_no_commands(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "e")
        await typed(pilot, "q: pxu 12 ?H")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: app.shows("q: pxu 12 ?H"))
        assert len(app.screen_stack) == 1
        assert not await store.read(board.pins)
        assert app.desk.panes.active == 2


async def test_a_click_into_a_pane_keeps_the_draft(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "draft")
        await pilot.click("#feeds")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        assert app.desk.panes.active == 1
        await pilot.press("e")
        assert app.shows("draft")


async def test_leaving_an_edit_says_that_the_note_is_as_it_was(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "first")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.desk.query_one("#notes", Rows).rows))
        await pilot.press("3", "e")
        await typed(pilot, " thought")
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("The note stays as it was"))
        (note,) = await store.read(board.notes)
        assert note.text == "first"


async def test_a_note_half_written_is_still_there_when_the_desk_opens_again(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        async with desk_on(store) as (app, pilot):
            await pilot.press("e")
            await typed(pilot, "half a thought")
            await app.close_down()
        async with desk_on(store) as (app, pilot):
            await pilot.press("e")
            await until(pilot, lambda: app.shows("half a thought"))
            await pilot.press("enter")
            await until(pilot, lambda: app.shows("Noted"))
        assert not any((await store.read(drafts.drafts)).values())


async def test_a_note_half_written_is_on_the_disk_while_it_is_typed(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (_, pilot):
        await pilot.press("e")
        await typed(pilot, "half")
        await until(pilot, lambda: are_kept(store, "half"))
        assert await store.read(drafts.drafts) == {drafts.NEW: Draft("half")}


async def test_what_was_written_down_is_no_draft_after_the_desk_was_killed(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "words")
        await app.desk.drafts.flush()
        assert (await store.read(drafts.drafts))[drafts.NEW] == Draft("words")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Noted"))
        assert await store.read(drafts.drafts) == {}


async def test_other_words_for_a_note_wait_with_it_over_a_restart(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        async with desk_on(store) as (app, pilot):
            await _being_edited(pilot, " thought")
            await app.close_down()
        async with desk_on(store) as (app, pilot):
            await pilot.press("e")
            assert not app.shows("first thought")
            await pilot.press("escape", "3", "e")
            await until(pilot, lambda: app.shows("first thought"))
            await pilot.press("enter")
            await until(pilot, lambda: app.shows("edited"))
        assert not any((await store.read(drafts.drafts)).values())


async def test_other_words_for_a_note_wait_with_it_wherever_one_goes(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await _being_edited(pilot, " thought")
        await pilot.click("#feeds")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        await pilot.press("3", "e")
        assert app.shows("first thought")
        await pilot.press("ctrl+c", "3", "e")
        assert app.shows("first thought")
        await pilot.press("escape", "3", "e")
        assert app.shows("first thought")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("edited"))
        await until(pilot, lambda: app.desk.drafts.is_kept)


async def test_other_words_for_a_note_are_on_the_disk_and_cost_no_draft(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (_, pilot):
        await pilot.press("e")
        await typed(pilot, "half")
        await pilot.press("escape")
        await _being_edited(pilot, " thought", is_new=False)
        await until(pilot, lambda: are_kept(store, "first thought", "half"))


async def test_a_note_emptied_while_it_is_edited_stays_as_it_was(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await _being_edited(pilot, " thought")
        await pilot.press("shift+home", "backspace", "enter", "e")
        await until(pilot, lambda: app.desk.bottom.is_open)
        assert not app.shows("first thought")
        (note,) = await store.read(board.notes)
        assert note.text == "first"


async def test_what_is_half_typed_comes_back_after_older_ones(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "first")
        await pilot.press("enter", "e")
        await until(pilot, lambda: app.desk.bottom.is_open)
        await typed(pilot, "half a thought")
        await pilot.press("down")
        assert app.shows("half a thought")
        await pilot.press("up")
        assert app.shows("note first")
        await typed(pilot, "ly")
        await pilot.press("down")
        assert app.shows("half a thought")
        await pilot.press("up")
        assert app.shows("note firstly")
        await pilot.press("down", "escape")
        assert app.desk.drafts.text == "half a thought"


async def typed_while_it_is_written(app: DeskApp, more: str) -> None:
    """Enter, then more keys before the note is on the disk: no pilot waits for what is held up."""
    assert isinstance(app.desk.store, LockedStore)
    app.desk.store.locked = asyncio.Event()
    at_once(app, f"\r{more}")
    line = app.desk.bottom.query_one("#note-line Input", Input)
    letters = more.rstrip("\r")
    try:
        await waiting.until(lambda: line.value.endswith(letters))
    finally:
        app.desk.store.locked.set()


async def test_what_is_typed_while_a_note_is_written_is_the_next_one(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=LockedStore) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "e")
        await typed(pilot, "first")
        await typed_while_it_is_written(app, " second")
        await until(pilot, lambda: app.shows("noted · note → Ana Example second"))
        assert [note.text for note in await store.read(board.notes)] == ["first"]
        assert app.desk.drafts.text == "second"
        await pilot.press("enter")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        assert {note.text for note in await store.read(board.notes)} == {"first", "second"}
        assert app.desk.drafts.text == ""


async def test_one_goes_on_typing_while_a_note_takes_long_to_write(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, kind=LockedStore) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("e", *"first")
        more = " and much more" * 8
        async with asyncio.timeout(PATIENCE * len(more) / 2):  # not as long for each as for one
            await typed_while_it_is_written(app, more)
        await until(pilot, lambda: app.desk.drafts.text == more.strip())


async def test_enter_while_a_note_is_written_keeps_the_next_one(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, kind=LockedStore) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("e")
        await typed(pilot, "first")
        await typed_while_it_is_written(app, "second\r")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        assert {note.text for note in await store.read(board.notes)} == {"first", "second"}


async def test_what_is_typed_while_other_words_are_written_is_a_new_note(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, kind=LockedStore) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("e")
        await typed(pilot, "half")
        await pilot.press("escape")
        await _being_edited(pilot, " thought", is_new=False)
        await typed_while_it_is_written(app, " more")
        await until(pilot, lambda: app.shows("noted · note half more"))
        assert [note.text for note in await store.read(board.notes)] == ["first thought"]


async def _being_edited(pilot: Pilot[None], more: str, *, is_new: bool = True) -> None:
    """A note `first` in the line, with more words behind it."""
    assert isinstance(pilot.app, DeskApp)
    app = pilot.app
    if is_new:
        await pilot.press("e")
        await typed(pilot, "first")
        await pilot.press("enter")
    else:
        await app.desk.later.acts.note("first", None)
    await until(pilot, lambda: bool(app.desk.panes.notes.rows))
    await pilot.press("3", "e")
    await typed(pilot, more)


async def test_an_empty_note_says_that_nothing_came_of_it(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("e", "enter")
        await until(pilot, lambda: app.shows("No words, so nothing was noted"))
        await pilot.press("e", *"words", "enter", "3", "e", *["backspace"] * 5, "enter")
        await until(pilot, lambda: app.shows("The note stays as it was"))
        assert [note.text for note in await store.read(board.notes)] == ["words"]
        await pilot.press("2", "j", "enter")
        await until(pilot, lambda: app.shows("Details  #"))
        await pilot.press("e", "enter")
        await until(pilot, lambda: app.shows("No words, so nothing was noted"))


def of_two() -> list[Post]:
    """The newest by Ana, the one before by Ben."""
    return [remark(1, "Figures"), remark(2, "Outcomes", name="Ben Example")]


async def test_a_draft_stays_with_the_post_it_was_begun_about(tmp_path: Path) -> None:
    async with store_with(tmp_path, of_two()) as store:
        async with desk_on(store) as (app, pilot):
            await pilot.press("j", "e")
            await typed(pilot, "about figures")
            await pilot.press("escape", "j", "e")
            assert app.shows("note → Ana Example about figures")
            await app.close_down()
        async with desk_on(store) as (app, pilot):
            await pilot.press("e")
            await until(pilot, lambda: app.shows("note → Ana Example about figures"))
            await pilot.press("enter")
            await until(pilot, lambda: app.shows("Noted"))
            await until(pilot, lambda: app.shows("→ Ana Example: Figures"))
            await pilot.press("j", "j", "e")
            assert app.shows("note → Ben Example")


async def test_tab_makes_a_draft_one_about_the_chosen_post(tmp_path: Path) -> None:
    async with store_with(tmp_path, of_two()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "e")
        await typed(pilot, "asked twice")
        await pilot.press("escape", "j", "e")
        await until(pilot, lambda: app.shows("Tab → Ben Example"))
        await pilot.press("tab")
        assert app.shows("note → Ben Example asked twice")
        assert not app.shows("Tab → ")
        await pilot.press("tab")
        assert app.shows("note asked twice")
        await pilot.press("tab", "tab", "escape", "k", "e")
        assert app.shows("note → Ben Example asked twice")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("→ Ben Example: Outcomes"))


async def test_tab_is_offered_where_it_does_something(tmp_path: Path) -> None:
    async with store_with(tmp_path, of_two()) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await until(pilot, lambda: app.shows("keep as a draft"))
        assert not app.shows("about another")
        await typed(pilot, "Twice")
        await pilot.press("enter", "j", "e")
        await until(pilot, lambda: app.shows("about another"))
        await pilot.press("escape", "3", "j", "e")
        await until(pilot, lambda: app.shows("edit note"))
        assert not app.shows("about another")


async def test_a_draft_about_nothing_is_about_no_post_that_is_chosen_later(tmp_path: Path) -> None:
    async with store_with(tmp_path, of_two()) as store, desk_on(store) as (app, pilot):
        await pilot.press("e")
        await typed(pilot, "more chairs")
        await pilot.press("escape", "j", "e", "enter")
        await until(pilot, lambda: app.shows("Noted"))
        assert [note.post for note in await store.read(board.notes)] == [None]


async def test_words_typed_while_another_note_is_edited_stay_with_the_draft(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, of_two(), kind=LockedStore) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "j", "e")
        await typed(pilot, "half")
        await pilot.press("escape")
        await _being_edited(pilot, " thought", is_new=False)
        await typed_while_it_is_written(app, " more")
        await until(pilot, lambda: app.shows("noted · note → Ben Example half more"))
