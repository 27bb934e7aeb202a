"""Whoever was forgotten in one store is forgotten in another: a copy, or another desk's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.store.connection import Connection
from backchannel.store.forgetting import tombstones
from backchannel.store.forgetting.accounts import Names, names_of
from backchannel.store.forgetting.decided import texts_of
from backchannel.store.forgetting.mentions import (
    Traces,
    addresses_in,
    led_to,
    named_in,
    names_in,
)
from backchannel.store.forgetting.removing import Removed, remove
from backchannel.store.forgetting.tombstones import Stone, Tombstones

_decode = decoder(Post)
_NOBODY: Final[Names] = frozenset()


def follow(db: Connection, stones: Iterable[Stone], names: Names = _NOBODY) -> Removed:
    """Lay these tombstones, and take out everybody whom they are of, in the caller's transaction.

    `names` are of accounts that go in any case. Who is meant is found by all that the store holds,
    so it does not matter what was known of them where they were forgotten.
    """
    is_any_new = tombstones.take_in(db, stones)
    if not is_any_new and not names:
        return Removed(0, 0, (), Traces((), ()))
    found, addresses = _recognised(db, Tombstones(db))
    if not (found or addresses or names):
        return Removed(0, 0, (), Traces((), ()))
    return remove(db, found | names, addresses)


def _recognised(db: Connection, known: Tombstones) -> tuple[Names, Names]:
    """Accounts that were forgotten and are here all the same, and addresses of their posts."""
    names, told, led = set[str](), set[str](), set[str]()
    for table in ("posts", "revisions"):
        for (body,) in db.execute(f"SELECT body FROM {table}"):
            post = _decode(body)
            if known.are_of(post):
                names |= names_of(post)
            told.update(named_in(post))
            led.update(led_to(post))
    for text in texts_of(db):
        led.update(found := tuple(addresses_in(text)))
        told.update(names_in((text,), found))
    also, addresses = known.among(told, led)
    return frozenset(names | also), addresses
