from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.fresh import fresh

from backchannel.store import schema
from backchannel.store.connection import Connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of a test is, or will be."""
    return tmp_path / "event.db"


@pytest.fixture
def db(path: Path, clock: Clock) -> Iterator[Connection]:
    """A connection to a new store that writes."""
    connection = schema.open_to_write(fresh(path), now=clock, busy_ms=50)
    yield connection
    connection.close()
