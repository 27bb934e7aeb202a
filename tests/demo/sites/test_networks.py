"""The demo's Bluesky and its chat room, read by the sources that read the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from tests.demo.conftest import Visit
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import unhurried

from backchannel.clean.html import from_html
from backchannel.demo.net.faults import Down
from backchannel.demo.sites.chat import CHANNEL
from backchannel.demo.story.networks import handle_of
from backchannel.demo.story.programme import TAGS
from backchannel.demo.world import Site
from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach, Source
from backchannel.sources.bluesky import Bluesky
from backchannel.sources.bluesky import Options as Sky
from backchannel.sources.http import PoliteHttp
from backchannel.sources.irc import Irc
from backchannel.sources.irc.source import Options as Room
from backchannel.sources.streams.lines import PoliteDial

LONG = 900
"""Seconds in which a few things happen everywhere."""


def reach(visit: Visit, http: PoliteHttp) -> Reach:
    dial = PoliteDial(unhurried(), allow_local=True)
    return Reach(http, DocumentsHere(), Event("Councils", TAGS), visit.clock, dial=dial)


class Reading:
    """What a source gives, kept as the store would keep it."""

    def __init__(self, source: Source) -> None:
        self.source, self.bookmark = source, ""
        self.drafts: dict[str, Draft] = {}
        self.gone: set[str] = set()
        self.batches: Any = None

    async def until(self, is_so: Callable[[Batch], object]) -> Batch:
        if self.batches is None:
            self.batches = self.source.batches(self.bookmark or None)
        while True:
            batch: Batch = await anext(self.batches)
            self.drafts |= {draft.id: draft for draft in batch.drafts}
            self.gone |= set(batch.gone)
            self.bookmark = batch.bookmark or self.bookmark
            if is_so(batch):
                return batch

    async def close(self) -> None:
        batches, self.batches = self.batches, None
        if batches is not None:
            await batches.aclose()


def shown(site: Site) -> set[str]:
    return {entry.piece.text for entry in site.shelf.newest_first()}


@asynccontextmanager
async def opened(source: Source) -> AsyncIterator[Reading]:
    reading = Reading(source)
    try:
        yield reading
    finally:
        await reading.close()


async def test_bluesky_gives_what_is_posted_with_names_and_again_after_a_break(
    visit: Visit,
) -> None:
    sky = visit.world.sites["sky"]
    address = visit.addresses["sky"]
    options = Sky(hosts=(address.replace("http", "ws"),), appview=address)
    before = shown(sky)
    async with (
        PoliteHttp(unhurried(), allow_local=True, now=visit.clock) as http,
        opened(Bluesky(options, reach(visit, http), patience=0.2)) as reading,
    ):
        await reading.until(lambda batch: batch.is_live)
        visit.advance(LONG)
        await reading.until(lambda _: shown(sky) - before <= _texts(reading))
        await reading.until(lambda _: all(each.author.handle for each in _drafts(reading)))
        assert {each.author.handle for each in _drafts(reading)} <= {
            f"@{each}" for each in _handles(sky)
        }
        await reading.close()
        sky.server.cut()
        seen = shown(sky)
        visit.advance(LONG)
        await reading.until(lambda _: shown(sky) - seen <= _texts(reading))


async def test_the_room_is_read_from_its_beginning_and_then_live(visit: Visit) -> None:
    room = visit.world.sites["room"]
    where = urlsplit(visit.addresses["room"])
    options = Room(where.hostname or "", (CHANNEL,), port=where.port or 0, tls=False)
    async with (
        PoliteHttp(unhurried(), allow_local=True, now=visit.clock) as http,
        opened(Irc(options, reach(visit, http), patience=0.2)) as reading,
    ):
        await reading.until(lambda _: len(reading.drafts) == len(room.shelf))
        visit.advance(LONG)
        await reading.until(lambda _: len(reading.drafts) == len(room.shelf))
        assert _texts(reading) == {" ".join(text.split()) for text in shown(room)}


async def test_a_room_that_is_down_hangs_up_at_once(visit: Visit) -> None:
    visit.world.sites["room"].fail(Down())
    where = urlsplit(visit.addresses["room"])
    dial = PoliteDial(unhurried(), allow_local=True)
    async with dial(where.hostname or "", where.port or 0, tls=False) as lines:
        assert [line async for line in lines] == []


def _drafts(reading: Reading) -> list[Draft]:
    return list(reading.drafts.values())


def _texts(reading: Reading) -> set[str]:
    return {_plain(draft) for draft in _drafts(reading)}


def _plain(draft: Draft) -> str:
    return str(from_html(draft.content).text) if draft.content_is_html else draft.content


def _handles(site: Site) -> set[str]:
    return {handle_of(entry.piece.author) for entry in site.shelf.newest_first()}
