"""What another program writes into `collect`."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import suppress

import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp
from tests.sources.misskey_server import Kept
from tests.waiting import PATIENCE

from backchannel.errors import SourceRefused
from backchannel.model.programme import Event
from backchannel.sources.api import Input, Reach
from backchannel.sources.records.stdin import Options, Stdin
from backchannel.wiring.standard_input import StandardInput


class Pipe:
    """A pipe of which the test has the writing end."""

    def __init__(self) -> None:
        self.reads, self._writes = os.pipe()
        self.given = StandardInput(self.reads)

    def write(self, text: str) -> None:
        os.write(self._writes, text.encode())

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._writes)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def source(given: Input | None) -> Stdin:
    reach = Reach(
        NoHttp(), DocumentsHere(), Event("Performance", ("ideaperf",)), Clock(), stdin=given
    )
    return Stdin(Options(), reach, patience=0.01)


async def read(given: Input, kept: Kept, until: int) -> Kept:
    """As the collector does, until so many posts are there or the input has ended."""
    async with asyncio.timeout(PATIENCE):
        async for batch in source(given).batches(kept.bookmark):
            kept.store(batch)
            if (len(kept.drafts) >= until and not batch.bookmark) or "has ended" in kept.note:
                break
    return kept


def line(number: int) -> str:
    return json.dumps({"id": number, "text": f"Post {number} #ideaperf"}) + "\n"


async def test_lines_become_posts_as_they_come(pipe: Pipe) -> None:
    pipe.write(line(1) + line(2)[:9])
    kept = await read(pipe.given, Kept(), 1)
    assert set(kept.drafts) == {"1"}
    pipe.write(line(2)[9:])
    await read(pipe.given, kept, 2)
    assert set(kept.drafts) == {"1", "2"}
    assert kept.given == 2


async def test_the_end_is_told_and_a_last_line_needs_none(pipe: Pipe) -> None:
    pipe.write(line(1) + line(2).strip())
    pipe.close()
    kept = await read(pipe.given, Kept(), 9)
    assert set(kept.drafts) == {"1", "2"}
    assert kept.note == "standard input has ended after 2 lines"
    assert kept.last.is_live


async def test_what_was_wrong_is_still_told_at_the_end(pipe: Pipe) -> None:
    pipe.write(line(1) + "oops\n")
    pipe.close()
    kept = await read(pipe.given, Kept(), 9)
    said = "standard input has ended after 2 lines; line 2 of standard input cannot be read: "
    assert kept.note.startswith(said)


async def test_a_bad_line_is_counted_and_named(pipe: Pipe) -> None:
    pipe.write(line(1) + "oops\n" + line(3))
    kept = await read(pipe.given, Kept(), 2)
    assert kept.rejected == 1
    assert kept.note.startswith("line 2 of standard input cannot be read")


async def test_lines_that_could_not_be_stored_are_given_again(pipe: Pipe) -> None:
    pipe.write(line(1) + line(2))
    async for _ in source(pipe.given).batches(None):
        break  # the store failed
    kept = await read(pipe.given, Kept(), 2)
    assert set(kept.drafts) == {"1", "2"}


async def test_the_place_in_another_run_means_nothing(pipe: Pipe) -> None:
    pipe.write(line(1) + line(2))
    kept = await read(pipe.given, Kept(bookmark="another:100"), 2)
    assert set(kept.drafts) == {"1", "2"}


async def test_who_writes_too_fast_waits_and_nothing_is_lost(pipe: Pipe) -> None:
    def write() -> None:
        for number in range(1_500):
            pipe.write(json.dumps({"id": number, "text": "x" * 5_000}) + "\n")
        pipe.close()

    writing = asyncio.create_task(asyncio.to_thread(write))
    kept = await read(pipe.given, Kept(), 9_999)
    await writing
    assert len(kept.drafts) == kept.given == 1_500


async def test_a_desk_s_own_collector_says_who_can_read_it() -> None:
    with pytest.raises(SourceRefused, match="is read by backchannel collect"):
        await anext(source(None).batches(None))
