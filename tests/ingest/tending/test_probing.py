"""What reading a source once comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.ingest.scripted import EVENT, Sources, batch, spec

from backchannel.errors import SourceUnreachable
from backchannel.ingest.tending.probing import probe
from backchannel.sources.api import Batch


async def test_what_a_question_will_cost_is_no_answer_yet() -> None:
    marks = Batch(bookmark="paid", kept="paid")
    world = Sources(river=[[marks, batch(1, 2, bookmark="read"), marks]])
    found = await probe(world.build, spec(), EVENT)
    assert (found.access, found.posts) == ("ok", 2)


async def test_one_that_asks_us_to_wait_is_not_out_of_reach() -> None:
    busy = SourceUnreachable("429: asked us to wait 90 s", retry_after=90.0)
    world = Sources(river=[[busy]], pond=[[SourceUnreachable("connection refused")]])
    found = [await probe(world.build, spec(name), EVENT) for name in ("river", "pond")]
    assert [each.access for each in found] == ["later", "unreachable"]
    assert found[0].until is not None
    assert found[0].until > datetime.now(UTC) + timedelta(seconds=30)
    assert found[1].until is None
