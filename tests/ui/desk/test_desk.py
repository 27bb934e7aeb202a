from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.hostile import OBEYED
from tests.ui.desk.stage import (
    SOCIAL,
    FailingStore,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)

from backchannel.errors import StoreBusy, StoreError
from backchannel.model.moments import to_micros
from backchannel.model.source import Health, State
from backchannel.store import board, lease, posts, sources
from backchannel.store.roles import stage


@pytest.mark.parametrize(
    ("size", "seen", "tabs"),
    [
        ((140, 40), {1, 2, 3, 4}, False),
        ((100, 30), {1, 2}, False),
        ((80, 24), {1, 2}, False),
        ((60, 20), {2}, True),
        ((40, 12), {2}, True),
    ],
)
async def test_as_many_panes_as_fit(
    tmp_path: Path,
    size: tuple[int, int],
    seen: set[int],
    tabs: bool,  # a column
) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        desk_on(store, size) as (app, pilot),
    ):
        assert {n for n, pane in app.desk.panes.panes.items() if pane.body.display} == seen
        assert bool(re.search("(?m)^ 1 Feeds +2 Backchannel", app.text())) == tabs
        assert app.shows("Remark 0")
        await pilot.press("3")
        await until(pilot, lambda: app.shows("Nothing written yet."))
        assert all(len(line) <= size[0] for line in app.lines())


async def test_a_terminal_of_any_size_is_survived(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  # sizes, not secrets
    sizes = [(1, 1), (300, 100), (2, 1), (1, 60), (119, 3), (40, 2), (80, 5), (39, 11)]
    sizes += [(chance.randint(1, 200), chance.randint(1, 60)) for _ in range(12)]
    async with (
        store_with(tmp_path, map(remark, range(50))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "j", "e")
        for number, size in enumerate(sizes):
            await pilot.resize_terminal(*size)
            await pilot.press(
                ("escape", "slash", "3", "j", "question_mark", "escape", "e")[number % 7]
            )
        await pilot.resize_terminal(140, 40)
        await pilot.press("escape", "escape", "2")
        await until(pilot, lambda: app.shows("Remark"))


async def test_what_cannot_be_stored_is_said_and_not_lost(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        store.writing = StoreBusy("the store is locked by another program")
        await pilot.press("j", "p")
        await until(pilot, lambda: app.shows("Nothing can be stored: the store is locked"))
        assert not app.shows("◆")
        await pilot.press("e")
        await typed(pilot, "do not lose this")
        await pilot.press("enter")
        await pilot.pause()
        assert app.shows("do not lose this")
        store.writing = None
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("+18:00 do not lose this"))
        await until(pilot, lambda: app.shows("◌ social.example starting"))


async def test_a_store_that_cannot_be_read_keeps_what_is_shown_until_it_can(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        store.reading = StoreBusy("the store is locked by another program")
        await store.write(posts.save, SOCIAL, (remark(0, "Just now"),))
        await until(pilot, lambda: app.shows("what is on screen stays"))
        assert app.shows("Remark 1")
        await pilot.press("3", "h", "escape", "2")
        store.reading = None
        await until(pilot, lambda: app.shows("Just now"))
        await until(pilot, lambda: not app.shows("what is on screen stays"))


async def test_the_first_fill_of_an_empty_store_is_nothing_new(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        for start in (0, 100, 50):
            arrived = tuple(remark(number) for number in range(start + 1, start + 40))
            await store.write(posts.save, SOCIAL, arrived)
            await until(pilot, lambda: app.shows("Remark 1 "))
        await until(pilot, lambda: app.shows(" 117 "))
        assert not app.shows("new")


async def test_what_arrives_late_in_a_settled_pane_is_new_and_found_with_n(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(90))) as store,
        desk_on(store) as (app, pilot),
    ):
        await store.write(posts.save, SOCIAL, (remark(70, "Late but here", minutes=0.5),))
        await store.write(
            posts.save, SOCIAL, (replace(remark(700, "Late but here", minutes=640.5)),)
        )
        await until(pilot, lambda: app.shows("▼ 1 new"))
        await pilot.press("n")
        await until(pilot, lambda: app.shows("▌ Late but here"))


async def test_how_far_was_read_is_known_after_a_restart(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(9))) as store:
        async with desk_on(store) as (app, pilot):
            await pilot.press("j", "j", "j")
            await until(pilot, lambda: app.desk.panes.streams[2].reader.read is not None)
            await app.desk.marks.flush()
        assert await store.read(sources.read_mark, "backchannel") is not None
        later = tuple(remark(n, f"Later {n}", minutes=400) for n in range(300, 303))
        await store.write(posts.save, SOCIAL, later)
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("read to here"))


async def test_the_mouse_chooses_opens_scrolls_and_goes_to_the_newest(tmp_path: Path) -> None:
    long = remark(2, " ".join(["A long remark about outcomes."] * 60))
    many = [long, *map(remark, range(3, 60))]
    async with store_with(tmp_path, many) as store, desk_on(store) as (app, pilot):
        stream = app.desk.panes.streams[2]
        await pilot.click(stream, offset=(5, 1))
        assert stream.chosen is not None
        assert app.shows("more lines")
        await pilot.click(stream, offset=(5, 1), times=2)
        await until(pilot, lambda: app.shows("Details  #"))
        await pilot.press("escape", "f")
        await until(pilot, lambda: not app.shows("more lines"))
        await pilot.click("#backchannel", offset=(10, 0))
        await until(pilot, lambda: stream.chosen is None)
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: app.desk.query_one("Tabs").region.height > 0)
        await pilot.click("Tabs", offset=(2, 0))
        await until(pilot, lambda: app.desk.panes.active == 1)


async def test_a_post_deleted_by_its_author_leaves_its_pin_to_say_so(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(5))) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p")
        await until(pilot, lambda: app.shows("1 Ana Example: Remark 0"))
        await store.write(posts.retract, SOCIAL.name, [remark(0).id])
        await until(pilot, lambda: app.shows("can no longer be shown"))
        await pilot.press("4", "enter")
        await until(pilot, lambda: app.shows("Deleted by its author"))


async def test_a_pin_says_why_it_cannot_be_shown_until_it_can(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, map(remark, range(5)), clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        pins = app.desk.panes.pins
        await pilot.press("j", "p")
        await until(pilot, lambda: [row.aside for row in pins.rows] == [""])
        clock.advance(60)
        await store.write(posts.save, SOCIAL, [remark(0, "Something else")])
        said = "edited since it was pinned"
        await until(pilot, lambda: [row.aside for row in pins.rows] == [said])
        await until(pilot, lambda: app.shows(said))
        await store.write(stage.take, int(pins.rows[0].key), "tom")
        await until(pilot, lambda: [row.aside for row in pins.rows] == ["● on air"])
        await store.write(stage.off_air, "tom")
        await until(pilot, lambda: [row.aside for row in pins.rows] == [""])


async def test_nothing_a_stranger_or_a_script_wrote_reaches_the_terminal_raw(
    tmp_path: Path,
) -> None:
    evil = " ".join(OBEYED)[:5_000]
    async with store_with(tmp_path) as store:
        health = Health(SOCIAL.name, "mastodon", State.REFUSED, problem=evil)
        await store.write(sources.set_health, health)
        for text in OBEYED:
            await store.write(board.note, f"note {text} end", "facilitator")
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("note"))
            await pilot.press("h")
            await until(pilot, lambda: app.shows("social.example refused"))
            drawn = app.text()
            assert not [sign for sign in drawn if not sign.isprintable() and sign != "\n"]


async def test_the_clock_and_the_minutes_left_follow_the_time(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        assert app.shows("14:00 · Keynote · 27 min left")
        clock.advance(60 * 28)
        await app.desk.status.read()
        await pilot.pause()
        assert app.lines()[0].rstrip().endswith("14:28 · Keynote · 1 min over")
        clock.advance(60 * 30)
        await app.desk.status.read()
        await pilot.pause()
        assert app.lines()[0].rstrip().endswith("14:58")


async def test_a_desk_that_nobody_collects_for_says_so(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        clock.advance(30)
        await app.desk.status.read()
        await until(pilot, lambda: app.shows("nobody is collecting"))


async def test_a_desk_says_how_old_what_it_knows_is_until_somebody_collects(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        live = Health(SOCIAL.name, "mastodon", State.LIVE, ok_at=clock())
        await store.write(sources.set_health, live)
        await store.write(lease.release, "tests")
        clock.advance(60 * 12)
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("◌ social.example last live 12 min ago"))
            assert not app.shows("●")
            await store.write(lease.take, "tests", 1, "here")
            await store.write(sources.set_health, replace(live, ok_at=clock()))
            await until(pilot, lambda: app.shows("● social.example live"))


async def test_a_desk_says_why_nobody_collects(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        clock.advance(30)
        await app.desk.status.read()
        app.desk.status.say_not_collecting("event.toml:3: bad")
        await until(pilot, lambda: app.shows("nobody is collecting: event.toml:3: bad"))
        await store.write(lease.take, "tests", 1, "here")
        await until(pilot, lambda: not app.shows("nobody is collecting"))


async def test_a_full_disk_is_told_before_anybody_presses_a_key(tmp_path: Path) -> None:
    clock = Clock()
    stored = store_with(tmp_path, clock=clock, kind=FailingStore)
    async with stored as store, desk_on(store) as (app, pilot):
        assert isinstance(store, FailingStore)
        store.writing = StoreError("the disk is full; nothing new can be stored")
        clock.advance(30)
        await app.desk.status.look(app.desk.pen.try_again)
        await until(pilot, lambda: app.shows("Nothing can be stored: the disk is full"))
        store.writing = None
        await app.desk.status.look(app.desk.pen.try_again)
        await until(pilot, lambda: app.shows("nobody is collecting"))


async def test_r_goes_to_where_one_had_read_to_in_an_earlier_desk(tmp_path: Path) -> None:
    many = [remark(number) for number in range(1, 600)]
    async with store_with(tmp_path, many) as store:
        place = to_micros(many[449].published or START)
        await store.write(sources.set_read_mark, "backchannel", place)
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.desk.panes.streams[2].reader.read is not None)
            await pilot.press("B")
            await until(pilot, lambda: app.shows("▌ Remark 450 of"))
            at = next(y for y, line in enumerate(app.lines()) if "▌ Remark 450 of" in line)
            assert "read to here" in app.lines()[at - 2]
            await pilot.press("g", "slash", *"from:nobody", "enter", "r")
            assert app.shows("Nothing matches.")


async def test_r_goes_nowhere_where_nothing_was_read(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("B")
        assert app.desk.panes.streams[2].chosen is None
