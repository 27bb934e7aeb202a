"""How a test waits for what nobody tells it of: until it is so, and never for a fixed time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Final

PATIENCE: Final = 60.0
"""Seconds after which something is not late but wrong, on a machine that is busy, too."""

_SOON, _LATER = 0.001, 0.05

Holds = Callable[[], bool | Awaitable[object]]
"""What is asked: what it returns is awaited where it can be, for a store is read in a thread."""


async def until(holds: Holds, *, seconds: float = PATIENCE) -> None:
    """Look until something is so; TimeoutError when that takes longer than so many seconds."""
    pause = _SOON
    async with asyncio.timeout(seconds):
        while not await is_so(holds):
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LATER)


async def is_so(holds: Holds) -> bool:
    """Whether something holds just now."""
    found = holds()
    return bool(await found if isawaitable(found) else found)
