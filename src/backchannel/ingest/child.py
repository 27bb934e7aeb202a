"""A collector of our own while no other is alive: started, watched and started again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence
from typing import Final

from backchannel.errors import StoreError
from backchannel.ingest import holder
from backchannel.store.store import Reader

log = logging.getLogger(__name__)

LOOK: Final = 1.0
LONGEST_WAIT: Final = 30.0
PATIENCE: Final = 5.0
"""Seconds a collector has to stop by itself."""


STUCK: Final = 30.0
"""Seconds a collector may live without holding the lease: longer than any start takes."""


async def keep_collector(
    store: Reader, command: Sequence[str], *, look: float = LOOK, stuck: float = STUCK
) -> None:
    """Until cancelled, see to it that somebody collects; then stop the one we started.

    `command` runs a collector that ends with 0 when another holds the lease. One that dies, or
    lives for `stuck` seconds while nobody holds the lease, is started again, later each time it
    dies soon. `look` is seconds between looks at the lease.
    """
    wait = look
    await asyncio.sleep(
        look
    )  # the desk's first frame comes first: a start costs a core for a while
    while True:
        if await _is_collected(store):
            await asyncio.sleep(look)
            continue
        began = asyncio.get_running_loop().time()
        code = await _run(store, command, stuck)
        lived = asyncio.get_running_loop().time() - began
        if code:
            log.warning("the collector ended with %s after %.0f s", code, lived)
        wait = look if code == 0 or lived > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
        await asyncio.sleep(wait)


async def _is_collected(store: Reader) -> bool:
    try:
        return await store.read(holder.is_held)
    except StoreError:
        return True  # nothing to be gained by starting one on a store that cannot be read


async def _run(store: Reader, command: Sequence[str], stuck: float) -> int:
    """One collector from start to end, and its exit code; ended when stuck or we are cancelled.

    It is told to end when its standard input closes, so it does not outlive a desk that was killed.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # ctrl+c in the terminal is the desk's, not the collector's
        )
    except OSError as error:  # no more processes, no memory: both pass
        log.warning("no collector can be started: %s", error.strerror)
        return 1
    ended = asyncio.ensure_future(process.wait())
    try:
        while not (await asyncio.wait({ended}, timeout=stuck))[0]:
            if not await _is_collected(store):
                log.warning("the collector does not collect; it is replaced")
                return 1
        return ended.result()
    finally:
        ended.cancel()
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
