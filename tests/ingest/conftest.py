"""A store of an invented event, with a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.ingest.scripted import EVENT, spec
from tests.store.fresh import fresh

from backchannel.store import sources
from backchannel.store.store import Store


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with Store(fresh(tmp_path / "event.db"), now=clock) as opened:
        await opened.write(sources.plan, EVENT, [spec()])
        yield opened
