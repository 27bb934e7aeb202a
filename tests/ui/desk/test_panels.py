from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ui.desk.stage import (
    EVENT,
    SOCIAL,
    FailingStore,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.errors import StoreError
from backchannel.model.programme import Rule
from backchannel.model.reading import Page
from backchannel.model.source import Health, State
from backchannel.store import board, lease, pages, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import rules


async def test_the_list_of_sources_says_what_is_known_of_old_with_its_age(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        live = Health(SOCIAL.name, "mastodon", State.LIVE, ok_at=START - timedelta(minutes=12))
        await store.write(sources.set_health, live)
        await store.write(lease.release, "tests")
        async with desk_on(store) as (app, pilot):
            await pilot.press("h")
            await until(pilot, lambda: app.shows("last live 12 min ago"))
            assert app.shows("this is what was known")
            assert not app.shows("silent for")
            await store.write(lease.take, "tests", 1, "here")
            await until(pilot, lambda: not app.shows("this is what was known"))
            await until(
                pilot, lambda: app.shows("◌ social.example starting")
            )  # not heard by it yet


async def test_why_a_chosen_post_is_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "w")
        await until(pilot, lambda: app.shows("it bears #ideaperf"))
        assert app.shows("Why it is shown")
        assert app.shows("pinned, number 1 of the pins")
        assert app.shows("by facilitator · 14:00")


async def test_why_names_the_day_of_what_was_decided_long_ago(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, [remark(1)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "p")
        await until(pilot, lambda: app.shows("Pinned"))
        clock.advance(30 * 24 * 3_600)
        await pilot.press("w")
        await until(pilot, lambda: app.shows("by facilitator · 9 Jan 14:00"))


async def test_why_says_until_when_somebody_is_muted(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        place = app.desk.panes.streams[2].reader.view.window.posts[0].place
        await store.write(board.mute_author, place, "tom", "a flood", timedelta(hours=2))
        await pilot.press("w")
        await typed(pilot, "remark 1")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("by tom · 14:00 · until 16:00"))


async def test_why_a_post_that_somebody_misses_is_not_shown(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        await store.write(
            board.hide,
            (app.desk.panes.streams[2].reader.view.window.posts)[1].place,
            "tom",
            "a joke",
        )
        await pilot.press("w")
        await until(pilot, lambda: app.shows("which post? number"))
        await typed(pilot, "remark 1")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("✕ hidden: a joke"))
        assert app.shows("Why it is not shown")
        await pilot.press("escape", "w")
        await typed(pilot, "nobody wrote this")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("No post is known by “nobody wrote this”"))
        assert app.shows("A post is kept when it bears #ideaperf")


async def test_why_of_a_post_that_a_rule_mutes_is_why_it_is_not_shown(tmp_path: Path) -> None:
    event = replace(EVENT, rules=(Rule("loud", "remark", mute=True),))
    async with (
        store_with(tmp_path, [remark(1)], event=event) as store,
        desk_on(store, event=event) as (app, pilot),
    ):
        await pilot.press("w")
        await typed(pilot, "remark 1")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("the rule loud of the event file mutes it"))
        assert app.shows("Why it is not shown")


async def test_why_says_that_the_filter_does_not_find_it(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3))) as store, desk_on(store) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "remark 2")
        await pilot.press("enter", "w")
        await typed(pilot, "remark 1")
        await pilot.press("enter")
        await until(
            pilot, lambda: app.shows("the filter of Backchannel does not find it: remark 2")
        )


async def test_lists_name_the_day_of_what_was_decided_on_another(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, map(remark, range(2)), clock=clock) as store:
        places = [post.place for post in (await store.read(everything)).posts]
        await store.write(board.hide, places[0], "tom", "a joke")
        await store.write(board.note, "asked twice", "tom")
        clock.advance(24 * 3_600)
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("asked twice"))
            assert sum("Fri 14:00" in line for line in app.lines()) == 1
            await pilot.press("H")
            await until(pilot, lambda: app.shows("Hidden and muted"))
            await until(
                pilot,
                lambda: any(
                    re.search("Fri 14:00 +Ana Example: Remark", line) for line in app.lines()
                ),
            )


def everything(db: Connection) -> Page:
    return pages.around(db, pages.View(), None, newer=0, older=10, since=None)


async def test_a_store_that_cannot_be_read_is_told_by_what_was_put_aside(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        await pilot.press("j", "s", "L")
        await until(pilot, lambda: app.shows("put aside by"))
        store.reading = StoreError("cannot be read: Input/output error")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("✕ cannot be read: Input/output error"))
        store.reading = None
        await pilot.press("L", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.is_running


async def test_a_pin_that_a_rule_mutes_for_a_time_says_so_until_it_is_over(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, map(remark, range(3)), event=EVENT, clock=clock) as store:
        places = [post.place for post in (await store.read(everything)).posts]
        await store.write(board.pin, places[1], "tom")
        async with desk_on(store, event=EVENT) as (app, pilot):
            loud = Rule("loud", '"remark 1"', mute=timedelta(minutes=10))
            await store.write(rules.make, loud, "tom")
            pins = app.desk.panes.pins
            await until(pilot, lambda: [row.aside for row in pins.rows] == ["a rule mutes it"])
            clock.advance(900)
            await app.desk.later.grow_older()
            await until(pilot, lambda: pins.rows[0].aside == "")


async def test_a_pin_that_a_rule_mutes_says_so_and_leads_nowhere(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(3)), event=EVENT) as store:
        places = [post.place for post in (await store.read(everything)).posts]
        await store.write(board.pin, places[1], "tom")
        async with desk_on(store, event=EVENT) as (app, pilot):
            await until(pilot, lambda: len(app.desk.panes.pins.rows) == 1)
            await store.write(rules.make, Rule("loud", '"remark 1"', mute=True), "tom")
            await until(pilot, lambda: app.desk.panes.pins.rows[0].aside == "a rule mutes it")
            await pilot.press("4", "j", "enter")
            await until(pilot, lambda: app.shows("A rule mutes it; H lists it"))
            await store.write(rules.bring_back, places[1], "tom")
            await until(pilot, lambda: app.desk.panes.pins.rows[0].aside == "")
