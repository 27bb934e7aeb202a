"""Polite, bounded fetching: the only door from a source to the net.

httpx reads addresses; httpcore beneath it connects (`network/transport.py`), because only there can
the address that is really connected be the one that was checked. Proxies from the environment are
not used: a proxy looks names up itself, and nothing could be checked. No cookies.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from backchannel import __version__
from backchannel.errors import SourceUnreachable
from backchannel.model.source import Noticed
from backchannel.sources.api import Response, ServerEvent, Socket
from backchannel.sources.network import bodies
from backchannel.sources.network.dialling import Dialler, Lookup
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits
from backchannel.sources.network.spelling import as_http
from backchannel.sources.network.transport import Answer, Connections, plainly
from backchannel.sources.network.travel import Traveller
from backchannel.sources.network.trips import sendable
from backchannel.sources.streams.events import EventDecoder
from backchannel.sources.streams.sockets import Target, opened

CONTACT = "https://backchannel.example/"
"""Where the people who run a server can read what we are, unless the user names a place."""

_NONE: Mapping[str, str] = {}


class PoliteHttp:
    """The `Http` of one source. `hosts` is shared by all sources of a collector.

    `allow_local` permits private addresses, odd ports, and a token over plain http. `tls` says whom
    to trust and `lookup` finds the addresses of a name; both default to the system's.
    """

    def __init__(
        self,
        hosts: Hosts | None = None,
        *,
        allow_local: bool = False,
        contact: str = CONTACT,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        lookup: Lookup | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._hosts, self._limits, self._now = hosts or Hosts(), limits or Limits(), now
        self._dialler = Dialler(allow_local=allow_local, lookup=lookup)
        self._connections = Connections(self._dialler, tls)
        self._traveller = Traveller(
            self._connections,
            self._hosts,
            self._limits,
            allow_local=allow_local,
            agent=f"backchannel/{__version__} (+{sendable(contact) or CONTACT})",
            now=now,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def noticed(self) -> Noticed | None:
        """What the last answer showed of the server."""
        return self._traveller.noticed

    async def close(self) -> None:
        """Let go of idle connections; the next request opens new ones."""
        await self._connections.close()

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str = "",
        modified: str = "",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = _NONE,
    ) -> Response:
        """See `Http.get`."""
        wanted = {
            **_sendable(headers),
            "accept": accept,
            "accept-encoding": bodies.ACCEPTED,
            "if-none-match": sendable(etag),
            "if-modified-since": sendable(modified),
        }
        trip = self._traveller.depart(url, token, scheme)
        return await self._traveller.travel(
            trip, wanted, self._traveller.read, silence=self._limits.silence
        )

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str = "application/json",
        accept: str = "application/json",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = _NONE,
    ) -> Response:
        """See `Http.post`."""
        wanted = {
            **_sendable(headers),
            "accept": accept,
            "accept-encoding": bodies.ACCEPTED,
            "content-type": sendable(content_type),
            "content-length": str(len(body)),
        }
        trip = self._traveller.depart(url, token, scheme)
        await (
            self.close()
        )  # one that the server closes just now would leave it open whether it came
        return await self._traveller.travel(
            trip, wanted, self._traveller.read, silence=self._limits.silence, body=body
        )

    @asynccontextmanager
    async def websocket(self, url: str, *, token: str = "") -> AsyncIterator[Socket]:
        """See `Http.websocket`. Redirects are not followed."""
        trip = self._traveller.depart(as_http(url), token)
        at = trip.at
        scheme, port = ("wss", 443) if at.scheme == "https" else ("ws", 80)
        uri = f"{scheme}://{at.netloc}{at.target}"
        target = Target(uri, at.host, at.port or port, self._traveller.lines(trip, {}))
        self._hosts.count_connect(trip.at.queue)
        async with self._hosts.turn(trip.at.queue):
            try:
                tls = await self._connections.tls()
                now = self._now()
                live = await opened(
                    target, dialler=self._dialler, tls=tls, limits=self._limits, now=now
                )
            except SourceUnreachable as error:
                self._hosts.hold(trip.at.queue, error.retry_after or 0.0)
                raise
        try:
            yield live
        finally:
            await live.close()

    @asynccontextmanager
    async def events(
        self, url: str, *, token: str = ""
    ) -> AsyncIterator[AsyncIterator[ServerEvent | None]]:
        """See `Http.events`."""
        trip = self._traveller.depart(url, token)
        self._hosts.count_connect(trip.at.queue)
        wanted = {"accept": "text/event-stream", "accept-encoding": "identity"}
        silence = self._limits.stream_silence
        answer = await self._traveller.travel(trip, wanted, self._traveller.listen, silence=silence)
        try:
            async with aclosing(self._events(answer, trip.at.host)) as events:
                yield events
        finally:
            await answer.close()

    async def _events(self, answer: Answer, host: str) -> AsyncGenerator[ServerEvent | None]:
        decoder, silence = EventDecoder(self._limits.message), self._limits.stream_silence
        with plainly(host, silence=silence, total=silence, quiet="nothing heard"):
            async with answer.chunks() as chunks:
                async for chunk in chunks:
                    for event in decoder.feed(chunk):
                        yield event


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): sendable(value) for name, value in headers.items()}
