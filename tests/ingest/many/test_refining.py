"""What a worker makes of drafts is what this process makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from benchmarks.harness.feeds import Writer
from msgspec.structs import replace
from tests.ingest.scripted import EVENT, draft, spec

from backchannel.errors import SourceRefused
from backchannel.ingest import intake
from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.many import refining
from backchannel.ingest.many.refining import Refine
from backchannel.ingest.reader import DocumentReader
from backchannel.model.post import Draft
from backchannel.sources.api import Batch, Documents
from backchannel.sources.feed_document import FeedDocument, read_feed
from backchannel.store import sources
from backchannel.store.store import Store

NOW = datetime(2026, 1, 9, 14, tzinfo=UTC)
MANY = Batch(
    drafts=(
        *(draft(number) for number in range(120)),
        draft(500, content="nothing of ours"),
        draft(501, content="", url="", title=""),
        draft(502, id=""),
    ),
    bookmark="so far",
    rejected=2,
)


FEW = Batch(drafts=MANY.drafts[:3], bookmark="so far")

T = TypeVar("T")
Read = Callable[[bytes, Mapping[str, str]], T]


@dataclass
class Counted:
    """Counts what is read."""

    documents: Documents
    read_by: list[str] = field(default_factory=list)

    async def read(self, reader: Read[T], body: bytes, hints: Mapping[str, str]) -> T:
        self.read_by.append(reader.__name__)
        return await self.documents.read(reader, body, hints)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a plug-in's reader may make."""

    drafts: tuple[str, ...]


def read_list(body: bytes, _hints: Mapping[str, str]) -> Listed:
    return Listed(tuple(body.decode().split()))


def feed(entries: int = 12) -> bytes:
    return Writer(entries).feed(1, NOW)


async def read_along(documents: Documents, body: bytes) -> tuple[refining.Elsewhere, FeedDocument]:
    elsewhere = refining.Elsewhere(documents)
    along = elsewhere.documents_of(spec(), EVENT, lambda: NOW)
    return elsewhere, await along.read(read_feed, body, {"now": NOW.isoformat()})


async def refined(refine: Refine, batch: Batch) -> list[Refined]:
    refinery = Refinery(spec(), ["rivers"])
    return [part async for part in refine(refinery, batch, NOW)]


async def test_many_drafts_come_to_the_same_in_a_worker() -> None:
    async with DocumentReader(workers=1) as documents:
        there = await refined(refining.Elsewhere(documents), MANY)
        assert documents.pids
    assert there == await refined(refining.here, MANY)
    assert [len(part.batch.drafts) for part in there] == [50, 50, 23][::-1]
    assert [part.batch.bookmark for part in there] == [None, None, "so far"]


async def test_a_few_drafts_are_not_worth_a_worker() -> None:
    few = Batch(drafts=MANY.drafts[:3])
    async with DocumentReader(workers=1) as documents:
        assert await refined(refining.Elsewhere(documents), few) == await refined(
            refining.here, few
        )
        assert not documents.pids


async def test_half_a_character_costs_only_its_own_post() -> None:
    odd = Batch(drafts=(*MANY.drafts[:20], draft(700, content="half \ud83d of one #rivers")))
    async with DocumentReader(workers=1) as documents:
        there = await refined(refining.Elsewhere(documents), odd)
    assert there == await refined(refining.here, odd)
    assert sum(len(part.posts) for part in there) >= 20


async def test_what_a_document_holds_is_made_into_posts_on_the_way(store: Store) -> None:
    async with DocumentReader(workers=1) as reader:
        documents = Counted(reader)
        elsewhere, document = await read_along(documents, feed())
        batch = Batch(drafts=document.drafts, bookmark="so far")
        there = await refined(elsewhere, batch)
    assert documents.read_by == ["read_and_refine"]
    assert document == read_feed(feed(), {"now": NOW.isoformat()})
    assert there == await refined(refining.here, Batch(drafts=(*batch.drafts,), bookmark="so far"))
    assert [len(part.ready) for part in there] == [12]
    source = spec()
    await store.write(sources.plan, EVENT, [source])
    assert len((await store.write(intake.take_in, source, there[0], event=EVENT)).new) == 12


async def test_drafts_that_somebody_changed_or_left_out_are_looked_at_anew() -> None:
    async with DocumentReader(workers=1) as reader:
        documents = Counted(reader)
        elsewhere, document = await read_along(documents, feed())
        fewer = Batch(drafts=tuple(each for each in document.drafts[1:]))
        changed = Batch(drafts=tuple(_louder(each) for each in document.drafts))
        for batch in (fewer, changed):
            assert await refined(elsewhere, batch) == await refined(refining.here, batch)
    assert documents.read_by == ["read_and_refine", "refine_all", "refine_all"]


def _louder(draft: Draft) -> Draft:
    return replace(draft, title=draft.title.upper())


async def test_what_was_made_by_other_tags_or_settings_is_not_used() -> None:
    async with DocumentReader(workers=1) as reader:
        documents = Counted(reader)
        elsewhere, document = await read_along(documents, feed())
        for refinery in (Refinery(spec(), ["lakes"]), Refinery(spec(tagged=False), ["rivers"])):
            _ = [part async for part in elsewhere(refinery, Batch(drafts=document.drafts), NOW)]
    assert documents.read_by == ["read_and_refine", "refine_all", "refine_all"]


async def test_what_is_no_feed_is_refused_on_that_way_too() -> None:
    async with DocumentReader(workers=1) as documents:
        with pytest.raises(SourceRefused, match="is not a feed"):
            await read_along(documents, b"just words")


async def test_what_the_reader_of_a_plug_in_finds_is_left_as_it_is() -> None:
    async with DocumentReader(workers=1) as documents:
        along = refining.Elsewhere(documents).documents_of(spec(), EVENT, lambda: NOW)
        assert await along.read(read_list, b"one two", {}) == Listed(("one", "two"))


async def test_what_was_asked_with_other_tags_is_not_stored_when_it_comes(store: Store) -> None:
    source = spec()
    await store.write(sources.plan, EVENT, [source])
    [old] = [part async for part in refining.here(Refinery(source, EVENT.tags), FEW, NOW)]
    wider = replace(EVENT, tags=("rivers", "lakes"))
    await store.write(sources.plan, wider, [source])
    saved = await store.write(intake.take_in, source, old, event=EVENT)
    assert not saved.new
    assert (await store.read(sources.asked_of, source.name)).bookmark is None
    saved = await store.write(intake.take_in, source, old, event=wider)
    assert len(saved.new) == 3
    other = replace(source, options={"url": "https://other.example"})
    await store.write(sources.plan, wider, [other])
    assert not (await store.write(intake.take_in, source, old, event=wider)).same
    assert (await store.read(sources.asked_of, source.name)).bookmark is None
