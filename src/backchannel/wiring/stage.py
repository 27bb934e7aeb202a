"""The operator and the projectors on a store."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from backchannel.store.store import Reader
from backchannel.ui.projector.app import LOOK, Projector
from backchannel.wiring.later import log_later
from backchannel.wiring.signals import closed_by_signals

log = logging.getLogger(__name__)

PAUSE: Final = 1.0
"""Seconds until a projector that failed is begun anew."""


async def show_projector(store_path: Path, theme: str) -> None:
    """The stage until somebody ends it, whatever happens: a room looks at it.

    Raises StoreError when the file cannot be opened at first, and KeyboardInterrupt after it was
    closed because a signal asked for it.
    """
    async with Reader(store_path, look=LOOK) as store:
        while True:
            app = Projector(store, theme, (log_later,))
            with closed_by_signals(app.close_down) as signals:
                await app.run_async(mouse=False)
            if signals:
                raise KeyboardInterrupt
            if app.fault is None:
                return
            log.error("the projector failed and is begun anew", exc_info=app.fault)
            await asyncio.sleep(PAUSE)
