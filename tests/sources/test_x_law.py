"""The law of the spending limit: whatever happens, no day costs more than was allowed."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as some
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp, Request
from tests.sources.x_server import EVENT, TOKEN, Xserver

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.api import Batch, Reach, Response
from backchannel.sources.x import Options, X

FATES = ("well", "lost", "refused", "unasked", "garbage")
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("post"), some.integers(1, 70)),
        some.tuples(some.just("wait"), some.sampled_from([1, 60, 4_000, 90_000, -50_000])),
        some.tuples(
            some.just("busy"), some.lists(some.sampled_from(FATES), min_size=1, max_size=6)
        ),
        some.tuples(some.just("killed"), some.integers(0, 5)),
        some.tuples(some.just("afresh"), some.just(0)),
        some.tuples(some.just("gone"), some.integers(0, 100)),
    ),
    min_size=3,
    max_size=30,
)


@dataclass
class Wire(NoHttp):
    """An X without a network; `fates` says what becomes of the next questions."""

    server: Xserver
    fates: list[str] = field(default_factory=list)
    bill: Counter[str] = field(default_factory=Counter)

    def publish(self, many: int) -> None:
        """So many people post."""
        for number in range(many):
            self.server.post("#ideaperf", ago=number / 2, who=str(number))

    async def got(self, asked: Request) -> Response:
        fate = self.fates.pop(0) if self.fates else "well"
        if fate == "refused":
            raise SourceUnreachable("503 Unavailable", status=503)
        if fate == "unasked":
            raise SourceUnreachable("no network", is_offline=True, is_unsent=True)
        parts = urlsplit(asked.url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        search = self.server._search if parts.path.endswith("recent") else self.server._posts
        answer: dict[str, Any] = search(query)
        users = answer.get("includes", {}).get("users", ())
        day = self.server.now().date().isoformat()
        self.bill[day] += len(answer.get("data", ())) + len(users)
        if fate == "lost":
            raise SourceUnreachable("hung up")
        body = b"<html>" if fate == "garbage" else json.dumps(answer).encode()
        return Response(200, asked.url, {}, body)


@dataclass
class World:
    """A desk and its X. What is stored is what was yielded and then gone on from."""

    clock: Clock
    wire: Wire
    limit: int
    bookmark: str | None = None
    kept: str | None = None

    async def poll(self, fates: list[str], killed_after: int | None = None) -> None:
        self.wire.fates = list(fates)
        reach = Reach(self.wire, DocumentsHere(), EVENT, self.clock, lambda _: TOKEN)
        source, count = X(Options(self.limit, per="day"), reach), 0
        batches: Any = source.batches(self.bookmark)  # Any: every source is a generator
        with suppress(SourceError):
            async with aclosing(batches):
                async for batch in batches:
                    if count == killed_after:
                        return  # before it was stored
                    self._store(batch)
                    count += 1

    def _store(self, batch: Batch) -> None:
        self.bookmark = batch.bookmark or self.bookmark
        self.kept = batch.kept or self.kept

    async def step(self, act: str, how: Any) -> None:
        server = self.wire.server
        match act:
            case "post":
                self.wire.publish(how)
            case "wait":
                self.clock.advance(how)
            case "busy":
                for fate in how:
                    self.wire.publish(15)
                    await self.poll([fate])
                    self.clock.advance(30)
            case "killed":
                await self.poll([], killed_after=how)
            case "afresh":
                self.bookmark = self.kept
            case "gone":
                server.gone |= {str(each) for each in list(server.tweets)[how::7]}


async def lives(steps: list[tuple[str, Any]], limit: int) -> Counter[str]:
    clock = Clock()
    world = World(clock, Wire(Xserver(clock)), limit)
    for act, how in steps:
        await world.step(act, how)
    with suppress(SourceRefused):
        await world.poll([])
    return world.wire.bill


@given(STEPS, some.integers(20, 150))
def test_no_day_costs_more_than_was_allowed(steps: list[tuple[str, Any]], limit: int) -> None:
    bill = asyncio.run(lives(steps, limit))
    assert all(cost <= limit for cost in bill.values()), bill
