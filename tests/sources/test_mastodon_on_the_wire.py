"""The source, the real HTTP and WebSocket clients, and a server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.clock import Clock
from tests.sources.mastodon_server import Kept, NoDocuments, poll
from tests.waiting import PATIENCE

from backchannel.demo.sites.policy import TOKEN, Policy
from backchannel.demo.world import World
from backchannel.errors import Refusal, SourceRefused
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.mastodon import Mastodon, Options
from backchannel.sources.network.hosts import Hosts

TAGS = ("councilsconnect", "ccx26")


@dataclass
class Scene:
    """A world whose time is the test's, and a source that reads one of its servers."""

    world: World
    clock: Clock
    reading: Mastodon

    def pass_minutes(self, minutes: float) -> None:
        """Let things happen."""
        self.clock.advance(60 * minutes)
        self.world.catch_up()

    @property
    def there(self) -> set[str]:
        """The ids of what the server would show now."""
        entries = self.world.sites["toot"].shelf.newest_first()
        return {str(entry.id) for entry in entries if entry.tags & set(TAGS)}


@asynccontextmanager
async def scene(token: str = "", policy: Policy | None = None) -> AsyncIterator[Scene]:
    """Everything but the pause between two requests is as in an event."""
    clock = Clock()
    world = World(speed=1.0, now=clock, policies={"toot": policy or Policy(allowance=9_999)})
    async with world.serve() as addresses, PoliteHttp(Hosts(pause=0.0), allow_local=True) as http:
        event = Event("Councils Connect", TAGS)
        reach = Reach(http, NoDocuments(), event, clock, lambda _name: token)
        yield Scene(world, clock, Mastodon(Options(addresses["toot"]), reach, patience=0.05))


async def test_a_morning_is_read_whole_and_followed() -> None:
    async with scene() as on:
        kept = await poll(on.reading, Kept())
        assert set(kept.drafts) == on.there
        assert len(kept.drafts) > 100
        for _ in range(6):
            on.pass_minutes(20)
            await poll(on.reading, kept)
            assert on.there <= set(kept.drafts)
        assert not kept.gone & on.there
        assert not sum(batch.rejected for batch in kept.batches)


async def test_a_stream_tells_what_happens_while_nobody_asks() -> None:
    async with scene(TOKEN) as on:
        kept, batches = Kept(), on.reading.batches(None)
        async with asyncio.timeout(PATIENCE):
            while not _is_up(batch := await anext(batches)):
                kept.store(batch)
            before = set(kept.drafts)
            on.pass_minutes(3)
            while not on.there <= set(kept.drafts):
                kept.store(await anext(batches))
        assert on.there - before
        await batches.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_a_wrong_token_still_shows_what_is_public() -> None:
    async with scene("wrong") as on:
        kept = await poll(on.reading, Kept())
        assert set(kept.drafts) == on.there
        assert kept.batches[-1].note.startswith("the token is not accepted")


async def test_a_closed_server_is_refused_with_a_reason() -> None:
    async with scene(policy=Policy(timelines_need_token=True)) as on:
        with pytest.raises(SourceRefused, match="only to people with an account there") as refusal:
            await poll(on.reading, Kept())
    assert refusal.value.why is Refusal.LOGIN


def _is_up(batch: Batch) -> bool:
    """The first heartbeat after the pages."""
    return batch == Batch(is_live=True)
