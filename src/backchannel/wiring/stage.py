"""The operator and the projectors on a store."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from backchannel.model.preferences import Preferences
from backchannel.model.programme import Event
from backchannel.store.store import Reader, Store
from backchannel.ui.operator.app import OperatorApp
from backchannel.wiring.later import log_later
from backchannel.wiring.roles import Jobs, show_role
from backchannel.wiring.signals import closed_by_signals

log = logging.getLogger(__name__)

PAUSE: Final = 1.0
"""Seconds until a projector that failed is begun anew."""


async def show_projector(store_path: Path, theme: str, *, has_large_type: bool = True) -> None:
    """The stage until somebody ends it, whatever happens: a room looks at it.

    Raises StoreError when the file cannot be opened at first, and KeyboardInterrupt after it was
    closed because a signal asked for it.
    """
    # Here, for it asks the terminal what it can draw.
    from backchannel.ui.projector.app import LOOK, Projector

    async with Reader(store_path, look=LOOK) as store:
        while True:
            app = Projector(store, theme, (log_later,), has_large_type=has_large_type)
            with closed_by_signals(app.close_down) as signals:
                await app.run_async(mouse=False)
            if signals:
                raise KeyboardInterrupt
            if app.fault is None:
                return
            log.error("the projector failed and is begun anew", exc_info=app.fault)
            await asyncio.sleep(PAUSE)


async def show_operator(store_path: Path, preferences: Preferences) -> None:
    """The operator's screen until it is left. Raises what `show_role` does."""

    def program(store: Store, event: Event | None, jobs: Jobs) -> OperatorApp:
        return OperatorApp(store, event, preferences, jobs)

    await show_role(Store(store_path), program, has_mouse=preferences.has_mouse)
