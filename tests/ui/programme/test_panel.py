"""The programme at the desk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ui.desk.stage import (
    EVENT,
    KEYNOTE,
    SOCIAL,
    choose,
    desk_on,
    entered,
    pressed,
    remark,
    sees,
    store_with,
    until,
)

from backchannel.model.programme import Person, Session
from backchannel.store import sources
from backchannel.store.roles import ending, programme, questions
from backchannel.ui.details.screen import Details
from backchannel.ui.details.view import DetailsView

LUNCH = Session("Lunch", START + timedelta(hours=2), 45, ("Ada Example",), room="Hall")
DAY = replace(EVENT, sessions=(KEYNOTE, LUNCH))


async def test_sessions_are_overrun_ended_and_undone_by_keys(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store, desk_on(store, event=DAY) as (app, pilot):
        await pressed(pilot, "S", shows="Keynote · 27 min left")
        assert app.shows("Hall · Ada Example")
        await pressed(pilot, "o", shows="Keynote · 32 min left")
        assert app.shows("Five minutes more for Keynote")
        await pressed(pilot, "u", shows="Keynote · 27 min left")
        await pilot.press("j", "s")
        await until(
            pilot,
            lambda: (
                app.shows("▸ 14:00–14:45 Lunch · 45 min left") or app.shows("▸ 14:00–16:45 Lunch")
            ),
        )
        await pressed(pilot, "E", shows="Ended")


async def test_a_session_that_has_begun_is_not_moved(tmp_path: Path) -> None:
    panel = Session("Panel", START + timedelta(minutes=40), 8)
    event = replace(DAY, sessions=(KEYNOTE, panel))
    async with (
        store_with(tmp_path, event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await pressed(pilot, "S", shows="Keynote · 27 min left")
        await pressed(pilot, "J", shows="Keynote has begun, and stays where it is")
        assert app.shows("14:40–14:48")
        assert app.shows("e gives it another start")
        await pressed(pilot, "e", shows="Edit session")
        await pilot.press("ctrl+u")
        await entered(pilot, "14:10 45 Keynote", shows="14:10–14:55 Keynote")
        assert app.shows("14:55–15:03")


async def test_one_is_typed_in_and_changed(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store, desk_on(store, event=DAY) as (_, pilot):
        await pressed(pilot, "S", shows="Lunch")
        await pressed(pilot, "a", shows="Add session")
        await entered(pilot, "later", shows="✕ write when, how many minutes, and the title")
        await pilot.press("ctrl+u")
        await entered(pilot, "18:00 20 Good bye", shows="18:00–18:20")
        await pressed(pilot, "e", shows="18:00 20 Good bye")
        await entered(pilot, "s", shows="Good byes")
        assert [each.name for each in await store.read(programme.sessions)][-1] == "Good bye"


async def test_the_end_of_a_session_asks_about_its_open_questions(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store, desk_on(store, event=DAY) as (app, pilot):
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await pressed(pilot, "S", shows="Keynote · 27 min left")
        await pressed(pilot, "E", shows="Keynote is over: 1 question is open")
        await pressed(pilot, "escape", shows="Keynote is over, and 1 question is still open")
        await app.desk.later.grow_older()
        await pressed(pilot, "g", "enter", shows="Carry them over to Lunch")
        await pressed(pilot, "1", shows="Carried over 1 question")
        assert len(await store.read(questions.open_in, "Lunch")) == 1
        await until(pilot, lambda: not app.shows("is still open"))


async def test_that_questions_are_left_is_said_first_and_only_until_it_is_decided(
    tmp_path: Path,
) -> None:
    async with (
        store_with(tmp_path, event=DAY) as store,
        desk_on(store, (40, 12), event=DAY) as (app, pilot),
    ):
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(programme.end, "Keynote", "facilitator")
        await app.desk.later.grow_older()
        await until(pilot, lambda: "✕ 1 question is open" in app.lines()[-1])
        assert "S decides" in app.lines()[-1]
        await store.write(ending.settle, "Keynote", ending.Fate.LEAVE, "somebody else")
        await until(pilot, lambda: not app.shows("question is open"))


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (80, 24), (60, 20), (40, 12)])
async def test_what_is_undecided_stands_in_the_second_line_until_it_is_decided(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with (
        store_with(tmp_path, event=DAY) as store,
        desk_on(store, size, event=DAY) as (app, pilot),
    ):
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(questions.ask_for, "How long?", "", "facilitator")
        await until(pilot, lambda: len(app.desk.panes.questions.rows) == 2)
        assert "open · S" not in app.lines()[1]
        await store.write(programme.end, "Keynote", "facilitator")  # nobody says so at this desk
        long, short = " ? Keynote is over: 2 open · S ", " ? over: 2 open · S "
        await until(pilot, lambda: app.lines()[1].startswith((long, short)))
        await pressed(pilot, "S", "g", "enter", shows="2 Park them")
        await pressed(pilot, "2", shows="Parked 2 questions")
        await pilot.press("escape")
        await until(pilot, lambda: "open · S" not in app.lines()[1])


async def test_a_desk_that_is_opened_says_at_once_what_is_undecided(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store:
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(programme.end, "Keynote", "facilitator")
        async with desk_on(store, event=DAY) as (app, pilot):
            await until(pilot, lambda: "? Keynote is over: 1 open · S" in app.lines()[1])


async def test_a_key_asks_about_the_session_that_it_ended_and_about_no_other(
    tmp_path: Path,
) -> None:
    over = Session("Welcome", START - timedelta(hours=1), 30)
    event = replace(DAY, sessions=(over, *DAY.sessions))
    clock = Clock()
    async with (
        store_with(tmp_path, clock=clock, event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        asked = await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(questions.carry_over, [asked.id], "Welcome", "facilitator")
        clock.advance(-2 * 60)  # the keynote is in its first half
        await pressed(pilot, "S", shows="Welcome is over, and 1 question is still open")
        await pressed(pilot, "s", shows="Begun Keynote")
        assert not app.shows("Carry them over")
        await store.write(questions.ask_for, "How long?", "", "facilitator")
        await pressed(pilot, "j", "s", shows="Keynote is over: 1 question is open")
        await pressed(pilot, "3", shows="Left 1 question")
        await pressed(pilot, "E", shows="Ended Lunch")
        assert not app.shows("Carry them over")
        await pressed(pilot, "g", "enter", shows="Welcome is over: 1 question is open")


async def test_minutes_agree_with_the_times_beside_them(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, clock=clock, event=DAY) as store,
        desk_on(store, event=DAY) as (app, pilot),
    ):
        clock.advance(10)
        await store.write(programme.start, "Lunch", "facilitator")  # at 14:00:10
        clock.advance(25 * 60 + 45)
        await store.write(programme.end, "Lunch", "facilitator")  # at 14:25:55
        await pressed(pilot, "S", shows="14:00–14:25")
        await until(pilot, lambda: app.shows("25 minutes"))
        assert not app.shows("26 minutes")


async def test_an_end_that_was_undone_asks_again_and_the_clock_says_so(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, clock=clock, event=DAY) as store,
        desk_on(store, event=DAY) as (app, pilot),
    ):
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await pressed(pilot, "S", "E", shows="Keynote is over: 1 question is open")
        await app.desk.later.grow_older()
        await pressed(pilot, "3", shows="Left 1 question")
        await pressed(pilot, "u", shows="Undone: leave question")
        await sees(pilot, "Keynote is over, and 1 question is still open")
        await pressed(pilot, "u", shows="Undone: end session")
        await sees(pilot, "Keynote · 27 min left")
        await app.desk.later.grow_older()
        await pilot.press("escape")
        clock.advance(60 * 60)
        await app.desk.later.grow_older()
        await sees(pilot, "1 question is open, and Keynote is over")
        await pressed(pilot, "S", shows="Keynote is over, and 1 question is still open")


async def test_taking_a_session_out_asks_about_its_open_questions(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store, desk_on(store, event=DAY) as (_, pilot):
        asked = await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(questions.carry_over, [asked.id], "Lunch", "facilitator")
        await pressed(pilot, "S", shows="Keynote · 27 min left")
        await pressed(pilot, "j", "x", shows="Lunch is out of the programme: 1 question is open")
        await pressed(pilot, "escape", shows="Lunch is out of the programme, and 1 question")
        await pressed(pilot, "u", shows="Undone: remove session")


async def test_the_running_session_is_chosen_also_while_another_is_asked_about(
    tmp_path: Path,
) -> None:
    over = Session("Welcome", START - timedelta(hours=1), 30)
    event = replace(DAY, sessions=(over, *DAY.sessions))
    async with (
        store_with(tmp_path, event=event) as store,
        desk_on(store, event=event) as (_, pilot),
    ):
        asked = await store.write(questions.ask_for, "How much?", "", "facilitator")
        await store.write(questions.carry_over, [asked.id], "Welcome", "facilitator")
        await pressed(pilot, "S", shows="Welcome is over, and 1 question is still open")
        await pressed(pilot, "o", shows="Five minutes more for Keynote")
        await pressed(pilot, "g", "o", shows="Here only Enter does something")


async def test_enter_shows_what_is_filed_under_a_session(tmp_path: Path) -> None:
    posts = [remark(n) for n in range(3)]
    async with (
        store_with(tmp_path, posts, event=DAY) as store,
        desk_on(store, event=DAY) as (_, pilot),
    ):
        await pressed(pilot, "S", shows="Lunch")
        await pressed(pilot, "enter", shows='session:"Keynote"')


async def test_people_of_the_event_are_marked_where_they_post(tmp_path: Path) -> None:
    ana = Person("Ana Example", "speaker", ("@ana@social.example",))
    event = replace(EVENT, people=(ana,))
    async with (
        store_with(tmp_path, [remark(1)], event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await sees(pilot, "speaker")
        await store.write(sources.plan, replace(event, people=()), (SOCIAL,))
        await until(pilot, lambda: not app.shows("speaker"))
        chair = replace(event, people=(replace(ana, role="chair"),))
        await store.write(sources.plan, chair, (SOCIAL,))
        await sees(pilot, "chair")


def drawn(view: DetailsView) -> str:
    """What stands in the details."""
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_in_the_details_they_are_marked_as_they_are_told_now(tmp_path: Path) -> None:
    ana = Person("Ana Example", "speaker", ("@ana@social.example",))
    event = replace(EVENT, people=(ana,))
    async with (
        store_with(tmp_path, [remark(1)], event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await sees(pilot, "speaker")
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Details))
        view = app.screen.query_one(DetailsView)
        await until(pilot, lambda: "speaker" in drawn(view))
        chair = replace(event, people=(replace(ana, role="chair"),))
        await store.write(sources.plan, chair, (SOCIAL,))
        await until(pilot, lambda: "chair" in drawn(view))


async def test_a_question_of_the_room_is_filed_under_another_session(tmp_path: Path) -> None:
    async with store_with(tmp_path, event=DAY) as store, desk_on(store, event=DAY) as (app, pilot):
        await store.write(questions.ask_for, "How much?", "", "facilitator")
        await sees(pilot, "How much?")
        await pilot.press("5", "j")
        await choose(app, pilot, "file under", "File under")
        await sees(pilot, "▸ here it is now")
        await pressed(pilot, "2", shows="Filed under Lunch")
        assert len(await store.read(questions.open_in, "Lunch")) == 1
