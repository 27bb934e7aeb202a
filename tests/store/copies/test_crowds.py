"""A name that many networks have tells nobody from anybody, until fewer have it again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import at

from backchannel.clean.html import from_plain
from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.store.connection import Connection
from backchannel.store.copies import keys
from backchannel.store.copies.keys import Keyed
from backchannel.store.store import Store

CROWD = 32
"""Networks."""


def of_admin(network: int) -> Keyed:
    """What an admin wrote on a weblog, one second after the one before."""
    address = f"https://blog{network}.example/one"
    post = Post(
        address,
        Kind.ARTICLE,
        Author(clean_line("admin"), clean_line("")),
        clean_line("What we did"),
        from_plain(f"This is what we did on the blog of number {network}").text,
        url=Url(address),
        published=at(30),
    )
    [found] = keys.keyed([(network, post)])
    return found


def sought_by(db: Connection, *posts: Keyed) -> Sequence[int]:
    """Those of them that seek what others have."""
    return [post.place for post, _ in keys.shared(db, posts)]


def test_what_too_many_networks_have_is_not_looked_for(db: Connection) -> None:
    new = of_admin(CROWD + 1)
    keys.add(db, [of_admin(network) for network in range(1, CROWD)])
    assert sought_by(db, new) == [new.place]
    keys.add(db, [of_admin(CROWD)])
    for _ in range(2):  # the second time it is remembered
        assert sought_by(db, new) == []
    assert db.crowded


def test_when_fewer_have_it_again_it_is(db: Connection) -> None:
    new, last = of_admin(CROWD + 1), of_admin(CROWD)
    keys.add(db, [of_admin(network) for network in range(1, CROWD + 1)])
    assert sought_by(db, new) == []
    keys.remove(db, [last])
    assert sought_by(db, new) == [new.place]


async def test_what_was_not_stored_after_all_makes_no_crowd(path: Path, clock: Clock) -> None:
    new, last = of_admin(CROWD + 1), of_admin(CROWD)

    def fail(db: Connection) -> None:
        keys.add(db, [last])
        raise StoreError(f"{len(sought_by(db, new))} others")

    async with Store(path, now=clock) as store:
        await store.write(keys.add, [of_admin(network) for network in range(1, CROWD)])
        with pytest.raises(StoreError, match="0 others"):
            await store.write(fail)
        assert await store.write(sought_by, new) == [new.place]
