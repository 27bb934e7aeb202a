"""One who sends at a time, whoever collects: by a lease of its own."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Final

from backchannel.errors import StoreError
from backchannel.store import lease
from backchannel.store.store import Store

log = logging.getLogger(__name__)

BEAT: Final = lease.BEAT.total_seconds()


async def in_turn(
    store: Store, send: Callable[[], Coroutine[Any, Any, None]], *, beat: float = BEAT
) -> None:
    """Run `send` while nobody else sends from this store; waits for that, and never returns.

    It is ended when the lease was lost. A store that fails meanwhile is asked again.
    """
    holder = uuid.uuid4().hex
    try:
        while True:
            if await _is_ours(store, holder):
                await _while_ours(store, holder, send, beat)
            await asyncio.sleep(beat)
    finally:
        try:
            await store.write(lease.release, holder, lease.SENDING)
        except StoreError as error:
            log.warning("store: %s", error)


async def _while_ours(
    store: Store, holder: str, send: Callable[[], Coroutine[Any, Any, None]], beat: float
) -> None:
    sending = asyncio.create_task(send(), name="sending")
    try:
        while not (await asyncio.wait({sending}, timeout=beat))[0]:
            if not await _is_ours(store, holder, otherwise=True):
                return
        sending.result()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _is_ours(store: Store, holder: str, *, otherwise: bool = False) -> bool:
    """Take or renew the lease; `otherwise` is what is said when the store cannot."""
    try:
        return await store.write(lease.take_here, holder, lease.SENDING)
    except StoreError as error:
        log.warning("store: %s", error)
        return otherwise
