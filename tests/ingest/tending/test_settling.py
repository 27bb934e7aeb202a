"""What the collector does with words that wait."""

from __future__ import annotations

from tests.ingest.scripted import EVENT, beside, spec
from tests.store.written import a_post, texts
from tests.waiting import until

from backchannel.ingest.tending.settling import Settling
from backchannel.store import posts, search, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store


def waiting(db: Connection) -> int:
    return len(search.waiting(db, 1_000))


async def test_words_that_wait_are_settled_when_little_comes_in(store: Store) -> None:
    await store.write(sources.plan, EVENT, [spec()])
    came = [a_post(n, f"word{n}") for n in range(100)]
    await store.write_along(posts.save, spec(), came, settles=True)
    assert await store.read(waiting) == 100

    async def is_settled() -> bool:
        return await store.read(waiting) == 0

    async with beside(Settling(store, turn=0).run()):
        await until(is_settled)
    assert await store.read(texts, '"word42"') == ["word42"]
