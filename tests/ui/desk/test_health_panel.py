"""The panel that says how everything is going."""

from __future__ import annotations

import os
import platform
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ui.desk.stage import BLOG, SOCIAL, desk_on, remark, store_with, until

from backchannel.model.moments import to_micros
from backchannel.model.source import UNREADABLE, Budget, Health, Hole, Noticed, Recovery, State
from backchannel.store import lease, sources
from backchannel.store.connection import Connection
from backchannel.store.coverage.places import tell_unseen

MINUTE = timedelta(minutes=1)


def known() -> Health:
    return Health(
        SOCIAL.name,
        "mastodon",
        State.RETRY,
        since=START - 6 * MINUTE,
        ok_at=START - 7 * MINUTE,
        tried_at=START - MINUTE,
        due=START + 4 * MINUTE,
        problem="no answer",
        given=1_212,
        passed_over=31,
        rejected=12,
        failures=3,
        reasons=(("it has no id", 9), ("it is empty", 3)),
        recoveries=(
            Recovery(START, START - 50 * MINUTE, 212),
            Recovery(START, START - timedelta(days=1), 1),
        ),
        noticed=Noticed(START, 0.2, 0.4, Budget(280, 300, START + 5 * MINUTE)),
    )


async def test_everything_known_of_a_source_is_told(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(sources.set_health, known())
        await pilot.press("h")
        await until(pilot, lambda: app.shows("◐ social.example"))
        for said in (
            "retry in 4 min since 13:54: no answer",
            "mastodon · 1,212 posts · 31 without the tag · 12 unreadable",
            "unreadable: it has no id (9), it is empty (3)",
            "last good 13:53 · next try 14:04 · failed 3 times in a row · answered in 200 ms",
            "280 of 300 requests left, all again at 14:05",
            "recovered 212 posts at 13:10, 1 post at Thu 14:00",
        ):
            assert app.shows(said), said


async def test_a_place_that_asked_us_to_wait_says_until_when(tmp_path: Path) -> None:
    until_then = START + timedelta(seconds=1_930)
    asked = replace(known(), due=until_then, until=until_then, problem="asked us to wait 32 min")
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(sources.set_health, asked)
        await pilot.press("h")
        await until(pilot, lambda: app.shows("asked us to wait until 14:33"))
        assert app.shows("retry in 32 min since 13:54: asked us to wait until 14:33")


async def test_how_old_the_newest_post_of_a_source_is_is_told(tmp_path: Path) -> None:
    arrived = [remark(n) for n in (150, 200)]
    async with store_with(tmp_path, arrived) as store, desk_on(store) as (app, pilot):
        await pilot.press("h")
        await until(pilot, lambda: app.shows("newest post 2 h ago"))
        assert app.shows("newest post 2 h ago, oldest 3 h ago")
        assert sum("newest post" in line for line in app.lines()) == 1


async def test_what_a_place_never_shows_and_what_may_be_lost_is_told(tmp_path: Path) -> None:
    hole = Hole(START - 90 * MINUTE, START - 30 * MINUTE)
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(tell_unseen, {SOCIAL.name: ("boosts", "what is not public")})
        await store.write(sources.set_health, replace(known(), holes=(hole,)))
        await pilot.press("h")
        await until(pilot, lambda: app.shows("not seen: boosts; what is not public"))
        assert app.shows("posts may be missing between 12:30 and 13:30")


async def test_what_several_places_never_show_is_told_once(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(tell_unseen, {SOCIAL.name: ("boosts",), BLOG.name: ("boosts",)})
        await pilot.press("h")
        await until(pilot, lambda: app.shows("not seen in this and 1 more: boosts"))
        assert sum("not seen" in line for line in app.lines()) == 1


async def test_it_says_who_collects_and_how_the_store_and_the_clock_are(tmp_path: Path) -> None:
    arrived = [remark(n) for n in range(3)]
    clock = Clock()
    async with (
        store_with(tmp_path, arrived, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("h")
        await until(pilot, lambda: app.shows("● collector"))
        assert app.shows("on another machine (here, process 1), since 14:00")
        assert app.shows("3 posts in ")
        assert app.shows("event.db")
        assert app.shows("not compared with any server's yet")
        for number in (1, 2):
            await store.write(_replaced, f"ours {number}")
        await until(pilot, lambda: app.shows("process 7, started by this desk, since 14:00"))
        assert app.shows("started 3 times today")
        clock.advance(36 * 3_600)
        await store.write(lease.take, "ours 2", 7, platform.node())
        await until(pilot, lambda: app.shows("since Fri 14:00 · started 3 times that day"))


def _replaced(db: Connection, holder: str) -> None:
    db.execute("DELETE FROM leases")
    lease.take(db, holder, 7, platform.node(), parent=os.getpid())


async def test_one_post_is_one_post(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("h")
        await until(pilot, lambda: app.shows("1 post in "))


async def test_where_nobody_collects_nobody_is_said_to_be_asked(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(lease.release, "tests")
        await pilot.press("R")
        await until(pilot, lambda: app.shows("Nobody is collecting: 2 sources wait to be asked"))
        await pilot.press("h")
        await until(pilot, lambda: app.shows("blog.example"))
        await pilot.press("G", "enter")
        said = "Nobody is collecting: blog.example waits to be asked"
        await until(pilot, lambda: app.shows(said))


async def test_enter_asks_one_source_and_no_other(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        for spec in (SOCIAL, BLOG):
            later = Health(spec.name, spec.kind, State.OK, ok_at=START, due=START + MINUTE)
            await store.write(sources.set_health, later)
        await pilot.press("h")
        await until(pilot, lambda: app.shows("● blog.example"))
        await pilot.press("enter")  # on the collector: nothing to ask
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.shows("Asking blog.example"))
        due = {each.spec.name: to_micros(each.due) for each in await store.read(sources.asked_for)}
        assert due == {"social.example": to_micros(START + MINUTE), "blog.example": 0}


async def test_a_click_on_the_health_line_opens_it(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.click("#health-line")
        await until(pilot, lambda: app.shows("How it is going"))
        await pilot.press("escape")
        await pilot.click("#headline")
        await pilot.pause()
        assert app.screen is app.desk


async def test_what_is_over_is_not_told_any_more(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        live = replace(known(), state=State.LIVE, problem="", ok_at=START - MINUTE, rejected=0)
        await store.write(sources.set_health, replace(live, reasons=()))
        await pilot.press("h")
        await until(pilot, lambda: app.shows("280 of 300 requests left"))
        # Who collects now has not heard it yet.
        assert app.shows("│  ◌ social.example starting")
        clock.advance(5 * 60)
        await store.write(lease.take, "tests", 1, "here")
        await pilot.press("escape", "h")
        await until(pilot, lambda: app.shows("social.example"))
        assert not app.shows("requests left")


async def test_a_line_that_cannot_be_read_is_explained_once(tmp_path: Path) -> None:
    said = "line 3 of standard input cannot be read: it is not one JSON object"
    odd = replace(known(), rejected=1, reasons=((UNREADABLE, 1),), note=said)
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await store.write(sources.set_health, odd)
        await pilot.press("h")
        await until(pilot, lambda: app.shows(said))
        assert app.shows("1 unreadable")
        assert not app.shows(UNREADABLE)
