"""A relay that is read for weeks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256

from tests.clock import Clock
from tests.holding import held
from tests.sources.feed_reach import NoHttp
from tests.sources.nostr.people import Person

from backchannel.sources.api import Socket
from backchannel.sources.nostr.names import npub
from backchannel.sources.nostr.relay import Relay, Wanted

POSTS = 1_200


class Talk:
    """What a relay says: posts by and to people whom nobody knows. It answers no question."""

    async def send(self, text: str) -> None:
        """Nothing comes of it."""

    async def __aiter__(self) -> AsyncIterator[str]:
        yield json.dumps(["EOSE", "posts"])  # nothing of before
        for number in range(POSTS):
            people = " ".join(f"nostr:{npub(key)}" for key in _strangers(number))
            note = Person(f"number {number}").says(f"Hello #ideaperf {people}")
            yield json.dumps(["EVENT", "posts", note])


class Alone(NoHttp):
    """Only that relay is there."""

    @asynccontextmanager
    async def websocket(self, url: str, *, token: str = "") -> AsyncIterator[Socket]:
        yield Talk()


def _strangers(number: int) -> Iterator[str]:
    for each in range(5):
        yield sha256(f"stranger {number} {each}".encode()).hexdigest()


async def test_a_relay_does_not_remember_everybody_who_ever_posted_or_was_named() -> None:
    http = Alone()
    relay = Relay(
        "ws://relay.example", http, Wanted(("ideaperf",)),
        newest=None, watched=(), named=lambda _key: False, now=Clock(), pause=0.0,
    )  # fmt: skip
    heard, kept = 0, list[int]()
    async for news in relay.news():
        heard += news.event is not None
        if news.event is not None and heard % 200 == 0:
            kept.append(held(relay, besides=http))
    assert heard == POSTS
    assert kept[-1] <= kept[-3] + 10
