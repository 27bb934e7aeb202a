from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tests.ingest.scripted import Sources, batch, beside, spec
from tests.waiting import until

from backchannel.errors import SourceUnreachable, StoreError
from backchannel.ingest.tending.errands import Errands
from backchannel.model.source import Answer, Proposal
from backchannel.store import lease
from backchannel.store.connection import Connection
from backchannel.store.store import Store
from backchannel.store.tending import errands
from backchannel.store.tending.errands import Wish

P = ParamSpec("P")
T = TypeVar("T")

FOUND = (Proposal("feed", {"url": "https://blog.example/feed"}, "a feed"),)


async def look(address: str, local: bool) -> Sequence[Proposal]:
    if "nowhere" in address:
        raise SourceUnreachable("no such host: \x1b[31mnowhere.example")
    assert not local
    return FOUND


async def ask(store: Store, wish: Wish) -> int:
    await store.write(lease.take, "tests", 1, "here", 0)
    number = await store.write(errands.ask, wish)
    assert number is not None
    return number


async def answer(store: Store, number: int) -> Answer:
    async def is_answered() -> bool:
        found = await store.read(errands.errand, number)
        return found is not None and found.answer is not None

    await until(is_answered)
    found = await store.read(errands.errand, number)
    assert found is not None
    assert found.answer is not None
    return found.answer


async def test_a_source_is_read_once_and_nothing_is_stored(store: Store) -> None:
    sources = Sources(river=[[batch(1, 2)]])
    async with beside(Errands(store, sources.build, look).run()):
        found = (await answer(store, await ask(store, Wish(spec=spec())))).probe
    assert found is not None
    assert (found.source, found.access, found.posts) == (spec().name, "ok", 2)
    assert (sources.of["river"].closed, sources.of["river"].bookmarks) == (1, [None])


async def test_what_was_asked_before_the_collector_came_is_answered(store: Store) -> None:
    number = await ask(store, Wish("https://blog.example"))
    async with beside(Errands(store, Sources().build, look).run()):
        assert (await answer(store, number)).proposals == FOUND


async def test_what_cannot_be_read_is_said_and_the_next_is_asked(store: Store) -> None:
    sources = Sources(river=[[SourceUnreachable("no answer")]])
    async with beside(Errands(store, sources.build, look).run()):
        found = (await answer(store, await ask(store, Wish(spec=spec())))).probe
        assert found is not None
        assert (found.access, found.problem) == ("unreachable", "no answer")
        told = await answer(store, await ask(store, Wish("https://nowhere.example")))
        assert told.problem == "no such host: nowhere.example"


async def test_one_that_hangs_keeps_no_other_from_being_answered(store: Store) -> None:
    sources = Sources(river=[[asyncio.Event()]], lake=[[batch(1)]])
    async with beside(Errands(store, sources.build, look).run()):
        slow = await ask(store, Wish(spec=spec()))
        quick = await ask(store, Wish(spec=spec("lake.example")))
        assert (await answer(store, quick)).probe is not None
        waiting = await store.read(errands.errand, slow)
        assert waiting is not None
        assert waiting.answer is None
    assert sources.of["river"].closed == 1


async def test_standard_input_is_not_taken_from_whom_it_is_for(store: Store) -> None:
    async with beside(Errands(store, Sources().build, look).run()):
        found = (await answer(store, await ask(store, Wish(spec=spec(kind="stdin"))))).probe
    assert found is not None
    assert found.access == "ok"


async def test_a_store_without_an_event_is_said(tmp_path: Path) -> None:
    async with (
        Store(tmp_path / "empty.db") as empty,
        beside(Errands(empty, Sources().build, look).run()),
    ):
        found = (await answer(empty, await ask(empty, Wish(spec=spec())))).probe
    assert found is not None
    assert found.problem == "the store has no event yet"


async def test_a_fault_of_ours_is_said_at_once(store: Store) -> None:
    async def broken(address: str, local: bool) -> Sequence[Proposal]:
        raise KeyError(address)

    async with beside(Errands(store, Sources().build, broken).run()):
        found = await answer(store, await ask(store, Wish("https://blog.example")))
        assert found.problem == "a fault of this program (KeyError); details are in the log"
        assert (await answer(store, await ask(store, Wish(spec=spec("lake.example"))))).probe


class Full(Store):
    """A store that takes no answer the first times."""

    fails = 3

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if act is errands.answer and self.fails:
            self.fails -= 1
            raise StoreError("the disk is full")
        return await super().write(act, *args, **kwargs)


async def test_an_answer_that_cannot_be_stored_now_is_stored_later(store: Store) -> None:
    async with (
        Full(store.path, now=store.now) as full,
        beside(Errands(full, Sources().build, look, wait=0.01).run()),
    ):
        assert (await answer(store, await ask(store, Wish("https://blog.example")))).proposals
