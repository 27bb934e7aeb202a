"""A collector of our own while no other is alive: started, watched and started again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from typing import Final

from backchannel.errors import StoreError
from backchannel.store import lease
from backchannel.store.store import Reader

LOOK: Final = 1.0
LONGEST_WAIT: Final = 30.0
PATIENCE: Final = 5.0
"""Seconds a collector has to stop by itself."""


async def keep_collector(store: Reader, command: Sequence[str]) -> None:
    """Until cancelled, see to it that somebody collects; then stop the one we started.

    `command` runs a collector that ends by itself when another holds the lease. One that dies is
    started again, later each time it dies soon.
    """
    wait = LOOK
    while True:
        if await _is_collected(store):
            await asyncio.sleep(LOOK)
            continue
        began = asyncio.get_running_loop().time()
        await _run(command)
        lived = asyncio.get_running_loop().time() - began
        wait = LOOK if lived > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
        await asyncio.sleep(wait)


async def _is_collected(store: Reader) -> bool:
    try:
        held = await store.read(lease.read)
    except StoreError:
        return True  # nothing to be gained by starting one on a store that cannot be read
    return held is not None and held.is_live(store.now())


async def _run(command: Sequence[str]) -> None:
    """One collector from start to end; stopped when we are cancelled.

    It is told to end when its standard input closes, so it does not outlive a desk that was killed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # ctrl+c in the terminal is the desk's, not the collector's
    )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()
