"""What a source is asked before an event, and what is told of it."""

from __future__ import annotations

from tests.ingest.scripted import EVENT, Sources, batch, spec

from backchannel.cli.verbs.sources import Probe, _first_batch
from backchannel.sources.api import Batch


async def test_what_a_question_will_cost_is_no_answer_yet() -> None:
    marks = Batch(bookmark="paid", kept="paid")
    world = Sources(river=[[marks, batch(1, 2, bookmark="read"), marks]])
    probe = await _first_batch(world.build, spec(), EVENT, Probe("river", "feed", "ok", 0.0))
    assert probe.posts == 2
