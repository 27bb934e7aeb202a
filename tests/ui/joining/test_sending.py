"""Sending, once; and what is told of what became of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.clock import START
from tests.ui.desk.stage import (
    SOCIAL,
    DeskApp,
    FailingStore,
    at_once,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)
from tests.ui.joining.stage import DESK, area, opened, rows, writing_desk
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.outgoing import Sending, Words
from backchannel.store import lease, outgoing, posts
from backchannel.store.store import Store
from backchannel.ui.desk.screen import Desk
from backchannel.ui.joining.compose import Compose

URL = "https://toot.example/@desk/1"


async def sent(app: DeskApp, pilot: Pilot[None], store: Store, text: str = "Yes") -> str:
    """Somebody answers the chosen post; the id of what they wrote."""
    await opened(app, pilot)
    await typed(pilot, text)
    await pilot.press("ctrl+s", "enter")
    await until(pilot, lambda: isinstance(app.screen, Desk))
    row = (await rows(store))[0]
    assert row.state is Sending.WAITING
    return row.id


async def test_the_preview_comes_first_and_a_second_key_sends(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await typed(pilot, "Yes: https://slides.example/a")
        await pilot.press("ctrl+o", *"rain", "enter", "ctrl+s")
        await until(pilot, lambda: app.shows("Enter sends it"))
        assert app.shows("content warning: rain")
        assert app.shows("@ana@social.example Yes: https://slides.example/a #ideaperf")
        await typed(pilot, "xp ")
        assert isinstance(app.screen, Compose)
        await pilot.press("escape")
        assert area(app).text == "@ana@social.example Yes: https://slides.example/a #ideaperf"
        await pilot.press("ctrl+s", "enter")
        await until(pilot, lambda: app.shows("It is to be sent"))
        (row,) = await rows(store)
        assert row.state is Sending.WAITING
        assert row.words == Words(
            DESK.name,
            "@ana@social.example Yes: https://slides.example/a #ideaperf",
            warning="rain",
            reply_to=row.words.reply_to,
        )
        assert row.words.reply_to is not None


async def test_two_quick_enters_send_once_and_open_nothing(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await typed(pilot, "Yes")
        await pilot.press("ctrl+s")
        at_once(app, "\r\r\r")
        await until(pilot, lambda: app.shows("It is to be sent"))
        await pilot.pause()
        assert isinstance(app.screen, Desk)
        assert len(await rows(store)) == 1


async def test_an_empty_reply_is_not_sent(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await pilot.press("ctrl+s", "enter")
        await until(pilot, lambda: app.shows("Nothing is written yet"))
        assert isinstance(app.screen, Compose)
        assert not [row for row in await rows(store) if row.state is not Sending.DRAFT]


async def test_what_was_sent_is_told_and_stands_in_the_pane(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await sent(app, pilot, store)
        await store.write(outgoing.begin, (await rows(store))[0])
        await until(pilot, lambda: app.shows("Being sent"))
        await store.write(outgoing.put_out, id_, URL)
        await until(pilot, lambda: app.shows("Sent · toot.example/@desk/1"))
        await store.write(posts.save, SOCIAL, (remark(0, "Yes #ideaperf", name="Desk"),))
        await until(pilot, lambda: app.shows("▲ 1 new"))
        await pilot.press("g")
        await until(pilot, lambda: app.shows("Yes #ideaperf"))


async def test_what_could_not_be_sent_is_loud_stays_said_and_is_not_lost(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await sent(app, pilot, store)
        await store.write(outgoing.begin, (await rows(store))[0])
        await store.write(outgoing.fail, id_, "toot.example refused it")
        await until(pilot, lambda: app.shows("✕ Not sent: toot.example refused it"))
        app.desk.said._passing.end()  # after ten seconds
        await until(pilot, lambda: app.shows("✕ 1 not sent: O"))
        words = await opened(app, pilot)
        await until(pilot, lambda: app.shows("✕ toot.example refused it"))
        await typed(pilot, "!")
        assert words.text == "@ana@social.example Yes! #ideaperf"
        await pilot.press("ctrl+s", "enter")
        await until(pilot, lambda: app.shows("It is to be sent"))
        app.desk.said._passing.end()
        await until(pilot, lambda: not app.shows("1 not sent"))
        assert [row.id for row in await rows(store)] == [id_]


async def test_what_may_be_out_says_what_is_done_about_it(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await sent(app, pilot, store)
        await store.write(outgoing.begin, (await rows(store))[0])
        await store.write(outgoing.lose, id_, "the answer was lost; it is looked for", START)
        await until(pilot, lambda: app.shows("Not sure that it was sent: the answer was lost"))
        await opened(app, pilot)
        assert app.shows("an answer is on its way already")


async def test_what_waits_says_for_what(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        id_ = await sent(app, pilot, store)
        later = START + timedelta(minutes=1)
        await store.write(outgoing.put_off, id_, "toot.example cannot be reached", later)
        await until(pilot, lambda: app.shows("It waits: toot.example cannot be reached"))


async def test_where_nobody_collects_that_is_what_it_waits_for(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await store.write(lease.release, "tests")
        await sent(app, pilot, store)
        await until(pilot, lambda: app.shows("Nobody is collecting: it waits"))


async def test_what_failed_before_a_restart_is_still_said(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store:
        await store.write(outgoing.know, (DESK,))
        row = await store.write(outgoing.write, Words(DESK.name, "Yes"), "lena")
        await store.write(outgoing.fail, row.id, "refused")
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("✕ 1 not sent: O"))
            await pilot.press("j")
            await until(pilot, lambda: app.shows("1 not sent: O · #1"))


async def test_while_nothing_can_be_stored_nothing_is_sent_and_no_word_is_lost(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, [remark(1)], kind=FailingStore) as store:
        assert isinstance(store, FailingStore)
        await store.write(outgoing.know, (DESK,))
        async with desk_on(store) as (app, pilot):
            await pilot.press("j")
            await opened(app, pilot)
            store.writing = StoreError("the disk is full")
            await typed(pilot, "Yes")
            await pilot.press("ctrl+s", "enter")
            await until(pilot, lambda: app.shows("✕ Not sent: the disk is full"))
            await pilot.press("escape", "escape")
            await until(pilot, lambda: isinstance(app.screen, Desk))
            assert not await rows(store)
            assert " Yes " in (await opened(app, pilot)).text
            store.writing = None
            await pilot.press("ctrl+s", "enter")
            await until(pilot, lambda: app.shows("It is to be sent"))
        assert [row.state for row in await rows(store)] == [Sending.WAITING]


async def test_what_was_sent_from_elsewhere_meanwhile_is_not_sent_again(tmp_path: Path) -> None:
    async with writing_desk(tmp_path, DESK) as (app, pilot, store):
        await opened(app, pilot)
        await pilot.press("x", "escape")
        await opened(app, pilot)
        await store.write(outgoing.send, (await rows(store))[0].id)
        await pilot.press("ctrl+s", "enter")
        await until(pilot, lambda: app.shows("Not sent: it was sent from elsewhere meanwhile"))
        assert [row.state for row in await rows(store)] == [Sending.WAITING]
