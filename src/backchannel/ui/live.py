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
    failed: Callable[[StoreError | None], None],
) -> None:
    """Say which kinds of things changed, at most ten times a second. Never returns.

    `failed` is told when the store cannot be read, and again with None when it can.
    """
    since: int | None = None
    is_failing = False
    while True:
        try:
            if since is None:
                since = await store.read(changes.latest)
            async with contextlib.aclosing(store.follow(since)) as news:
                if is_failing:
                    is_failing = False
                    failed(None)
                    changed(frozenset(ChangeKind))
                async for batch in news:
                    since = batch[-1].number
                    changed(frozenset(change.kind for change in batch))
                    await asyncio.sleep(TURN)
        except StoreError as error:
            is_failing = True
            failed(error)
            await asyncio.sleep(AGAIN)
