"""The feed of an old event that is still there, read page by page as the source `feed` does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Final, cast

from backchannel.clean.addresses import by_flag
from backchannel.clean.terminal import clean_line
from backchannel.clean.urls import host
from backchannel.cli.verbs.record.archives import Brought
from backchannel.errors import BackchannelError, ConfigError, Refusal, SourceError, SourceRefused
from backchannel.model.programme import Event

if TYPE_CHECKING:
    from backchannel.model.post import Draft
    from backchannel.sources.api import Batch, Source

PAGES: Final = 500
"""Older pages that are asked for; a blog has ten entries on one."""

MOST: Final = 5_000
"""Entries that are taken from one address."""

_COUNTED_BY: Final = "paged"
"""By what WordPress, and who does as it does, counts pages; others say where the next one is."""


Told = Callable[["Draft | None", int], None]
"""Hears after each page which entry was the last, and how many there are by then."""


async def fetched(address: str, told: Told, *, is_local: bool) -> tuple[Brought, str]:
    """What is in a feed and in its older pages, newest first; and why that is not all, if so.

    An address of this machine or network is opened only if it `is_local`. Raises BackchannelError
    when there is no feed to be had.
    """
    async with _feed(address, is_local=is_local) as feed:
        try:
            found, problem = await whole(feed, told)
        except SourceError as error:
            raise BackchannelError(by_flag(str(error))) from error
    if not found:
        raise ConfigError(f"{clean_line(address)} holds no feed with posts in it")
    return Brought(host(address) or clean_line(address), "feeds", tuple(found)), problem


async def whole(feed: Source, told: Told, most: int = MOST) -> tuple[list[Draft], str]:
    """What a feed gives at first contact; and why that is not all, empty if it is.

    Raises SourceError when that is nothing. One that says it has ended has given all it has.
    """
    found: list[Draft] = []
    problem = ""
    async with aclosing(cast("AsyncGenerator[Batch, None]", feed.batches(None))) as batches:
        try:
            async for batch in batches:
                found += batch.drafts
                problem = batch.note or problem
                told(found[-1] if found else None, len(found))
                if len(found) > most:
                    return found[:most], f"the newest {most:,} entries, of more"
        except SourceRefused as error:
            if not found or error.why is not Refusal.GONE:
                raise
    return found, problem


@asynccontextmanager
async def _feed(address: str, *, is_local: bool) -> AsyncIterator[Source]:
    """A feed of no event: it is read from the newest to the oldest, and not to a beginning."""
    from backchannel.ingest.reader import DocumentReader
    from backchannel.sources.api import Reach
    from backchannel.sources.feed import Feed, Options, Way
    from backchannel.store.connection import utc_now
    from backchannel.wiring.net import polite_http

    polite = await asyncio.to_thread(polite_http)
    async with DocumentReader() as documents, polite(allow_local=is_local) as http:
        reach = Reach(http, documents, Event("", ()), utc_now)
        yield Feed(Options(address), reach, way=Way(pages=_COUNTED_BY, most=PAGES))
