"""A text of the command line on its way out: by whoever collects, or by ourselves meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from functools import partial
from typing import Final

from backchannel.config.places import places
from backchannel.config.user_file import read_user_file
from backchannel.errors import StoreError
from backchannel.model.outgoing import Account, Outgoing, Sending
from backchannel.store import changes, lease, outgoing
from backchannel.store.connection import Connection, utc_now
from backchannel.store.replay.course import course_of
from backchannel.store.store import Reader, Store
from backchannel.wiring.accounts import OwnAccounts

PATIENCE: Final = 60.0
"""Seconds that are waited for a text to be out: longer than any one request takes."""

_MOVING: Final = frozenset({Sending.WAITING, Sending.SENDING, Sending.UNSURE})


def learn(db: Connection, own: Sequence[Account]) -> None:
    """Tell a store which accounts there are, unless somebody collects: then it knows.

    Whoever collects may have others than we do, as the demo has. Raises StoreError where a recorded
    event is played: nothing is said to anybody from there.
    """
    if course_of(db) is not None:
        raise StoreError("this is a replay, from which nothing is sent")
    if not lease.is_collected(db):
        outgoing.learn(db, own)


async def own_accounts() -> Sequence[Account]:
    """Those in the user file, for `learn`. Raises ConfigError."""
    own = (await asyncio.to_thread(read_user_file, places().accounts_file)).accounts
    return [each.account for each in own]


async def settle(store: Store, id_: str, patience: float = PATIENCE) -> Outgoing:
    """Wait until a text is out or is not going to be, at most so many seconds; how it is then.

    While nobody else sends we do it ourselves. Whoever comes then waits with sending the moment it
    takes, and with nothing else, so that no two ever send the same.
    """
    from backchannel.ingest.outbox.sender import Sender, keep_sending
    from backchannel.ingest.outbox.turn import in_turn

    sender = Sender(store, OwnAccounts(places().accounts_file, utc_now), utc_now)
    helping = asyncio.create_task(in_turn(store, partial(keep_sending, sender)))
    waiting = asyncio.create_task(_settled(store, id_))
    try:
        await asyncio.wait({helping, waiting}, timeout=patience, return_when="FIRST_COMPLETED")
    finally:
        for task in (waiting, helping):
            task.cancel()
        await asyncio.gather(waiting, helping, return_exceptions=True)
    return await store.read(outgoing.of, id_)


async def _settled(store: Reader, id_: str) -> None:
    """Until it is out, refused, or waits for longer than a person does."""
    number = await store.read(changes.latest)
    if _is_settled(await store.read(outgoing.of, id_)):
        return
    async with aclosing(store.follow(number)) as following:
        async for _ in following:
            if _is_settled(await store.read(outgoing.of, id_)):
                return


def _is_settled(text: Outgoing) -> bool:
    is_put_off = text.state is Sending.WAITING and bool(text.problem)
    return text.state not in _MOVING or is_put_off
