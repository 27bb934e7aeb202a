"""Sources that come and go while a real collector runs."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.journeys.venue import Venue, venue
from tests.waiting import until

from backchannel.model.source import State
from backchannel.store import board, sources
from backchannel.store.tending import errands
from backchannel.store.tending.errands import Wish
from backchannel.wiring.tending import changes

TOOT, LENS = "toot.example", "lens.example"


async def is_live(here: Venue, name: str) -> bool:
    health = await here.health()
    return name in health and health[name].state in {State.LIVE, State.OK}


async def test_a_source_is_taken_out_and_comes_back_without_a_restart(tmp_path: Path) -> None:
    async with venue(tmp_path, speed=60, sites=("toot", "lens")) as here:
        text = await asyncio.to_thread(here.file.read_bytes)
        await here.start()
        await until(lambda: is_live(here, TOOT))
        given = (await here.health())[TOOT].given
        edited = await changes.remove(here.file, TOOT, here.store, "ann")
        assert [each.name for each in edited.event.sources] == [LENS]
        assert list(await here.health()) == [LENS]
        await until(lambda: _published(here, given + 5))
        undone = await here.store.write(board.undo, "ann")
        await changes.carry_out(here.file, here.store, undone)
        assert await asyncio.to_thread(here.file.read_bytes) == text
        await until(lambda: is_live(here, TOOT))
        here.world.clock.set_speed(0)
        await until(here.has_everything)
        assert not await here.doubled()


async def test_what_is_written_by_hand_is_followed_and_what_is_asked_is_answered(
    tmp_path: Path,
) -> None:
    async with venue(tmp_path, speed=60, sites=("toot", "lens")) as here:
        text = await asyncio.to_thread(here.file.read_text)
        start, _, _ = text.rpartition("[[source]]")
        await asyncio.to_thread(here.file.write_text, start)
        await here.start()
        await until(lambda: is_live(here, TOOT))
        assert LENS not in await here.health()
        await asyncio.to_thread(here.file.write_text, text)
        await until(lambda: is_live(here, LENS))
        (spec,) = [
            each.spec for each in await here.store.read(sources.asked_for)
            if each.spec.name == LENS
        ]  # fmt: skip
        number = await here.store.write(errands.ask, Wish(spec=spec))
        assert number is not None
        place = await here.store.write(errands.ask, Wish(here.sites[TOOT].url, local=True))
        assert place is not None
        await until(lambda: _is_answered(here, number))
        await until(lambda: _is_answered(here, place))
        found = await here.store.read(errands.errand, place)
        assert found is not None
        assert found.answer is not None
        assert [each.kind for each in found.answer.proposals] == ["mastodon"]


async def _published(here: Venue, count: int) -> bool:
    return len(here.published()) >= count


async def _is_answered(here: Venue, number: int) -> bool:
    found = await here.store.read(errands.errand, number)
    return found is not None and found.answer is not None
