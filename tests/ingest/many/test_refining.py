"""What a worker makes of drafts is what this process makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace
from tests.ingest.scripted import EVENT, draft, spec

from backchannel.ingest import intake
from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.many import refining
from backchannel.ingest.many.refining import Refine
from backchannel.ingest.reader import DocumentReader
from backchannel.sources.api import Batch
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
