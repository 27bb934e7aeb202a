"""Writes that wait at the same time share a commit, and nothing else."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import pytest
from tests.clock import Clock
from tests.waiting import PATIENCE

from backchannel.errors import StoreError
from backchannel.store.connection import Connection
from backchannel.store.store import Store
from backchannel.store.writing.together import ENOUGH, LONGEST, Together

T = TypeVar("T")


@pytest.fixture
async def store(path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with Store(path, now=clock) as opened:
        yield opened


def put(db: Connection, key: str) -> str:
    db.execute("INSERT INTO meta VALUES (?, 'here')", (key,))
    return key


def fail(db: Connection, key: str) -> str:
    raise StoreError(f"{put(db, key)} will not do")


def count(number: int, _db: Connection) -> int:
    return number


def keys(db: Connection) -> set[str]:
    return {key for (key,) in db.execute("SELECT key FROM meta WHERE value = 'here'")}


async def test_each_hears_what_came_of_its_own(store: Store) -> None:
    named = [f"key {number}" for number in range(20)]
    assert await asyncio.gather(*(store.write_along(put, key) for key in named)) == named
    assert await store.read(keys) == set(named)


async def test_those_that_wait_share_a_transaction() -> None:
    begun, held = list[int](), threading.Event()

    def transact(act: Callable[[Connection], T]) -> T:
        begun.append(1)
        return act(cast("Connection", None))

    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, transact, lambda: None)
        acts = [lambda _db, n=n: held.wait(PATIENCE) and n for n in range(10)]
        waiting = [asyncio.ensure_future(together.add(act)) for act in acts]
        await asyncio.sleep(0)
        held.set()
        assert await asyncio.gather(*waiting) == [*range(10)]
    assert len(begun) <= 2


async def test_those_that_come_soon_after_one_another_share_one_too() -> None:
    ended = list[int]()

    def transact(act: Callable[[Connection], T]) -> T:
        return act(cast("Connection", None))

    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, transact, lambda: ended.append(1), rest=0.2)
        assert await together.add(lambda _db: "alone") == "alone"
        acts = [partial(count, number) for number in range(ENOUGH - 1)]
        assert await asyncio.gather(*map(together.add, acts)) == [*range(ENOUGH - 1)]
    assert len(ended) == 2


async def test_many_do_not_wait_for_more() -> None:
    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, _run, lambda: None, rest=2 * PATIENCE)
        await together.add(lambda _db: None)
        acts = [partial(count, number) for number in range(ENOUGH)]
        async with asyncio.timeout(PATIENCE):
            assert await asyncio.gather(*map(together.add, acts)) == [*range(ENOUGH)]


async def test_who_goes_on_writing_does_not_wait_for_others() -> None:
    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, _run, lambda: None, rest=2 * PATIENCE)
        async with asyncio.timeout(PATIENCE):
            for number in range(5):
                assert await together.add(partial(count, number), who="a flood") == number


async def test_who_comes_after_one_that_was_cancelled_is_heard() -> None:
    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, _run, lambda: None, rest=0.05)
        await together.add(lambda _db: None)
        waiting = asyncio.ensure_future(together.add(lambda _db: None))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0.1)
        assert await together.add(lambda _db: "here") == "here"


def _run(act: Callable[[Connection], T]) -> T:
    return act(cast("Connection", None))


async def test_when_the_store_is_closed_whoever_still_waits_hears_of_it() -> None:
    writer = ThreadPoolExecutor(1)

    def transact(act: Callable[[Connection], T]) -> T:
        return act(cast("Connection", None))

    together = Together(writer, transact, lambda: None)
    writer.shutdown()
    with pytest.raises(RuntimeError):
        await together.add(lambda _db: None)


async def test_one_that_fails_costs_the_others_nothing(store: Store) -> None:
    acts = [store.write_along(fail if n == 3 else put, f"key {n}") for n in range(6)]
    found = await asyncio.gather(*acts, return_exceptions=True)
    assert isinstance(found[3], StoreError)
    assert "key 3 will not do" in str(found[3])
    assert await store.read(keys) == {f"key {n}" for n in range(6) if n != 3}


async def test_who_is_cancelled_leaves_all_of_it_or_none(store: Store) -> None:
    task = asyncio.ensure_future(store.write_along(put, "mine"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.write_along(put, "yours") == "yours"
    assert await store.read(keys) - {"mine"} == {"yours"}


async def test_a_store_that_is_locked_says_so_to_each(path: Path, clock: Clock) -> None:
    async with Store(path, now=clock, busy_ms=20) as store, Store(path, now=clock) as other:
        held, locked = threading.Event(), threading.Event()

        def hold(_db: Connection) -> None:
            locked.set()
            held.wait(PATIENCE)

        holding = asyncio.ensure_future(other.write(hold))
        await asyncio.to_thread(locked.wait, PATIENCE)
        acts = [store.write_along(put, f"key {n}") for n in range(3)]
        found = await asyncio.gather(*acts, return_exceptions=True)
        held.set()
        await holding
        assert all(isinstance(each, StoreError) for each in found)
        assert await store.write_along(put, "later") == "later"


async def test_who_is_cancelled_before_their_turn_is_not_taken_along_later() -> None:
    held, ran = threading.Event(), list[str]()

    def transact(act: Callable[[Connection], T]) -> T:
        return act(cast("Connection", None))

    def slow(_db: Connection) -> None:
        held.wait(PATIENCE)
        time.sleep(2 * LONGEST)  # so that nothing more is taken along

    with ThreadPoolExecutor(1) as writer:
        together = Together(writer, transact, lambda: None)
        first = asyncio.ensure_future(together.add(slow))
        mine = asyncio.ensure_future(together.add(lambda _db: ran.append("mine")))
        await asyncio.sleep(0)
        mine.cancel()
        with pytest.raises(asyncio.CancelledError):
            await mine
        held.set()
        await first
        await together.add(lambda _db: ran.append("yours"))
    assert ran == ["yours"]
