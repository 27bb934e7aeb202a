"""The whole network's posts as lines of JSON over a WebSocket.

The public document is https://github.com/bluesky-social/jetstream, the wire its first version,
which old and new servers speak. A cursor is a moment, good on every server; one that is older than
what a server keeps, about a day and a half, is moved forward without a word.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlencode, urlsplit

from msgspec import Raw, Struct, field

from backchannel.clean.addresses import is_localhost, is_public, literal
from backchannel.errors import SourceError, SourceUnreachable
from backchannel.sources.api import Http, Socket
from backchannel.sources.bluesky.entities import NOTHING, POSTS, Text
from backchannel.sources.bluesky.sieve import Sieve
from backchannel.sources.network.waits import in_words
from backchannel.sources.payload import decode

OVERLAP = 5_000_000
"""Microseconds that are read again after a connection broke."""

SILENCE = 90.0
"""Seconds without a line, and the whole network is not what we are told. It posts tens a second."""

_WAITING = 1_000  # lines; then the connection waits for us
_BREATH = 200  # lines between two looks at whatever else is to be done
_LARGEST = 256 * 1024  # bytes of a line; a post is a hundredth of it
_MOMENT = re.compile(r'"time_us":\s*(\d{1,18})')


class Commit(Struct, frozen=True):
    """A record was written or deleted; a deletion has neither record nor words."""

    operation: str = ""
    collection: str = ""
    rkey: str = ""
    rev: str = ""
    record: Raw = NOTHING


class Account(Struct, frozen=True):
    """Whether an account is there; `status` says why it is not."""

    active: bool = True
    status: Text = None


class Line(Struct, frozen=True):
    """One message. `moment` is microseconds since 1970."""

    did: str
    moment: int = field(name="time_us")
    kind: str = ""
    commit: Commit | None = None
    account: Account | None = None

    @property
    def uri(self) -> str:
        """Of the record that was written or deleted."""
        commit = self.commit or Commit()
        return f"at://{self.did}/{commit.collection}/{commit.rkey}"


class Stream:
    """Lines of an open connection that pass the sieve, kept until they are taken.

    `until` is the moment of the last line heard before the last `take`, whether it passed or not.
    `silence` is how many seconds there may be without any; the server's pings are none.
    """

    def __init__(
        self, socket: Socket, sieve: Sieve, stirred: asyncio.Event, silence: float | None
    ) -> None:
        self._sieve, self._stirred, self._silence = sieve, stirred, silence
        self._clock = asyncio.get_running_loop().time
        self._heard_at = self._clock()
        self._waiting: list[str] = []
        self._room = asyncio.Event()
        self._first = self._last = ""
        self.until: int | None = None
        self._pump = asyncio.create_task(self._listen(socket))
        self._pump.add_done_callback(lambda _: stirred.set())

    @property
    def first(self) -> int | None:
        """The moment of the first line; None before it came."""
        return _moment(self._first)

    def take(self) -> list[str]:
        """What has come. What came before a connection broke is given before its error."""
        taken, self._waiting = self._waiting, []
        self.until = _moment(self._last)
        self._room.set()
        if not taken:
            self._look_for_life()
        return taken

    async def close(self) -> None:
        """Stop listening."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)

    def _look_for_life(self) -> None:
        if self._pump.done():
            self._pump.result()
            raise SourceUnreachable("the server ended the stream")
        if self._silence is not None and self._clock() - self._heard_at > self._silence:
            raise SourceUnreachable(f"connected, but no post came for {in_words(self._silence)}")

    async def _listen(self, socket: Socket) -> None:
        heard = 0
        async for line in socket:
            if not self._first:
                self._first = line
                self._stirred.set()
            self._last, self._heard_at = line, self._clock()
            if self._sieve.passes(line):
                self._waiting.append(line)
                self._stirred.set()
            heard += 1
            if heard % _BREATH == 0:
                await asyncio.sleep(0)
            while len(self._waiting) >= _WAITING:
                self._room.clear()
                await self._room.wait()


class Hosts:
    """Servers that are asked in turn: after a failure it is the next one's."""

    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts, self._turn = tuple(map(address_of, hosts)), 0

    def next(self) -> None:
        """The present one failed."""
        self._turn += 1

    @property
    def is_whole(self) -> bool:
        """Whether the present one gives the whole network. One in one's own house may be quiet."""
        host = urlsplit(self._present).hostname or ""
        address = literal(host)
        return not is_localhost(host) and (address is None or is_public(address))

    @asynccontextmanager
    async def opened(self, http: Http, cursor: int | None) -> AsyncIterator[Socket]:
        """A connection from `cursor` on, or from now on; if none is to be had, the first error."""
        problems: list[SourceError] = []
        async with AsyncExitStack() as stack:
            for _ in self._hosts:
                url = _subscription(self._present, cursor)
                try:
                    socket = await stack.enter_async_context(http.websocket(url))
                except SourceError as error:
                    problems.append(error)
                    self.next()
                    continue
                yield socket
                return
        # One that may come back is worth more hope than one that will not have us.
        raise next((each for each in problems if isinstance(each, SourceUnreachable)), problems[0])

    @property
    def _present(self) -> str:
        return self._hosts[self._turn % len(self._hosts)]


def line_of(text: str) -> Line | None:
    """The message, or None if it is none."""
    try:
        return decode(text, Line)
    except SourceUnreachable:
        return None


def address_of(host: str) -> str:
    """The address of a server that may be named by its host alone."""
    return (host if "://" in host else f"wss://{host}").rstrip("/")


def _subscription(address: str, cursor: int | None) -> str:
    wanted = {"wantedCollections": POSTS, "maxMessageSizeBytes": str(_LARGEST)}
    if cursor is not None:
        wanted["cursor"] = str(max(0, cursor - OVERLAP))
    return f"{address}/subscribe?{urlencode(wanted)}"


def _moment(line: str) -> int | None:
    found = _MOMENT.search(line)
    return int(found[1]) if found else None
