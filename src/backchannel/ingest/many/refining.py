"""Where drafts are made into posts: many of them in a worker process, few of them here.

Cleaning is most of a collector's work, and while it is done here nothing else is. What a worker
reads it makes into posts on the same trip, up to what will be stored of them.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any, Final, Protocol, TypeVar

import msgspec
from msgspec import Struct

from backchannel.ingest import reading
from backchannel.ingest.intake import Refined, Refinery
from backchannel.ingest.pipeline import Passed, refine, shared_pages
from backchannel.ingest.reader import name_of, typed
from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch, Documents
from backchannel.store.writing.ready import Ready, ready

T = TypeVar("T")

CHUNK: Final = 50
"""Drafts made into posts, and stored, before other sources get a turn."""

MANY: Final = 10
"""Drafts that are worth the way to another process."""

HASTY: Final = 2.0
"""Seconds that a document may take to be read if its drafts are made into posts on that trip."""


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

    def documents_of(
        self, source: SourceSpec, event: Event, now: Callable[[], datetime]
    ) -> Documents:
        """What reads the documents of one source, and makes posts of them on the same trip."""
        return _Along(self._documents, source, event.tags, now)

    async def __call__(
        self, refinery: Refinery, batch: Batch, now: datetime
    ) -> AsyncIterator[Refined]:
        """See `Refine`."""
        found = _made_of(batch.drafts, refinery)
        if found is None and len(batch.drafts) < MANY:
            yield refinery.refine(batch, shared_pages(batch.drafts), now)
            return
        if found is None:
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


class Outcomes(Struct):
    """What became of drafts: `passed` by the place of the draft, `ready` at all other places."""

    ready: tuple[Ready, ...]
    passed: dict[int, Passed]

    def in_order(self) -> list[Ready | Passed]:
        """One for each draft."""
        posts = iter(self.ready)
        count = len(self.ready) + len(self.passed)
        return [self.passed[at] if at in self.passed else next(posts) for at in range(count)]


class Made(tuple[Draft, ...]):  # noqa: SLOT001  # a tuple can have none but empty ones
    """Drafts of which it is known what they become, by a source's settings and tags.

    Who leaves out some of them, or changes one, has others, of which it is not known.
    """

    outcomes: Outcomes
    by: tuple[SourceSpec, Sequence[str]]

    @classmethod
    def of(
        cls, drafts: Iterable[Draft], outcomes: Outcomes, by: tuple[SourceSpec, Sequence[str]]
    ) -> Made:
        """With what became of them."""
        made = cls(drafts)
        made.outcomes, made.by = outcomes, by
        return made


def _made_of(drafts: Sequence[Draft], refinery: Refinery) -> Outcomes | None:
    by = (refinery.source, tuple(refinery.wanted))
    return drafts.outcomes if isinstance(drafts, Made) and drafts.by == by else None


class _Along:
    """Reads the documents of one source; implements `Documents`."""

    def __init__(
        self,
        documents: Documents,
        source: SourceSpec,
        wanted: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._documents, self._now = documents, now
        self._source, self._wanted = source, tuple(wanted)

    async def read(
        self, reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, hints: Mapping[str, str]
    ) -> T:
        """See `Documents.read`."""
        job = reading.Job(name_of(reader), body, dict(hints))
        task = _Reading(job, self._source, self._wanted, self._now())
        both = await self._documents.read(read_and_refine, msgspec.msgpack.encode(task), {})
        document: Any = typed(reader, both.document)  # Any: it is whatever the reader makes
        if both.outcomes is not None:
            by = (self._source, self._wanted)
            document = replace(document, drafts=Made.of(document.drafts, both.outcomes, by))
        return document  # type: ignore[no-any-return]  # of the reader's type


class _Reading(Struct):
    job: reading.Job
    source: SourceSpec
    wanted: tuple[str, ...]
    now: datetime


class Both(Struct):
    """What was read, and what became of its drafts; None where they are to be looked at apart."""

    document: msgspec.Raw
    outcomes: Outcomes | None = None


def read_and_refine(body: bytes, _hints: Mapping[str, str]) -> Both:
    """Read a document and refine its drafts, if it has any. Runs in a worker process."""
    task, began = msgspec.msgpack.decode(body, type=_Reading), time.monotonic()
    module, _, name = task.job.reader.partition(":")
    found = getattr(import_module(module), name)(task.job.body, task.job.hints)
    document, drafts = msgspec.Raw(msgspec.msgpack.encode(found)), _drafts_of(found)
    if not drafts or time.monotonic() - began > HASTY:
        return Both(document)
    return Both(document, _outcomes(_Task(drafts, task.source, task.wanted, task.now)))


def _drafts_of(found: Any) -> tuple[Draft, ...]:  # Any: a plug-in's reader makes what it likes
    drafts = getattr(found, "drafts", ()) if is_dataclass(found) else ()
    is_known = isinstance(drafts, tuple) and all(isinstance(each, Draft) for each in drafts)
    return drafts if is_known else ()


class _Task(Struct):
    drafts: tuple[Draft, ...]
    source: SourceSpec
    wanted: tuple[str, ...]
    now: datetime


def refine_all(body: bytes, _hints: Mapping[str, str]) -> Outcomes:
    """Refine the drafts of a task. Runs in a worker process."""
    return _outcomes(msgspec.msgpack.decode(body, type=_Task))


def _outcomes(task: _Task) -> Outcomes:
    shared = shared_pages(task.drafts)
    found = [
        refine(draft, task.source, task.wanted, task.now, shared=shared) for draft in task.drafts
    ]
    return Outcomes(
        tuple(ready(each, task.source.name) for each in found if not isinstance(each, Passed)),
        {at: each for at, each in enumerate(found) if isinstance(each, Passed)},
    )
