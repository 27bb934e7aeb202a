"""The log of changes to the screen: one look a turn, whatever happened meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.store import changes
from backchannel.store.store import Reader

TURN: Final = 0.1
"""Seconds between two looks."""

AGAIN: Final = 2.0
"""Seconds before a store that could not be read is tried again."""


async def watch(
    store: Reader,
    changed: Callable[[frozenset[ChangeKind]], None],
    failed: Callable[[StoreError], None],
) -> None:
    """Say which kinds of things changed, at most ten times a second. Never returns.

    `failed` is told when the store cannot be read; nothing that changed meanwhile is left out.
    """
    since: int | None = None
    while True:
        try:
            if since is None:
                since = await store.read(changes.latest)
                changed(frozenset(ChangeKind))
            async with contextlib.aclosing(store.follow(since)) as news:
                async for batch in news:
                    since = batch[-1].number
                    changed(frozenset(change.kind for change in batch))
                    await asyncio.sleep(TURN)
        except StoreError as error:
            failed(error)
            await asyncio.sleep(AGAIN)
