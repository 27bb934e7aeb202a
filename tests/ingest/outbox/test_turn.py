"""One who sends at a time, whoever collects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.ingest.scripted import beside
from tests.waiting import until

from backchannel.ingest.outbox.turn import in_turn
from backchannel.store import lease
from backchannel.store.connection import Connection
from backchannel.store.store import Store
from backchannel.store.tending import errands
from backchannel.store.tending.errands import Wish

BEAT = 0.01


class Senders:
    """Counts who sends just now."""

    def __init__(self) -> None:
        self.at_work: list[str] = []

    def named(self, name: str) -> Callable[[], Coroutine[Any, Any, None]]:
        async def send() -> None:
            self.at_work.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                self.at_work.remove(name)

        return send

    async def until(self, *names: str) -> None:
        async def is_so() -> bool:
            return self.at_work == [*names]

        await until(is_so)


async def test_the_second_waits_until_the_first_is_done(store: Store) -> None:
    senders = Senders()
    async with beside(in_turn(store, senders.named("one"), beat=BEAT)):
        await senders.until("one")
        async with beside(in_turn(store, senders.named("two"), beat=BEAT)) as second:
            await asyncio.sleep(5 * BEAT)
            assert senders.at_work == ["one"]
            assert not second.done()
    assert senders.at_work == []
    async with beside(in_turn(store, senders.named("two"), beat=BEAT)):
        await senders.until("two")


async def test_who_lost_the_turn_stops_sending(store: Store) -> None:
    senders = Senders()
    async with beside(in_turn(store, senders.named("one"), beat=BEAT)):
        await senders.until("one")
        await store.write(_taken)
        await senders.until()


async def test_while_somebody_only_sends_nobody_is_asked_to_read_anything(store: Store) -> None:
    senders = Senders()
    async with beside(in_turn(store, senders.named("one"), beat=BEAT)):
        await senders.until("one")
        assert not await store.read(lease.is_collected)
        assert await store.write(errands.ask, Wish("toot.example")) is None
        assert await store.write(lease.take_here, "a collector")


def _taken(db: Connection) -> None:
    held = lease.read(db, lease.SENDING)
    assert held is not None
    lease.release(db, held.holder, lease.SENDING)
    assert lease.take_here(db, "another", lease.SENDING)
