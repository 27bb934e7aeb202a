"""One decision about several posts, which is undone in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec

from backchannel.store.board.decisions import together
from backchannel.store.connection import Connection

P = ParamSpec("P")


def on_all(
    db: Connection,
    act: Callable[Concatenate[Connection, int, P], object],
    places: Iterable[int],
    *args: P.args,
    **kwargs: P.kwargs,
) -> int:
    """Do it to each post, in order; for how many it changed something."""
    with together(db):
        return sum(bool(act(db, place, *args, **kwargs)) for place in places)
