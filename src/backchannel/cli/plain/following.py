"""What arrives in a store, for ever; one that cannot be read for a while is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final

from backchannel.errors import StoreError

if TYPE_CHECKING:
    from backchannel.model.change import Change
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection
    from backchannel.store.pages import View
    from backchannel.store.store import Reader

AGAIN: Final = 1.0
"""Seconds until a store that could not be read is tried again."""


async def follow(
    reader: Reader,
    since: int,
    heard: Callable[[Sequence[Change]], Awaitable[None]],
    told: Callable[[str], None],
    *,
    again: float = AGAIN,
) -> None:
    """Hand on what happens after change `since`, in batches. Never returns.

    That nothing can be read is told once. When it can be again, `heard` gets an empty batch first:
    what it was about to read may have been missed.
    """
    has_failed = is_told = False
    while True:
        try:
            if has_failed:
                await heard(())
            has_failed = False
            async for news in reader.follow(since):
                since, is_told = news[-1].number, False
                await heard(news)
        except StoreError as error:
            if not is_told:
                told(f"Nothing can be read: {error}. It is tried again.")
            has_failed = is_told = True
        await asyncio.sleep(again)


def arrived(db: Connection, view: View, after: int) -> tuple[list[StoredPost], int]:
    """The posts of a view numbered above `after`, and the highest number there is now."""
    from backchannel.store import pages

    return pages.arrived(db, view, after), pages.latest(db)


def alerts(db: Connection) -> dict[str, str]:
    """What is said of alerts that nobody has seen, by their ids, the oldest first."""
    from backchannel.store.roles.rules.alerts import unseen

    return {
        each.id: f"Alert: {each.text}. tell passes it on to the presenter."
        for each in reversed(unseen(db))
    }
