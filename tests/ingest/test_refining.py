"""What a worker makes of drafts is what this process makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.ingest.scripted import draft, spec

from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.reader import DocumentReader
from backchannel.ingest.refining import workers
from backchannel.ingest.refining.workers import Refine
from backchannel.sources.api import Batch

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


async def refined(refine: Refine, batch: Batch) -> list[Refined]:
    refinery = Refinery(spec(), ["rivers"])
    return [part async for part in refine(refinery, batch, NOW)]


async def test_many_drafts_come_to_the_same_in_a_worker() -> None:
    async with DocumentReader(workers=1) as documents:
        there = await refined(workers.Elsewhere(documents), MANY)
        assert documents.pids
    assert there == await refined(workers.here, MANY)
    assert [len(part.batch.drafts) for part in there] == [50, 50, 23][::-1]
    assert [part.batch.bookmark for part in there] == [None, None, "so far"]


async def test_a_few_drafts_are_not_worth_a_worker() -> None:
    few = Batch(drafts=MANY.drafts[:3])
    async with DocumentReader(workers=1) as documents:
        assert await refined(workers.Elsewhere(documents), few) == await refined(workers.here, few)
        assert not documents.pids
