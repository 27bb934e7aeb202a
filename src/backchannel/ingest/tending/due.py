"""Doing again and again what is due: when something was decided or came in, or by the clock."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.change import Change, ChangeKind
from backchannel.store import changes
from backchannel.store.store import Store

log = logging.getLogger(__name__)

WAIT: Final = 2.0
"""Seconds before a store that failed is tried again."""

Look = Callable[[], Awaitable[float | None]]
"""Does what is due; seconds of the store's clock until something is, None when nothing is."""


async def keep_looking(
    store: Store, look: Look, news: frozenset[ChangeKind], *, turn: float, idle: float = 0.0
) -> None:
    """Look at once, and again after each of the `news` and when something is due. Never returns.

    There are `turn` seconds between two looks, and `idle` times as long as a look took.
    """
    while True:
        try:
            number = await store.read(changes.latest)
            async with contextlib.aclosing(store.follow(number, news)) as followed:
                await _follow(store, followed, look, turn=turn, idle=idle)
        except StoreError as error:
            log.warning("store: %s", error)
            await asyncio.sleep(WAIT)


async def _follow(
    store: Store,
    followed: AsyncGenerator[tuple[Change, ...]],
    look: Look,
    *,
    turn: float,
    idle: float,
) -> None:
    again = await look()
    waiting = asyncio.ensure_future(anext(followed))
    try:
        while True:
            if await _comes_first(waiting, store, again):
                waiting.result()
                waiting = asyncio.ensure_future(anext(followed))
            began = time.perf_counter()
            again = await look()
            await asyncio.sleep(max(turn, idle * (time.perf_counter() - began)))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def _comes_first(
    news: asyncio.Future[tuple[Change, ...]], store: Store, again: float | None
) -> bool:
    """Wait for news, or until so many seconds have passed by the clock, or that is set back."""
    if again is None:
        return bool(await asyncio.wait({news}))
    before = store.now()
    at = before + timedelta(seconds=again)
    while not news.done() and before <= (now := store.now()) < at:
        await asyncio.wait({news}, timeout=store.nap((at - now).total_seconds()))
        before = now
    return news.done()
