"""Work on a store that somebody may break off: then nothing of it is done."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from backchannel.cli.answers import say

if TYPE_CHECKING:
    from backchannel.store.connection import Connection

T = TypeVar("T")

Check = Callable[[], None]
"""Is called now and then by what is at work; raises when that is to be given up."""


@contextlib.contextmanager
def made_whole(path: Path) -> Iterator[None]:
    """A store that is not there is made, but nothing of it stays when that goes wrong."""
    is_new = not path.exists()
    try:
        yield
    except BaseException:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm") if is_new else ():
            path.with_name(name).unlink(missing_ok=True)
        raise


def run_whole(path: Path, act: Callable[[Connection, Check], T]) -> T:
    """Run a function as one transaction; whoever interrupts it is told what came of it."""
    is_done = Event()
    try:
        return asyncio.run(write_whole(path, act, is_done))
    except KeyboardInterrupt:
        say("Interrupted when all was taken." if is_done.is_set() else "Nothing was taken.")
        raise


async def write_whole(path: Path, act: Callable[[Connection, Check], T], is_done: Event) -> T:
    """The same; when it is cancelled before `is_done`, the store stays as it is."""
    from backchannel.store.store import Store

    is_over = Event()

    def check() -> None:
        if is_over.is_set():
            raise KeyboardInterrupt

    def checked(db: Connection) -> T:
        found = act(db, check)
        check()
        is_done.set()
        return found

    async with Store(path) as opened:
        try:
            return await opened.write(checked)
        except asyncio.CancelledError:
            is_over.set()
            raise
