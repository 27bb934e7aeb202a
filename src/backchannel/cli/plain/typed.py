"""Lines as somebody types them, or as a pipe brings them."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import threading
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from typing import Final

_PART: Final = 4_096
_LONGEST: Final = 65_536
"""Characters of a line that are kept; no command takes as many."""


async def typed_lines(descriptor: int, encoding: str = "utf-8") -> AsyncIterator[str]:
    """Each line, until there are no more.

    Read in a thread of its own from the descriptor itself: one that waits in `sys.stdin` aborts
    Python when it ends. Whoever floods us waits until we have read what there is.
    """
    loop = asyncio.get_running_loop()
    parts: asyncio.Queue[bytes] = asyncio.Queue(maxsize=2)

    def wait() -> None:
        # The loop was closed meanwhile, or nobody listens any more.
        with contextlib.suppress(RuntimeError, CancelledError):
            while True:
                try:
                    part = os.read(descriptor, _PART)
                except OSError:  # the terminal is gone
                    part = b""
                asyncio.run_coroutine_threadsafe(parts.put(part), loop).result()
                if not part:
                    return

    threading.Thread(target=wait, daemon=True, name="typed").start()
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    begun = ""
    while part := await parts.get():
        *whole, begun = (begun + decoder.decode(part)).split("\n")
        for line in whole:
            yield line.rstrip("\r")
        begun = begun[:_LONGEST]
    if begun.strip():
        yield begun
