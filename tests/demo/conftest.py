"""A demo world whose clock stands still until a test moves it, and a client for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

from backchannel.demo.world import World

if TYPE_CHECKING:
    from tests.clock import Clock

TAG = "/api/v1/timelines/tag/councilsconnect"


@dataclass(frozen=True, slots=True)
class Visit:
    """A world that is served, its addresses, the hands of its clock, and a browser."""

    world: World
    addresses: Mapping[str, str]
    clock: Clock
    client: httpx.AsyncClient

    def advance(self, seconds: float) -> None:
        """Let wall time pass, and everything happen that it brings."""
        self.clock.advance(seconds)
        self.world.catch_up()

    async def get(self, site: str, path: str = "", **headers: str) -> httpx.Response:
        """GET something from a site, underscores in header names being hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(self.addresses[site] + path, headers=sent)


@pytest.fixture
async def visit(clock: Clock) -> AsyncIterator[Visit]:
    """The default world, in the middle of day two's keynote."""
    world = World(now=clock)
    async with world.serve() as addresses, httpx.AsyncClient(trust_env=False) as client:
        yield Visit(world, addresses, clock, client)
