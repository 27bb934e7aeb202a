from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.clock import Clock

from backchannel.config.event_file import EventFile, read_event_file
from backchannel.config.user_file import read_user_file
from backchannel.demo.event import environment
from backchannel.demo.keeping import keep, recall
from backchannel.demo.sites.shelf import Entry, Turn
from backchannel.demo.story.programme import BEGINNING, END, OPENING, TAGS
from backchannel.demo.world import World
from backchannel.model.programme import running
from backchannel.sources.registry import load


def shown(world: World) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Everything on every site."""
    return [
        (name, [(e.id, e.piece, e.written, e.edited, e.likes) for e in site.shelf.newest_first()])
        for name, site in world.sites.items()
    ]


def test_the_same_seed_and_clock_give_the_same_world() -> None:
    worlds = []
    for _ in range(2):
        clock = Clock()
        world = World(now=clock)
        clock.advance(90)
        world.catch_up()
        worlds.append(shown(world))
    assert worlds[0] == worlds[1]


def test_it_does_not_matter_how_often_somebody_looks() -> None:
    once, often = Clock(), Clock()
    first, second = World(now=once), World(now=often)
    once.advance(60)
    for _ in range(60):
        often.advance(1)
        second.catch_up()
    first.catch_up()
    assert shown(first) == shown(second)


def test_ids_grow_and_nothing_is_later_than_now_even_after_jumps() -> None:
    clock = Clock()
    world = World(now=clock, start=OPENING)
    found: list[tuple[Turn, Entry]] = []
    with world.sites["toot"].shelf.listening(lambda turn, entry: found.append((turn, entry))):
        clock.advance(10)
        world.jump(OPENING + 4_000)
        world.clock.set_speed(0)
        clock.advance(1_000)
        world.catch_up()
        world.clock.set_speed(100)
        clock.advance(100)
        world.catch_up()
    new = [entry for turn, entry in found if turn is Turn.UPDATE]
    ids = [entry.id for entry in new]
    assert ids == sorted(set(ids))
    assert all(entry.written <= entry.published <= clock() for entry in new)


def test_a_paused_world_stands_still() -> None:
    clock = Clock()
    world = World(now=clock)
    world.clock.set_speed(0)
    before = shown(world)
    clock.advance(3_600)
    world.catch_up()
    assert shown(world) == before


def test_the_event_ends() -> None:
    world = World(now=Clock())
    assert not world.is_over
    world.jump(END + 86_400)
    assert world.is_over


def test_a_world_may_begin_before_anybody_said_anything() -> None:
    world = World(now=Clock(), start=BEGINNING - 1)
    assert not any(len(site.shelf) for site in world.sites.values())


async def written(world: World, path: Path) -> EventFile:
    """The event file of a world that is served, as the program reads it."""
    async with world.serve():
        text = world.event_file()

    def read() -> EventFile:
        path.write_text(text, encoding="utf-8")
        return read_event_file(path, load)

    return await asyncio.to_thread(read)


async def test_the_event_file_is_one_that_the_program_reads(clock: Clock, tmp_path: Path) -> None:
    world = World(now=clock)
    found = await written(world, tmp_path / "demo.toml")
    assert found.event.tags == TAGS
    assert [spec.name for spec in found.sources] == [site.host for site in world.sites.values()]
    assert all(spec.local for spec in found.sources)
    assert [spec.name for spec in found.sources if not spec.tagged] == [
        "toot.example",
        "civic.example",
        "bsky.example",
        "planet.example",
        "lens.example",
    ]
    assert {spec.kind for spec in found.sources} == {"mastodon", "bluesky", "irc", "flickr", "feed"}
    assert found.event.starts is not None
    assert found.event.starts < clock()
    assert len(found.event.people) >= 8
    assert any(account.endswith(".bsky.example") for account in found.event.people[0].accounts)
    assert len(found.rules) == 7
    assert [(view.name, view.pane) for view in found.event.views] == [
        ("Questions", "backchannel"),
        ("Room", "backchannel"),
        ("Photos", "feeds"),
    ]


async def test_the_keynote_is_running_now(clock: Clock, tmp_path: Path) -> None:
    found = await written(World(now=clock), tmp_path / "demo.toml")
    session = running(found.event.sessions, clock())
    assert session is not None
    assert session.title.startswith("Keynote")
    assert session.people


def test_the_token_goes_into_the_variable_that_the_program_reads() -> None:
    assert environment() == {
        "BACKCHANNEL_127_0_0_1_TOKEN": "demo-token",
        "BACKCHANNEL_FACILITATOR_TOOT_EXAMPLE_TOKEN": "demo-token",
    }


async def test_one_can_write_there_with_an_account_of_its_own(tmp_path: Path) -> None:
    world, file = World(), tmp_path / "accounts.toml"
    async with world.serve() as addresses:
        file.write_text(world.accounts_file())
        (own,) = (await asyncio.to_thread(read_user_file, file)).accounts
    assert own.account.name == "@facilitator@toot.example"
    assert (own.account.server, own.local) == (addresses["toot"], True)


async def test_time_goes_on_by_itself_while_it_is_served() -> None:
    world, arrived = World(speed=2_000), asyncio.Event()
    with world.sites["toot"].shelf.listening(lambda _turn, _entry: arrived.set()):
        async with world.serve():
            await arrived.wait()


def test_a_kept_world_goes_on_where_it_stopped_and_its_past_stays_as_it_was(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "demo.json"
    first = World(now=clock)
    clock.advance(90)
    first.catch_up()
    keep(file, 1, first)
    before = shown(first)
    clock.advance(86_400)
    kept = recall(file, 1)
    second = World(now=clock, start=kept.moment, past=kept.past)
    assert shown(second) == before
    clock.advance(60)
    second.catch_up()
    new = [entry for site in second.sites.values() for entry in site.shelf.newest_first()]
    assert len(new) > sum(len(entries) for _, entries in before)
    assert max(entry.written for entry in new) > kept.past[-1].wall + timedelta(days=1)
    keep(file, 1, second)
    third = recall(file, 1)
    assert shown(World(now=clock, start=third.moment, past=third.past)) == shown(second)


def test_another_seed_begins_at_the_beginning(tmp_path: Path) -> None:
    keep(tmp_path / "demo.json", 1, World(now=Clock()))
    kept = recall(tmp_path / "demo.json", 2)
    assert (kept.moment, kept.past) == (OPENING, ())
    (tmp_path / "demo.json").write_text("half a fi")
    assert recall(tmp_path / "demo.json", 1).past == ()
