"""What `collect --json` prints: a line for each change, those about a post with its number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backchannel.cli.answers import answer_json, moment

if TYPE_CHECKING:
    from backchannel.model.change import Change

_OF_POSTS: Final = frozenset(
    {"post new", "post changed", "post gone", "copy", "pin", "hidden", "stash"}
)
"""Changes whose key is the place of a post."""


def teller(store: Path) -> Callable[[Change], None]:
    """Prints each change; those about a post also with its number and id. Raises StoreError.

    On the event loop, but a look at one row takes microseconds and prints in the order of the log.
    """
    from backchannel.store import pages
    from backchannel.store.connection import Connection, connect, wrapped

    opened: list[Connection] = []

    def tell(change: Change) -> None:
        line: dict[str, object] = {
            "change": change.number,
            "kind": str(change.kind),
            "key": change.key,
            "at": moment(change.at),
            "origin": change.origin,
        }
        if change.kind in _OF_POSTS:
            place = int(change.key)
            with wrapped(store):
                if not opened:
                    opened.append(connect(store, read_only=True))
                post = pages.by_places(opened[0], [place]).get(place)
            line |= {"number": post.number, "id": post.post.id} if post else {}
        answer_json(line)

    return tell
