"""Where drafts are made into posts: many of them in a worker process, few of them here.

Cleaning is most of a collector's work, and while it is done here nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.pipeline import Passed, refine
from backchannel.model.post import Draft, Post
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch, Documents

MANY: Final = 10
"""Drafts that are worth the way to another process."""


class Refine(Protocol):
    """Makes posts of a batch's drafts; see `Refinery.refine`."""

    async def __call__(
        self, refinery: Refinery, batch: Batch, shared: frozenset[str], now: datetime
    ) -> Refined:
        """May raise SourceUnreachable: the drafts were too much for whoever cleans them."""


async def here(refinery: Refinery, batch: Batch, shared: frozenset[str], now: datetime) -> Refined:
    """In this process."""
    return refinery.refine(batch, shared, now)


class Elsewhere:
    """In a worker process where there are many of them."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def __call__(
        self, refinery: Refinery, batch: Batch, shared: frozenset[str], now: datetime
    ) -> Refined:
        """See `Refine`."""
        if len(batch.drafts) < MANY:
            return refinery.refine(batch, shared, now)
        task = _Task(batch.drafts, refinery.source, tuple(refinery.wanted), now, shared)
        found = await self._documents.read(refine_all, msgspec.msgpack.encode(task), {})
        return refinery.sorted_out(batch, found.in_order())


class _Task(Struct):
    drafts: tuple[Draft, ...]
    source: SourceSpec
    wanted: tuple[str, ...]
    now: datetime
    shared: frozenset[str]


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
    found = [
        refine(draft, task.source, task.wanted, task.now, shared=task.shared)
        for draft in task.drafts
    ]
    return Outcomes(
        tuple(each for each in found if isinstance(each, Post)),
        {at: each for at, each in enumerate(found) if isinstance(each, Passed)},
    )
