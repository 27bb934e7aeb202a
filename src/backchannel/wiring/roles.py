"""The other screens on a store: presenter, operator, projector, each a process of its own.

None of them starts a collector: they show what is in the store, whoever reads for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.store import Reader
from backchannel.ui.terminal.program import Program
from backchannel.wiring.later import log_later
from backchannel.wiring.signals import closed_by_signals

S = TypeVar("S", bound=Reader)
Jobs = Iterable[Callable[[], Awaitable[None]]]
"""What runs beside a screen and ends with it."""


async def show_role(
    store: S, program: Callable[[S, Event | None, Jobs], Program], *, has_mouse: bool = True
) -> None:
    """A screen until it is left. One that only looks is given a Reader, others a Store.

    Raises StoreError when the file cannot be opened, and KeyboardInterrupt after the screen was
    closed because a signal asked for it.
    """
    async with store:
        app = program(store, await store.read(sources.event_of), (log_later,))
        with closed_by_signals(app.close_down) as signals:
            await app.run_async(mouse=has_mouse)
        if signals:
            raise KeyboardInterrupt
        if app.fault is not None:
            raise app.fault
