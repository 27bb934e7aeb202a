"""A server whose certificate nobody signed but itself, from its socket to the health line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.journeys.venue import venue
from tests.sources.authority import Authority
from tests.sources.loopback import Call, serving
from tests.waiting import until

from backchannel.model.source import State
from backchannel.ui.health.health_line import Situation, health_line

SAID = "its certificate is signed by itself"


@asynccontextmanager
async def self_signed(folder: Path) -> AsyncIterator[str]:
    """The address of a feed that would be good."""
    authority = await asyncio.to_thread(Authority, folder)
    tls = await asyncio.to_thread(authority.server, "localhost", alone=True)

    async def answer(call: Call) -> None:
        await call.reply(body=b'{"version": "https://jsonfeed.org/version/1.1", "items": []}')

    async with serving(answer, tls=tls) as web:
        yield web.url("/feed.json", host="localhost")


async def test_a_certificate_error_is_a_sentence_and_harms_no_other_source(tmp_path: Path) -> None:
    async with (
        venue(tmp_path, speed=240, sites=("toot", "harbour")) as here,
        self_signed(tmp_path) as url,
    ):
        table = f'\n[[source]]\nkind = "feed"\nname = "bad"\nurl = "{url}"\nlocal = true\n'
        text = await asyncio.to_thread(here.file.read_text, "utf-8")
        await asyncio.to_thread(here.file.write_text, text + table, "utf-8")
        await here.start()

        async def is_said() -> bool:
            health = await here.health()
            return "bad" in health and bool(health["bad"].problem)

        await until(is_said)
        here.world.clock.set_speed(0)
        await until(here.has_everything)
        health = await here.health()
        assert health["bad"].state is State.RETRY
        assert {each.state for name, each in health.items() if name != "bad"} <= {
            State.OK,
            State.LIVE,
        }
        line = health_line(
            Situation(tuple(health.values()), is_collected=True), here.store.now(), 200
        )
        assert "◐ bad retry in" in line.plain
        assert SAID in line.plain
