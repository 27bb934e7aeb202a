"""Tags that are nearly the event's, as a store knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.coverage.near_tags import (
    NearTag,
    Refused,
    near_tags,
    posts_with,
    refused,
)
from backchannel.store.store import Reader

T = TypeVar("T")


def near_tags_in(store: Path) -> tuple[NearTag, ...]:
    """Those that are worth telling; none where there is no store. Raises StoreError."""
    return _read(store, near_tags) if store.is_file() else ()


def refused_in(store: Path) -> tuple[Refused, ...]:
    """Those of which somebody said that they are others. Raises StoreError."""
    return _read(store, refused) if store.is_file() else ()


def event_of(store: Path) -> Event | None:
    """Which event a store is of. Raises StoreError."""
    return _read(store, sources.event_of)


def posts_with_each(store: Path, tags: Sequence[str]) -> dict[str, int]:
    """How many posts bear each tag; nothing where there is no store. Raises StoreError."""
    if not store.is_file():
        return {}
    return _read(store, lambda db: {tag: posts_with(db, tag) for tag in tags})


def _read(store: Path, look: Callable[[Connection], T]) -> T:
    async def read() -> T:
        async with Reader(store) as reader:
            return await reader.read(look)

    return asyncio.run(read())
