"""Where drafts are made into posts: many of them in a worker process, few of them here.

Cleaning is most of a collector's work, and while it is done here nothing else is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.pipeline import Passed, refine, shared_pages
from backchannel.model.post import Draft, Post
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch, Documents

CHUNK: Final = 50
"""Drafts made into posts, and stored, before other sources get a turn."""

MANY: Final = 10
"""Drafts that are worth the way to another process."""


class Refine(Protocol):
    """Makes posts of a batch's drafts."""

    def __call__(self, refinery: Refinery, batch: Batch, now: datetime) -> AsyncIterator[Refined]:
        """A large batch in parts; see `Refinery.parts`.

        May raise SourceUnreachable: the drafts were too much for whoever cleans them.
        """


async def here(refinery: Refinery, batch: Batch, now: datetime) -> AsyncIterator[Refined]:
    """In this process, one part after the other."""
    for part, shared in refinery.parts(batch, CHUNK):
        yield refinery.refine(part, shared, now)


class Elsewhere:
    """In a worker process where there are many of them."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def __call__(
        self, refinery: Refinery, batch: Batch, now: datetime
    ) -> AsyncIterator[Refined]:
        """See `Refine`."""
        if len(batch.drafts) < MANY:
            yield refinery.refine(batch, shared_pages(batch.drafts), now)
            return
        task = _Task(batch.drafts, refinery.source, tuple(refinery.wanted), now)
        try:
            body = msgspec.msgpack.encode(task)
        except UnicodeEncodeError:  # half a character, of a stranger's source
            async for found_here in here(refinery, batch, now):
                yield found_here
            return
        found = await self._documents.read(refine_all, body, {})
        outcomes, end = found.in_order(), len(batch.drafts)
        for part in refinery.split(batch, CHUNK):
            start = end - len(part.drafts)  # the last of a batch comes first
            yield refinery.sorted_out(part, outcomes[start:end])
            end = start


class _Task(Struct):
    drafts: tuple[Draft, ...]
    source: SourceSpec
    wanted: tuple[str, ...]
    now: datetime


class Outcomes(Struct):
    """What became of drafts: `passed` by the place of the draft, `posts` at all other places."""

    posts: tuple[Post, ...]
    passed: dict[int, Passed]

    def in_order(self) -> list[Post | Passed]:
        """One for each draft."""
        posts = iter(self.posts)
        count = len(self.posts) + len(self.passed)
        return [self.passed[at] if at in self.passed else next(posts) for at in range(count)]


def refine_all(body: bytes, _hints: Mapping[str, str]) -> Outcomes:
    """Refine the drafts of a task. Runs in a worker process."""
    task = msgspec.msgpack.decode(body, type=_Task)
    shared = shared_pages(task.drafts)
    found = [
        refine(draft, task.source, task.wanted, task.now, shared=shared) for draft in task.drafts
    ]
    return Outcomes(
        tuple(each for each in found if isinstance(each, Post)),
        {at: each for at, each in enumerate(found) if isinstance(each, Passed)},
    )
