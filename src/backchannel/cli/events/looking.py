"""One look at a store, from a command that does nothing else with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from backchannel.store.connection import Connection

P = ParamSpec("P")
T = TypeVar("T")


def look_once(
    store: Path, look: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """What it finds. Raises StoreError for a store that cannot be read."""
    from backchannel.store.store import Reader

    async def read() -> T:
        async with Reader(store) as opened:
            return await opened.read(look, *args, **kwargs)

    return asyncio.run(read())
