"""Writing to the store, and knowing whether that works just now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from backchannel.errors import StoreBusy, StoreError
from backchannel.model.reading import OLDEST
from backchannel.store.connection import Connection
from backchannel.store.held.marks import read_mark, set_read_mark
from backchannel.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")

_PROBED = "backchannel"


class Pen:
    """Writes. `told` hears when the store stops taking what is written, and when it does again."""

    def __init__(self, store: Store, told: Callable[[StoreError | None], None]) -> None:
        self._store, self._told = store, told
        self.problem: StoreError | None = None

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function as one transaction; on the disk when this returns. Raises StoreError."""
        try:
            done = await self._store.write(act, *args, **kwargs)
        except StoreError as error:
            if _is_the_store(error):
                self._say(error)
            raise
        self._say(None)
        return done

    async def try_again(self, is_collected: bool) -> None:
        """While nothing can be written: see whether it can by now.

        Where nobody collects either: see whether it can at all, for a full disk stops a collector.
        Nobody else ends then what lasts for a time only.
        """
        if self.problem is None and is_collected:
            return
        try:
            await self._store.write(_tidy_up)
        except StoreError as error:
            self._say(error)
        else:
            self._say(None)

    def _say(self, problem: StoreError | None) -> None:
        if str(problem) != str(self.problem):
            self.problem = problem
            self._told(problem)


def _is_the_store(error: StoreError) -> bool:
    """Whether the file failed; an act that was refused for what it asks is no such thing."""
    return isinstance(error, StoreBusy) or error.__cause__ is not None


def _tidy_up(db: Connection) -> None:
    """A real write, which a full disk refuses, though nothing be over."""
    from backchannel.store.board.mutes import lift_over  # the first frame needs none of it

    lift_over(db)
    place = read_mark(db, _PROBED)
    set_read_mark(db, _PROBED, OLDEST if place is None else place)
