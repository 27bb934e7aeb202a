"""When what is due is looked at again."""

from __future__ import annotations

import pytest
from tests.clock import Clock
from tests.ingest.scripted import beside
from tests.waiting import until

from backchannel.ingest.tending.due import keep_looking
from backchannel.store.store import Store


@pytest.mark.parametrize("hours", [1, -1])
async def test_what_is_due_is_looked_at_soon_though_the_machine_slept_or_its_clock_was_set(
    store: Store, clock: Clock, hours: int
) -> None:
    looks = 0

    async def look() -> float:
        nonlocal looks
        looks += 1
        return 3000.0

    async with beside(keep_looking(store, look, frozenset(), turn=0)):
        await until(lambda: looks == 1)
        clock.advance(hours * 3600)
        await until(lambda: looks > 1)
