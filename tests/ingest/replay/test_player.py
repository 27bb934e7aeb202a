from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from tests.clock import START, Clock
from tests.store.replay.recorded import EVENT, minute, record
from tests.store.written import texts
from tests.waiting import PATIENCE, until

from backchannel.ingest.replay.player import Player
from backchannel.store import pages
from backchannel.store.replay import course, playing
from backchannel.store.replay.course import Course
from backchannel.store.store import Reader, Store


@asynccontextmanager
async def playing_of(path: Path, way: Course) -> AsyncIterator[Store]:
    """A store into which somebody plays while this lasts."""
    async with Store(path) as store:
        await store.write(playing.prepare, EVENT, way)
    async with Store(path, now=Clock(START + timedelta(days=300))) as store:
        player = asyncio.create_task(Player(store, turn=0.01).run())
        try:
            yield store
        finally:
            player.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await player


async def begins(store: Reader, *words: str) -> bool:
    """Whether these are the first words there."""
    return (await store.read(texts))[: len(words)] == [*words]


async def test_what_was_before_is_there_at_once_and_keys_lead_on_and_back(tmp_path: Path) -> None:
    recorded = tmp_path / "event.db"
    await asyncio.to_thread(record, recorded)
    before = await asyncio.to_thread(recorded.read_bytes)
    way = Course(recorded=str(recorded), begin=minute(40), until=minute(0), at=minute(20.5))
    async with playing_of(tmp_path / "played.db", way) as store:
        await until(lambda: begins(store, "Words 21"))
        await store.write(course.turn, at=minute(10.5))
        await until(lambda: begins(store, "Words 11"))
        await store.write(course.turn, at=minute(30.5))
        await until(lambda: begins(store, "Words 31"))
    assert await asyncio.to_thread(recorded.read_bytes) == before


async def test_a_recording_that_is_gone_is_told(tmp_path: Path) -> None:
    recorded = tmp_path / "event.db"
    way = Course(recorded=str(recorded), begin=minute(40), until=minute(0), at=minute(20.5))
    async with playing_of(tmp_path / "played.db", way) as store:
        found: Course | None = None
        async with asyncio.timeout(PATIENCE), contextlib.aclosing(store.follow(0)) as news:
            async for _ in news:
                found = await store.read(course.course_of)
                if found is not None and found.problem:
                    break
        assert found is not None
        assert "event.db" in found.problem
        assert await store.read(pages.latest) == 0
