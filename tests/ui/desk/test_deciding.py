"""Several posts at once, mutes, what is put aside, pins in their order, undo and redo."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ui.desk.stage import (
    EVENT,
    KEYNOTE,
    SOCIAL,
    DeskApp,
    choose,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.model.post import Author, CleanText, Post, Url
from backchannel.model.programme import Session
from backchannel.model.query import parse
from backchannel.store import board, lease, pages, posts
from backchannel.store.store import Store
from backchannel.ui.widgets.ask_line import AskLine


def talk() -> list[Post]:
    return [remark(n, name="Bo Example" if n % 3 == 0 else "Ana Example") for n in range(9)]


async def pinned(store: Store) -> list[str]:
    return [pin.post.post.text.split(" of")[0] for pin in await store.read(board.pins)]


async def test_what_is_done_is_done_to_all_marked_posts_and_undone_in_one(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "m", "j", "j", "m")
        await until(pilot, lambda: app.shows("✓ 2 marked"))
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned 2 posts"))
        assert await pinned(store) == ["Remark 0", "Remark 2"]
        assert not app.shows("marked")
        await pilot.press("u")
        await until(pilot, lambda: app.shows("and 1 more"))
        assert await pinned(store) == []
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.shows("Done again: pin"))
        assert await pinned(store) == ["Remark 0", "Remark 2"]


async def test_a_range_is_marked_and_escape_takes_the_marks_away_first(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "m", "j", "j", "M")
        await until(pilot, lambda: app.shows("✓ 3 marked"))
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("marked"))
        assert app.desk.panes.streams[2].chosen is not None
        await pilot.press("m", "m")
        await until(pilot, lambda: not app.shows("marked"))


async def test_an_author_is_muted_for_a_time_with_a_reason_and_brought_back(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, talk(), clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "X")
        await until(pilot, lambda: app.shows("Bo Example for 30 minutes"))
        assert app.shows("everybody on social.example for good")
        await pilot.press("1")
        await until(pilot, lambda: app.shows("mute for 30 minutes, why?"))
        await typed(pilot, "adverts")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Muted for 30 minutes: Bo Example"))
        (muted,) = await store.read(board.muted)
        assert muted.reason == "adverts"
        await until(pilot, lambda: not app.shows("Remark 1 "))  # the handle is the same person's
        await pilot.press("H")
        await until(pilot, lambda: app.shows("muted for 30 min more by facilitator: adverts"))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.shows("Nothing is hidden"))
        assert await store.read(board.muted) == ()


async def test_who_is_muted_for_a_time_comes_back_though_nobody_collects(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, talk(), clock=clock) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "X")
        await until(pilot, lambda: app.shows("Bo Example for 30 minutes"))
        await pilot.press("1")
        await until(pilot, lambda: app.shows("mute for 30 minutes, why?"))
        await pilot.press("enter")
        await until(pilot, lambda: not app.shows("Remark 1 "))
        await store.write(lease.release, "tests")
        clock.advance(31 * 60)
        await app.desk.status.read()
        clock.advance(20)  # for so long a collector may be starting
        await until(pilot, lambda: app.shows("nobody is collecting") and app.shows("Remark 1 "))
        assert await store.read(board.muted) == ()


async def test_whoever_has_no_account_is_muted_on_the_site_where_they_wrote(tmp_path: Path) -> None:
    admin = Author(CleanText("Admin"), CleanText(""))
    posted = [
        replace(remark(n), author=admin, id=(at := f"https://{site}.example/{n}"), url=Url(at))
        for n, site in enumerate(("blog", "city"))
    ]
    async with store_with(tmp_path, posted) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "X")
        await until(pilot, lambda: app.shows("Admin at blog.example for 30 minutes"))
        await pilot.press("1", "enter")
        await until(pilot, lambda: app.shows("Muted for 30 minutes: Admin at blog.example"))
        await until(pilot, lambda: not app.shows("Remark 0 "))
        assert app.shows("Remark 1 ")


async def test_escape_when_asked_why_mutes_nobody(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "X")
        await until(pilot, lambda: app.shows("Mute"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("why?"))
        await pilot.press("escape", "j")
        await until(pilot, lambda: not app.shows("why?"))
        assert await store.read(board.muted) == ()
        assert app.desk.panes.has_stream


async def test_a_post_is_put_aside_and_found_again(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "s")
        await until(pilot, lambda: app.shows("Put aside"))
        await pilot.press("g", "L")
        await until(pilot, lambda: app.shows("put aside by facilitator"))
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        assert chosen.post.text.startswith("Remark 1 ")
        await pilot.press("s")
        await until(pilot, lambda: app.shows("Taken up again"))
        assert await store.read(board.stashed) == ()


async def test_what_was_put_aside_and_is_out_of_sight_leads_nowhere(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j", "s")
        await until(pilot, lambda: app.shows("Put aside"))
        await pilot.press("x")
        await until(pilot, lambda: not app.shows("Remark 1 "))
        await pilot.press("g", "L")
        await until(pilot, lambda: app.shows("put aside by facilitator"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Hidden; H lists it"))


async def test_a_pin_is_moved_and_written_to(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "j", "p", "4")
        await until(pilot, lambda: len(app.desk.panes.pins.rows) == 2)
        await pilot.press("J")
        await until(pilot, lambda: app.desk.panes.pins.rows[0].text.startswith("Ana"))
        assert await pinned(store) == ["Remark 1", "Remark 0"]
        await until(pilot, lambda: app.shows("Pin moved down · u undoes"))
        await pilot.press("J")
        await until(pilot, lambda: app.shows("It is the last pin already"))
        await pilot.press("e")
        await until(pilot, lambda: app.shows("a line below this pin"))
        await typed(pilot, "ask first")
        await pilot.press("enter")
        await until(pilot, lambda: app.desk.panes.pins.rows[1].aside == "ask first")
        await pilot.press("e")
        assert _line(app) == "ask first"


def _line(app: DeskApp) -> str:
    return app.desk.query_one(AskLine).input.value


async def test_a_reason_goes_with_what_is_hidden(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await choose(app, pilot, "hide and say why", "Hide and say why")
        await until(pilot, lambda: app.shows("why hide Bo Example: Remark 0"))
        await typed(pilot, "off topic")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Hidden Bo"))
        (hidden,) = await store.read(board.hidden)
        assert hidden.reason == "off topic"
        await pilot.press("H")
        await until(pilot, lambda: app.shows("hidden by facilitator: off topic"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Nothing is hidden"))
        await until(pilot, lambda: app.shows("Brought back Bo Example: Remark 0"))


async def test_a_reason_is_asked_for_what_was_chosen_then(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "m", "j", "m")
        await choose(app, pilot, "hide and say why", "Hide and say why")
        await until(pilot, lambda: app.shows("why hide 2 posts?"))
        await pilot.press("escape", "escape", "g", "j", "e", *"words", "enter", "3")
        await until(pilot, lambda: app.desk.panes.choice.chosen_note() is not None)
        await choose(app, pilot, "hide and say why", "Hide and say why")
        await until(pilot, lambda: app.shows("why hide Bo Example: Remark 0"))
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Hidden Bo Example: Remark 0"))
        assert await store.read(board.notes)


async def test_a_note_is_filed_under_another_session(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await app.desk.later.acts.note("words", None)
        await until(pilot, lambda: bool(app.desk.panes.notes.rows))
        await pilot.press("3")
        await choose(app, pilot, "move note", "Move note")
        await until(pilot, lambda: app.shows("no session"))
        await pilot.press("0")
        await until(pilot, lambda: app.shows("Filed under no session"))
        (note,) = await store.read(board.notes)
        assert (note.session, note.offset) == ("", None)


async def test_the_sessions_for_a_note_have_times_and_its_own_is_marked(tmp_path: Path) -> None:
    evening = Session("Panel", START + timedelta(hours=5), 45)
    tomorrow = Session("Panel, second day", START + timedelta(days=1), 45)
    several = replace(EVENT, sessions=(KEYNOTE, evening, tomorrow))
    async with (
        store_with(tmp_path, talk(), event=several) as store,
        desk_on(store, event=several) as (app, pilot),
    ):
        await app.desk.later.acts.note("words", None)
        await until(pilot, lambda: bool(app.desk.panes.notes.rows))
        await pilot.press("3")
        await choose(app, pilot, "move note", "Move note")
        await until(pilot, lambda: app.shows("19:00  Panel"))
        assert app.shows("Sat 14:00  Panel, second day")
        assert app.shows("▸ here it is now")
        await pilot.press("1")
        await until(pilot, lambda: app.shows("It is under Keynote already"))
        await choose(app, pilot, "move note", "Move note")
        await until(pilot, lambda: app.shows("19:00  Panel"))
        await pilot.press("2")
        await until(pilot, lambda: app.shows("Filed under Panel"))


async def test_who_decided_what_is_listed_and_undone_there(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "x", "U")
        await until(pilot, lambda: app.shows("hide: Bo Example: Remark 0"))
        assert app.shows("pin: Bo Example: Remark 0")
        await pilot.press("u")
        await until(pilot, lambda: app.shows("facilitator · taken back"))
        assert await store.read(board.hidden) == ()


async def test_nothing_up_to_the_chosen_post_is_new_any_more(tmp_path: Path) -> None:
    async with store_with(tmp_path, talk()) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "j")
        late = [remark(n, f"Late {n} #ideaperf") for n in (20, 21)]
        late.append(remark(30, "Later #ideaperf", minutes=29.5))
        await store.write(posts.save, SOCIAL, tuple(late))
        await until(pilot, lambda: app.shows("▲ 3 new"))
        await pilot.press("t")
        await until(pilot, lambda: app.shows("▲ 1 new"))


async def test_sessions_beyond_the_digits_stand_in_the_same_column(tmp_path: Path) -> None:
    day = [Session(f"Session {n:02}", START + timedelta(minutes=30 * n), 30) for n in range(1, 12)]
    event = replace(EVENT, sessions=tuple(day))
    async with (
        store_with(tmp_path, talk(), event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await pilot.press("j")
        await choose(app, pilot, "file under", "File under")
        await until(pilot, lambda: app.shows("Session 11"))
        shown = [line for line in app.lines() if "  Session " in line]
        assert len(shown) == 11
        assert len({line.index("Session") for line in shown}) == 1


async def test_marked_posts_are_filed_under_another_session(tmp_path: Path) -> None:
    lunch = Session("Lunch", START + timedelta(hours=2), 45)
    several = replace(EVENT, sessions=(KEYNOTE, lunch))
    async with (
        store_with(tmp_path, talk(), event=several) as store,
        desk_on(store, event=several) as (app, pilot),
    ):
        await pilot.press("j", "m", "j", "m")
        await choose(app, pilot, "file under", "File under")
        await until(pilot, lambda: app.shows("16:00  Lunch"))
        assert app.shows("▸ here it is now")
        await pilot.press("2")
        await until(pilot, lambda: app.shows("Filed under Lunch 2 posts"))
        assert await store.read(pages.count, pages.View(query=parse("session:lunch"))) == 2
        await pilot.press("u")
        await until(pilot, lambda: app.shows("Undone: file post"))
        assert await store.read(pages.count, pages.View(query=parse("session:lunch"))) == 0
