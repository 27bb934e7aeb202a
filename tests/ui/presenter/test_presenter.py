"""The presenter's own program: a clicker, what the desk does meanwhile, and trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.clock import START, Clock
from tests.ui.desk.stage import EVENT, SOCIAL, FailingStore, remark, store_with, until
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.roles.question import State
from backchannel.store import board, pages, posts
from backchannel.store.roles import cues, programme, questions
from backchannel.store.store import Store
from backchannel.ui.presenter.program import Presenter
from backchannel.ui.presenter.screen import Presenting

QUESTIONS = ("一?", "二?", "三?")
"""In a script of which there are no block letters, so that a test can read them."""


@asynccontextmanager
async def presenting(
    store: Store, size: tuple[int, int] = (80, 24), pause: float = 1.0
) -> AsyncIterator[Seen]:
    """With so many seconds between any two keys."""
    moments = count(0.0, pause)
    app = Presenter(store, clock=lambda: next(moments))
    async with app.run_test(size=size) as pilot:
        yield Seen(app, pilot)


class Seen:
    """The program, and what can be read off it."""

    def __init__(self, app: Presenter, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    def lines(self) -> list[str]:
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    async def shows(self, *texts: str) -> None:
        """Wait until all of them are on the screen."""
        await until(
            self.pilot, lambda: all(any(text in line for line in self.lines()) for text in texts)
        )

    async def has_now(self, words: str) -> None:
        """Wait until a question is the one in the middle."""
        await until(self.pilot, lambda: any(words in line for line in self.lines()[1:-4]))

    async def loses(self, words: str) -> None:
        """Wait until a question is nowhere any more."""
        await until(self.pilot, lambda: not any(words in line for line in self.lines()))


@asynccontextmanager
async def asked(path: Path, kind: type[Store] = Store) -> AsyncIterator[Store]:
    async with store_with(path, kind=kind) as store:
        for words in QUESTIONS:
            await store.write(questions.ask_for, words, "", "me")
        yield store


async def test_a_clicker_goes_on_answers_and_goes_back(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        await seen.shows("3 waiting")
        for key, now in (
            ("right", "一?"),
            ("pagedown", "二?"),
            ("pageup", "一?"),
            ("b", "二?"),
            ("left", "一?"),
            ("space", "二?"),
        ):
            await seen.pilot.press(key)
            await seen.has_now(now)


async def test_no_other_key_does_anything(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        await seen.pilot.press("n")
        await seen.has_now("一?")
        before = await store.read(board.log)
        await seen.pilot.press(
            "x", "u", "p", "1", "tab", "slash", "d", "f5", "home", "end", "ctrl+n", "k"
        )
        await seen.pilot.pause()
        assert await store.read(board.log) == before
        await seen.has_now("一?")


async def test_only_the_second_key_leaves(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        await seen.pilot.press("q")
        await seen.shows("again leaves")
        await seen.pilot.press("n")
        await seen.shows("Keynote")
        await seen.pilot.press("q")
        await seen.shows("again leaves")
        assert seen.app.is_running
        await seen.pilot.press("q")
        await seen.pilot.pause()
        assert seen.app.return_code == 0


async def test_a_message_of_the_desk_is_seen_and_acknowledged(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        sent = await store.write(cues.cue, "请大声", "lena")
        await seen.shows("请大声", "k: seen")
        await seen.pilot.press("k")
        await seen.shows("next")
        assert (await store.read(cues.latest))[0].id == sent.id
        assert (await store.read(cues.latest))[0].seen == START


async def test_what_its_author_deletes_or_the_desk_hides_leaves_at_once(tmp_path: Path) -> None:
    arrived = [remark(n, words) for n, words in enumerate(QUESTIONS)]
    async with store_with(tmp_path, arrived) as store, presenting(store) as seen:
        places = [(await store.read(pages.by_number, n)).place for n in (3, 2, 1)]  # type: ignore[union-attr]  # they are there
        for place in places:
            await store.write(questions.ask, place, "me")
        await seen.pilot.press("right")
        await seen.has_now("一?")
        await store.write(posts.retract, SOCIAL.name, [arrived[0].id])
        await seen.loses("一?")
        await seen.shows("2 waiting")
        await seen.pilot.press("right")
        await seen.has_now("二?")
        await store.write(board.hide, places[1], "lena")
        await seen.loses("二?")
        await seen.shows("1 waiting")


async def test_a_key_that_bounces_or_is_held_is_one_step(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store, pause=0.3) as seen:
        await seen.pilot.press("right")
        await seen.has_now("一?")
        await seen.pilot.press("a", "a", "a")
        await seen.has_now("二?")
        await seen.pilot.press("left")
        await seen.has_now("一?")


async def test_after_the_desk_moved_on_a_key_says_so_and_takes_nothing_back(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        await seen.pilot.press("right", "right")
        await seen.has_now("二?")
        ids = [each.id for each in (await store.read(questions.queue)).rows]
        await store.write(questions.take_up, ids[2], "lena")
        await seen.has_now("三?")
        for _ in range(2):
            await seen.pilot.press("left")
            await seen.shows("the desk moved on")
            await seen.has_now("三?")


async def test_a_store_that_fails_leaves_the_question_on_screen(tmp_path: Path) -> None:
    async with asked(tmp_path, FailingStore) as store, presenting(store) as seen:
        assert isinstance(store, FailingStore)
        await seen.pilot.press("right")
        await seen.has_now("一?")
        store.writing = StoreError("the disk is full")
        await seen.pilot.press("right")
        await seen.shows("not stored")
        await seen.has_now("一?")
        store.writing = None
        await seen.pilot.press("right")
        await seen.has_now("二?")


async def test_what_was_not_stored_is_not_said_for_ever(tmp_path: Path) -> None:
    async with asked(tmp_path, FailingStore) as store, presenting(store) as seen:
        assert isinstance(store, FailingStore)
        await seen.shows("Keynote")
        store.writing = StoreError("the store is locked by another program")
        await seen.pilot.press("right")
        await seen.shows("not stored: the store is locked")
        store.writing = None
        await seen.loses("not stored")  # though nobody presses another key
        await seen.shows("Keynote")


async def test_another_process_comes_back_to_the_same_question(tmp_path: Path) -> None:
    async with asked(tmp_path) as store:
        async with presenting(store) as seen:
            await seen.pilot.press("right", "right")
            await seen.has_now("二?")
        async with presenting(store, (40, 12)) as seen:
            await seen.has_now("二?")
            await seen.pilot.press("left")
            await seen.has_now("一?")


async def test_five_minutes_before_the_end_it_is_told_once(tmp_path: Path, clock: Clock) -> None:
    async with store_with(tmp_path, clock=clock) as store:
        ends = EVENT.sessions[0].ends
        clock.at = ends - timedelta(minutes=6)
        assert not await store.write(cues.tell_time)
        assert await store.read(cues.shown) is None
        clock.at = ends - timedelta(minutes=5)
        for _ in range(2):
            await store.write(cues.tell_time)
        found = await store.read(cues.latest)
        assert [each.text for each in found] == ["5 minutes left"]


async def test_minutes_are_right_after_the_machine_slept(tmp_path: Path, clock: Clock) -> None:
    """Whoever sleeps until the turn of a minute does so for longer than a machine is awake."""
    async with store_with(tmp_path, clock=clock) as store, presenting(store) as seen:
        await seen.shows("27 min left")
        clock.advance(10 * 60)
        async with asyncio.timeout(20):
            await seen.shows("17 min left")
        clock.advance(-5 * 60)  # and it was set right
        async with asyncio.timeout(20):
            await seen.shows("22 min left")


async def test_a_session_begun_by_hand_is_over_when_it_is_not_when_the_minute_is(
    tmp_path: Path, clock: Clock
) -> None:
    clock.at = EVENT.sessions[0].ends + timedelta(minutes=16, seconds=30)
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(programme.start, "Keynote", "lena")  # ends half a minute after a turn
        async with presenting(store) as seen:
            await seen.shows("45 min left")
            clock.advance(40 * 60 - 0.5)
            await seen.shows("6 min left")
            clock.advance(1)
            async with asyncio.timeout(20):
                await seen.shows("5 min left", "k: seen")  # and the message that it is so
                clock.advance(4 * 60 + 59)
                await seen.shows("1 min left")
                clock.advance(1)
                await seen.shows("time is up")


async def test_the_one_that_is_now_is_found_again_after_undoing(tmp_path: Path) -> None:
    async with asked(tmp_path) as store, presenting(store) as seen:
        await seen.pilot.press("right", "b")
        await seen.has_now("二?")
        found = await store.read(questions.queue)
        assert [each.state for each in found.aside] == [State.ANSWERED]
        assert isinstance(seen.app.screen, Presenting)
