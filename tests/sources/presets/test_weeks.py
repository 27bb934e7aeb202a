"""A place that is read for weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar, cast

from tests.holding import held
from tests.sources.feed_reach import FakeHttp, reach
from tests.sources.presets.place import KINDS

from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.sources.feed_document import FeedDocument

T = TypeVar("T")

PAGE = 500
"""Entries of the largest page that is read."""


class Prepared:
    """Makes a page of posts of every document: its words, and a number for each."""

    async def read(
        self, _reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, _: Mapping[str, str]
    ) -> T:
        ids = (f"{body.decode()} {number}" for number in range(PAGE))
        return cast("T", FeedDocument(tuple(Draft(id=id_, content="Words") for id_ in ids)))


async def test_whoever_reads_two_lists_does_not_remember_all_that_ever_stood_on_them() -> None:
    event = Event(name="Performance", tags=("ideaperf", "kpi"))
    http = FakeHttp()
    world = replace(reach(http, event), documents=Prepared())
    source = KINDS["ghost"](KINDS["ghost"].options(server="blog.example"), world)
    kept: list[int] = []
    for poll in range(28):
        for tag in event.tags:
            http.put(f"https://blog.example/tag/{tag}/rss/", f"poll {poll}")
        found = [batch async for batch in source.batches(None)]
        assert sum(len(batch.drafts) for batch in found) == 2 * PAGE
        kept.append(held(source, besides=world))
    assert kept[0] < kept[10] < kept[-4]
    assert kept[-1] <= kept[-4] + 10  # by then it knows ten thousand, and has forgotten some
