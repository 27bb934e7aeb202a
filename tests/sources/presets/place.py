"""A place that everybody knows, faked: prepared answers, and the preset that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.sources.feed_reach import FakeHttp, reach

from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.sources import registry
from backchannel.sources.api import Batch

ONE_TAG = Event(name="Performance", tags=("ideaperf",))
KINDS = {name: registry.load(name) for name in registry.names()}
"""Every installed kind, loaded before any test runs: importing one reads files."""

NOTHING: Mapping[str, object] = {}
_SPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'


async def poll(
    kind: str,
    http: FakeHttp,
    bookmark: str | None = None,
    *,
    event: Event = ONE_TAG,
    token: str = "",
    given: Mapping[str, object] = NOTHING,
    **options: object,
) -> list[Batch]:
    """One poll by a preset, with options by name or `given` in a table."""
    source = KINDS[kind]
    world = replace(reach(http, event), secret=lambda _name: token)
    return [
        batch async for batch in source(source.options(**given, **options), world).batches(bookmark)
    ]


def drafts(batches: list[Batch]) -> list[Draft]:
    """All posts of a poll."""
    return [draft for batch in batches for draft in batch.drafts]


def urls(http: FakeHttp) -> list[str]:
    """What was asked, in order."""
    return [request.url for request in http.requests]


def rss(*items: str) -> str:
    """An RSS document around entries."""
    entries = "".join(items)
    return f'<rss version="2.0" {_SPACES}><channel><title>A place</title>{entries}</channel></rss>'


def item(number: int, inside: str = "", *, page: str = "") -> str:
    """An RSS entry, posted at `number` minutes past one."""
    page = page or f"https://place.example/{number}"
    return (
        f"<item><title>Title {number}</title><link>{page}</link><guid>{page}</guid>"
        f"<pubDate>Fri, 09 Jan 2026 13:0{number}:00 +0000</pubDate>{inside}</item>"
    )
