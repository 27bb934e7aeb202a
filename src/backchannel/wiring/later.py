"""What a screen does only when its first frame is painted."""

from __future__ import annotations

import asyncio
from typing import Final

FIRST_FRAME: Final = 1.0
"""Seconds after which it is."""


async def log_later() -> None:
    """Open the log; its import is a slow one."""

    def begin() -> None:
        from backchannel.config.secrets import redacted
        from backchannel.wiring.log import log_to_file

        log_to_file(redacted, is_turning=False)

    await asyncio.sleep(FIRST_FRAME)
    await asyncio.to_thread(begin)
