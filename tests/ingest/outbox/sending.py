"""A desk that sends texts to a server on loopback, with a clock that a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.clock import Clock
from tests.sources.loopback import unhurried
from tests.sources.posting.pds import HANDLE, PASSWORD, Pds
from tests.sources.posting.places import Place, Toot

from backchannel.demo.net.exchange import Request
from backchannel.demo.sites.policy import TOKEN
from backchannel.ingest.outbox.delivery import Delivery
from backchannel.model.outgoing import Account, Network, Outgoing, Sending, Words
from backchannel.model.outgoing.account import BLUESKY, MASTODON
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.limits import Limits
from backchannel.sources.posting.api import Writer
from backchannel.sources.posting.bluesky import BlueskyWriter
from backchannel.sources.posting.mastodon import MastodonWriter
from backchannel.store import outgoing, sources
from backchannel.store.store import Store

EVENT = Event("Rivers", ("rivers",), spellings=("Rivers",))


def account_at(place: Place) -> Account:
    """The account that a place knows."""
    if isinstance(place, Pds):
        return Account(f"@{HANDLE}", Network.BLUESKY, place.origin, BLUESKY)
    return Account("@facilitator@toot.example", Network.MASTODON, place.origin, MASTODON)


def writer_at(place: Place, http: PoliteHttp, clock: Clock) -> Writer:
    """What writes there."""
    if isinstance(place, Pds):
        return BlueskyWriter(http, place.origin, HANDLE, PASSWORD, clock)
    return MastodonWriter(http, place.origin, TOKEN, clock)


@dataclass
class Script:
    """What happens to the requests that matter, one after the other; then all is well.

    `crash` and `crash after` end whoever sends, before and after the server did what was asked.
    """

    steps: list[str]
    at_work: asyncio.Task[bool] | None = None
    has_crashed: bool = False

    def __call__(self, request: Request) -> str:
        step = self.steps.pop(0) if self.steps else ""
        if step.startswith("crash"):
            self.has_crashed = True
            assert self.at_work is not None
            self.at_work.cancel()
            return step.replace("crash", "cut")
        return step


@dataclass
class Desk:
    """A store and a delivery that may be ended and begun again."""

    store: Store
    place: Place
    clock: Clock
    script: Script = field(default_factory=lambda: Script([]))

    @property
    def account(self) -> Account:
        return account_at(self.place)

    async def ask(self, text: str = "Hello #rivers", **more: object) -> str:
        """Write something and ask to send it; its id."""
        words = Words(self.account.name, text, **more)  # type: ignore[arg-type] # of a test
        id_ = (await self.store.write(outgoing.write, words, "lena")).id
        await self.store.write(outgoing.send, id_)
        return id_

    async def of(self, id_: str) -> Outgoing:
        return await self.store.read(outgoing.of, id_)

    async def work(self, turns: int = 1) -> None:
        """Send what is due, then let time pass until something is due again, so many times."""
        for _ in range(turns):
            async with PoliteHttp(
                unhurried(), allow_local=True, limits=Limits(silence=1.0)
            ) as http:
                delivery = Delivery(
                    self.store, self.account, writer_at(self.place, http, self.clock), self.clock
                )
                await self._until_crash(delivery)
            if self.script.has_crashed:
                self.script.has_crashed = False
                await self.store.write(outgoing.interrupted)
            due = await self.store.read(outgoing.next_due)
            if due is not None and due > self.clock():
                self.clock.advance((due - self.clock()).total_seconds())

    async def _until_crash(self, delivery: Delivery) -> None:
        while not self.script.has_crashed and (due := await self.store.read(outgoing.due)):
            self.script.at_work = asyncio.ensure_future(delivery.deliver(due[0]))
            with suppress(asyncio.CancelledError):
                await self.script.at_work


@asynccontextmanager
async def desk(
    folder: Path, place: Place, clock: Clock, specs: Sequence[SourceSpec] = ()
) -> AsyncIterator[Desk]:
    """A desk with the account that the place knows."""
    async with Store(folder / "event.db", now=clock) as store:
        await store.write(sources.plan, EVENT, specs)
        await store.write(outgoing.know, [account_at(place)])
        yield Desk(store, place, clock)


def on(steps: Sequence[str], path: str) -> tuple[Script, Callable[[Request], str]]:
    """A script for the requests to a path; all others are well."""
    script = Script([*steps])
    return script, lambda request: script(request) if request.path == path else ""


__all__ = ["Desk", "Script", "Sending", "Toot", "account_at", "desk", "on", "writer_at"]
