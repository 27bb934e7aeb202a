"""A screen that is told to end from outside ends as by its own key."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator


@contextlib.contextmanager
def closed_by_signals(close: Callable[[], Coroutine[None, None, None]]) -> Iterator[list[int]]:
    """While this lasts, a signal to end closes the screen as its own key does.

    Gives the numbers of the signals that were heard.
    """
    heard: list[int] = []
    closing: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()

    def hear(number: int) -> None:
        if not heard:
            closing.append(loop.create_task(close()))
        heard.append(number)

    endings = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    with contextlib.suppress(NotImplementedError):  # Windows: they raise instead
        for number in endings:
            loop.add_signal_handler(number, hear, number)
    try:
        yield heard
    finally:
        for number in endings:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
