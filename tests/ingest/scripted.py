"""Sources that do what a test tells them, and a store that is looked at until something holds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Coroutine,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from tests.waiting import until

from backchannel.errors import BackchannelError
from backchannel.model.post import Draft, StoredPost
from backchannel.model.programme import Event
from backchannel.model.source import Health, SourceSpec
from backchannel.sources.api import Batch, Source
from backchannel.store import pages, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Reader

T = TypeVar("T")

EVENT = Event("Rivers", ("rivers",))

Step = Batch | BaseException | asyncio.Event
"""What a source does next: give something, fail, or wait."""


def spec(name: str = "river.example", **changes: Any) -> SourceSpec:
    """A source of an invented kind, on this machine unless told."""
    values: dict[str, Any] = {"kind": "feed", "pane": "feeds", "tagged": True, "local": True}
    return SourceSpec(name, **{**values, **changes})


def draft(number: int, **changes: Any) -> Draft:
    """An invented post."""
    values: dict[str, Any] = {
        "id": str(number),
        "url": f"https://river.example/{number}",
        "content": f"Post {number} #rivers",
    }
    return Draft(**{**values, **changes})


def batch(*numbers: int, **changes: Any) -> Batch:
    """A batch of invented posts."""
    return Batch(drafts=tuple(draft(number) for number in numbers), **changes)


@dataclass
class Scripted:
    """A source's readings, one after another; after the last one it is quiet for ever."""

    readings: list[Sequence[Step]]
    bookmarks: list[str | None] = field(default_factory=list)
    built: int = 0
    closed: int = 0

    kind: ClassVar[str] = "feed"
    pane: ClassVar[str] = "feeds"
    options: ClassVar[type[object]] = object
    floor: ClassVar[float] = 60.0
    manners: ClassVar[frozenset[str]] = frozenset()

    async def batches(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        self.bookmarks.append(bookmark)
        steps = self.readings.pop(0) if self.readings else [asyncio.Event()]
        try:
            for step in steps:
                if isinstance(step, BaseException):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                else:
                    yield step
        finally:
            self.closed += 1


class Sources:
    """Builds scripted sources by name; `refusals` are raised first, one at each building."""

    def __init__(self, **readings: list[Sequence[Step]]) -> None:
        self.of = {name: Scripted(steps) for name, steps in readings.items()}
        self.refusals: list[BackchannelError] = []

    @asynccontextmanager
    async def build(self, spec: SourceSpec, event: Event) -> AsyncIterator[Source]:
        assert event.name
        if self.refusals:
            raise self.refusals.pop(0)
        scripted = self.of[spec.name.partition(".")[0]]
        scripted.built += 1
        yield scripted


@asynccontextmanager
async def beside(job: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """Something that runs meanwhile, and is cancelled at the end."""
    task = asyncio.create_task(job)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def health_of(store: Reader, name: str = "river.example") -> Health:
    """How a source is doing."""
    return await store.read(sources.health_of, name)


async def until_health(
    store: Reader, is_so: Callable[[Health], bool], name: str = "river.example"
) -> Health:
    """Wait until something is so of a source's health."""

    async def holds() -> bool:
        return is_so(await health_of(store, name))

    await until(holds)
    return await health_of(store, name)


def everything(db: Connection) -> list[StoredPost]:
    """All posts, oldest first."""
    found = [int(place) for (place,) in db.execute("SELECT place FROM posts ORDER BY place")]
    posts = pages.by_places(db, found)
    return [posts[place] for place in found]


async def texts(store: Reader) -> list[str]:
    """The words of all posts, oldest first."""
    return [str(stored.post.text) for stored in await store.read(everything)]
