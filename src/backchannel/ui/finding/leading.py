"""To the post of a list, or why that cannot be."""

from __future__ import annotations

from collections.abc import Callable

from backchannel.model.post import StoredPost
from backchannel.store.connection import Connection
from backchannel.store.desk.finding import shown_for
from backchannel.store.held.muted import out_of_sight
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.keymap import Keyed


async def lead_to(
    store: Reader, post: StoredPost, go_to: Callable[[StoredPost], None], say: Voice
) -> None:
    """Go to the row in which a post is shown, or say what keeps that out of sight.

    Raises StoreError.
    """
    row, why = await store.read(way_to, post)
    if not why:
        go_to(row)
    elif row.is_gone:
        say("Deleted by its author")
    else:
        lists = "lists them" if row.is_muted and not row.is_hidden else "lists it"
        say(Keyed(f"{why[:1].upper()}{why[1:]}; {{hidden}} {lists}"))


def way_to(db: Connection, post: StoredPost) -> tuple[StoredPost, str]:
    """The post in whose row one is shown, and why that is out of sight, empty when it is not."""
    row = shown_for(db, post)
    return row, out_of_sight(db, [row]).get(row.place, "")
