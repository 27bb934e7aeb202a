"""A collector of our own while no other is alive: started, watched and started again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import tempfile
from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import IO, Final

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.store import lease
from backchannel.store.store import Reader

log = logging.getLogger(__name__)

LOOK: Final = 1.0
LONGEST_WAIT: Final = 30.0
PATIENCE: Final = 5.0
"""Seconds a collector has to stop by itself."""


STUCK: Final = 30.0
"""Seconds a collector may live without holding the lease: longer than any start takes."""

_OURS: Final = "backchannel: "
"""How the program begins each line that says what is wrong."""

_TAIL: Final = 4_096
_MOST: Final = 1 << 20
"""Bytes of what a collector says that are read at its end, and that are kept while it runs."""


async def keep_collector(
    store: Reader,
    command: Sequence[str],
    *,
    tell: Callable[[str], None] = lambda _: None,
    look: float = LOOK,
    stuck: float = STUCK,
) -> None:
    """Until cancelled, see to it that somebody collects; then stop the one we started.

    `command` runs a collector that ends with 0 when another holds the lease. One that dies, or
    lives for `stuck` seconds while nobody holds the lease, is started again, later each time it
    dies soon. `tell` hears why it ended, cleaned and without secrets: the last it said, which may
    be nothing. `look` is seconds between looks at the lease.
    """
    wait = look
    while True:
        if await _is_collected(store):
            await asyncio.sleep(look)
            continue
        began = asyncio.get_running_loop().time()
        code, why = await _run(store, command, stuck)
        lived = asyncio.get_running_loop().time() - began
        if code:
            log.warning("the collector ended with %s after %.0f s: %s", code, lived, why)
            tell(why)
        wait = look if code == 0 or lived > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
        await asyncio.sleep(wait)


async def _is_collected(store: Reader) -> bool:
    try:
        return await store.read(lease.is_collected)
    except StoreError:
        return True  # nothing to be gained by starting one on a store that cannot be read


async def _run(store: Reader, command: Sequence[str], stuck: float) -> tuple[int, str]:
    """One collector from start to end: its exit code, and the last it said.

    That line is kept in a file: a pipe would stay open as long as anybody the collector started.
    """
    with _paper() as paper:
        try:
            code = await _run_saying(paper, store, command, stuck)
        except OSError as error:  # no more processes, no memory: both pass
            return 1, f"no collector can be started: {error.strerror}"
        return code, _last_words(paper)


async def _run_saying(paper: IO[bytes], store: Reader, command: Sequence[str], stuck: float) -> int:
    """Its exit code; ended when stuck or we are cancelled.

    It is told to end when its standard input closes, so it does not outlive a desk that was killed.
    """
    starting = asyncio.ensure_future(_start(command, paper))
    try:
        process = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)  # left alone, asyncio would kill it and not ask
        raise
    ended = asyncio.ensure_future(process.wait())
    try:
        while not (await asyncio.wait({ended}, timeout=stuck))[0]:
            if not await _is_collected(store):
                log.warning("the collector does not collect; it is replaced")
                return 1
            if os.fstat(paper.fileno()).st_size > _MOST:
                paper.seek(0)  # theirs, too: both are one open file
                paper.truncate()
        return ended.result()
    finally:
        ended.cancel()
        if process.returncode is None:
            await _end(process)


async def _start(command: Sequence[str], paper: IO[bytes]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=paper,
        start_new_session=True,  # ctrl+c in the terminal is the desk's, not the collector's
    )


def _paper() -> IO[bytes]:
    """For what a collector says; a disk without room must not keep it from starting."""
    try:
        return tempfile.TemporaryFile(buffering=0)
    except OSError:
        return Path(os.devnull).open("r+b", buffering=0)


def _last_words(paper: IO[bytes]) -> str:
    """The last line; of several complaints the first one, and how many more there are."""
    from backchannel.config.secrets import redacted

    paper.seek(max(0, paper.seek(0, os.SEEK_END) - _TAIL))
    lines = paper.read().decode("utf-8", "replace").rstrip().splitlines()
    complaints = [*takewhile(lambda line: line.startswith(_OURS), reversed(lines))] or lines[-1:]
    if not complaints:
        return ""
    more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
    return clean_line(redacted(complaints[-1]) + more).removeprefix(_OURS)


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
