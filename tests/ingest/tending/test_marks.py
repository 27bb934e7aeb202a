"""A source that says what a question will cost is tried to its first answer."""

from __future__ import annotations

from tests.ingest.scripted import EVENT, Sources, batch, spec

from backchannel.ingest.tending.probing import probe
from backchannel.sources.api import Batch


async def test_what_a_question_will_cost_is_no_answer_yet() -> None:
    marks = Batch(bookmark="paid", kept="paid")
    world = Sources(river=[[marks, batch(1, 2, bookmark="read"), marks]])
    found = await probe(world.build, spec(), EVENT)
    assert (found.access, found.posts) == ("ok", 2)
