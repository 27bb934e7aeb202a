"""Questions at the desk: asked, put in order, merged, taken up; and the presenter told."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.ui.desk.stage import (
    SOCIAL,
    DeskApp,
    desk_on,
    entered,
    pressed,
    remark,
    sees,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot

from backchannel.model.post import Post
from backchannel.model.roles.question import State
from backchannel.store import posts
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, questions
from backchannel.store.store import Store

ASKED = ("Who pays for the new town hall?", "Is anyone measuring outcomes?", "Nice coffee here")


async def said(store: Store) -> list[str]:
    """The queue in words, the one that is now marked."""
    found = await store.read(questions.queue)
    return [f"{'> ' * (each.state is State.NOW)}{each.words}" for each in found.rows]


async def to_questions(app: DeskApp, pilot: Pilot[None], shown: str) -> None:
    """Go to the list, with the cursor on the first."""
    await pilot.press("5", "g")
    await until(pilot, lambda: app.shows("▸ 5 Questions") and app.shows(shown))


def places(db: Connection) -> list[int]:
    """Of all posts."""
    return [place for (place,) in db.execute("SELECT place FROM posts")]


def rightmost(app: DeskApp) -> str:
    """What the panes at the right say, as if no line had an end."""
    lines = (line.split("│") for line in app.lines())
    return " ".join(line[-2].strip(" ▌") for line in lines if len(line) > 2)


async def test_a_key_asks_the_chosen_post_and_the_list_appears_with_the_first(
    tmp_path: Path,
) -> None:
    arrived = [remark(n, text) for n, text in enumerate(ASKED)]
    async with store_with(tmp_path, arrived) as store, desk_on(store) as (app, pilot):
        assert not app.shows("5 Questions")
        await pressed(pilot, "j", "a", shows="Asked Ana Example: Who pays")
        await sees(pilot, "5 Questions", "1 open")
        await sees(pilot, "? question")
        await pressed(pilot, "a", shows="No question any more")
        assert await said(store) == []


async def test_a_question_of_the_room_is_typed_with_a_name_or_none(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (_, pilot):
        await pressed(pilot, "5", "a", shows="the question from the room")
        await entered(pilot, "who pays", shows="who asks?")
        await typed(pilot, "cllr b")
        await pilot.press("enter")
        await sees(pilot, "who pays", "cllr b")
        await pressed(pilot, "a", shows="the question from the room")
        await pressed(pilot, "enter", shows="No words, so nothing was asked")
        assert await said(store) == ["who pays"]


async def test_words_from_the_room_are_not_lost_when_the_name_is_left(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (_, pilot):
        await pressed(pilot, "5", "a", shows="the question from the room")
        await typed(pilot, "who pays")
        await pilot.press("enter", "escape")
        assert await said(store) == []
        await pressed(pilot, "a", shows="the question from the room who pays")
        await pressed(pilot, "enter", "enter", shows="Asked who pays")
        assert await said(store) == ["who pays"]


async def test_the_queue_is_put_in_order_taken_up_answered_and_parked(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        for words in ("a?", "b?", "c?"):
            await store.write(questions.ask_for, words, "", "me")
        async with desk_on(store) as (app, pilot):
            await to_questions(app, pilot, "3 open")
            await pressed(pilot, "J", shows="Moved down")
            assert await said(store) == ["b?", "a?", "c?"]
            await pressed(pilot, "n", shows="▶ a?")
            await pressed(pilot, "t", shows="Answered a?")
            await pressed(pilot, "k", "s", shows="Parked")
            assert len(await said(store)) == 1
            await pressed(pilot, "u", "u", shows="▶ a?")
            assert await said(store) == ["b?", "> a?", "c?"]


async def test_what_asks_the_same_is_offered_and_merged_and_split_again(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        for words in (
            "Who pays for the town hall?",
            "Why?",
            "And the town hall, who is paying for it?",
        ):
            await store.write(questions.ask_for, words, "", "me")
        async with desk_on(store) as (app, pilot):
            await to_questions(app, pilot, "asks what 1 asks")
            await pressed(pilot, "G", "M", shows="2 merged")
            assert await said(store) == ["Who pays for the town hall?", "Why?"]
            await pressed(pilot, "g", "b", shows="3 open")
            await pressed(pilot, "m", "j", "m", "j", "M", shows="3 merged")


async def test_most_wanted_come_first_and_nothing_re_sorts_while_one_is_now(
    tmp_path: Path,
) -> None:
    def liked(number: int, likes: int) -> Post:
        return replace(remark(number, f"Question {number}?"), likes=likes)

    async with (
        store_with(tmp_path, [liked(n, n) for n in range(4)]) as store,
        desk_on(store, (80, 24)) as (app, pilot),
    ):
        for place in sorted(await store.read(places), reverse=True):
            await store.write(questions.ask, place, "me")

        def order() -> str:
            return "".join(row.text[-2] for row in app.desk.panes.questions.rows)

        await until(pilot, lambda: order() == "0123")
        await pressed(pilot, "5", "l", shows="by votes ─")
        assert order() == "3210"
        await store.write(posts.save, SOCIAL, [liked(0, 9)])
        await until(pilot, lambda: order() == "0321")
        await pressed(pilot, "g", "j", "n", shows="Now Question 3?")
        stood = order()
        await store.write(posts.save, SOCIAL, [liked(1, 20), liked(2, 30)])
        await until(pilot, lambda: app.shows("31 votes"))
        assert order() == stood == "0321"
        await pressed(pilot, "l", shows="The queue, as it will be asked")
        await pressed(pilot, "l", shows="by votes ─")
        assert order() == "3210"  # the one that is now, then 31, 21 and 10 votes


async def test_what_was_reworded_asks_what_its_new_words_ask(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        first = await store.write(questions.ask_for, "Who pays for the town hall?", "", "me")
        await store.write(questions.ask_for, "And the town hall, who is paying for it?", "", "me")
        async with desk_on(store) as (app, pilot):
            await to_questions(app, pilot, "asks what 1 asks")
            await store.write(questions.reword, first.id, "When does the library open?", "me")
            await until(pilot, lambda: not app.shows("asks what"))
            await store.write(questions.ask_for, "When will the library open?", "", "me")
            await until(pilot, lambda: app.shows("asks what 1 asks"))


async def test_other_words_are_put_in_a_question_s_place(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        await store.write(questions.ask_for, "x", "", "me")
        async with desk_on(store) as (app, pilot):
            await to_questions(app, pilot, "1 open")
            await pressed(pilot, "e", shows="how to read it out")
            await entered(pilot, "yz", shows="reworded")
            assert await said(store) == ["xyz"]


async def test_what_its_author_says_instead_is_read_whole_below_the_one_that_is_now(
    tmp_path: Path,
) -> None:
    other = "And where will all of the money for this very new town hall come from in the end?"
    clock = Clock()
    async with (
        store_with(tmp_path, [remark(1, ASKED[0])], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pressed(pilot, "j", "a", shows="Asked Ana Example: Who pays")
        await to_questions(app, pilot, "1 open")
        await pressed(pilot, "n", shows="▶")
        clock.advance(1)
        await store.write(posts.save, SOCIAL, [remark(1, other)])
        await until(pilot, lambda: f"its author edited it: {other}" in rightmost(app))


async def test_the_keys_below_are_named_for_what_they_do_with_a_question(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        await store.write(questions.ask_for, "x", "", "me")
        async with desk_on(store) as (app, pilot):
            assert app.shows("x hide")
            await to_questions(app, pilot, "1 open")
            await sees(pilot, "x no question", "e reword")
            assert not app.shows("x hide")
            assert not app.shows("e note")
            await pressed(pilot, "4", shows="x hide")


async def test_the_presenter_is_told_and_one_sees_that_it_was_seen(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pressed(pilot, "c", shows="Tell the presenter")
        await pressed(pilot, "2", "enter", shows="Told the presenter: Please wrap up")
        cue = await store.read(cues.shown)
        assert cue is not None
        await until(pilot, lambda: bool(app.desk.later._unseen))
        await store.write(cues.acknowledge, cue.id, "presenter")
        await sees(pilot, "The presenter has seen: Please wrap up")
        await pilot.press("C")
        await until(pilot, lambda: app.shows("seen 15:00") or app.shows("· seen"))


@pytest.mark.parametrize("words", ["2 minutes only", "quick, jokes kept short", "Go on"])
async def test_words_typed_at_once_are_a_cue_and_no_commands(tmp_path: Path, words: str) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("c")
        await typed(pilot, words)
        await until(pilot, lambda: app.shows(words))
        assert await store.read(cues.latest) == ()
        await pressed(pilot, "enter", shows=f"Told the presenter: {words}")
        assert [each.text for each in await store.read(cues.latest)] == [words]


async def test_the_presenter_s_screen_opens_over_the_desk_and_goes(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        await store.write(questions.ask_for, "谁?", "", "me")
        async with desk_on(store) as (_, pilot):
            await pressed(pilot, "V", shows="1 waiting")
            await pilot.press("x", "right")
            await sees(pilot, "谁?", "none waiting")
            await pressed(pilot, "escape", shows="2 Backchannel")
