"""Polite, bounded fetching: the only door from a source to the net.

httpx reads addresses; httpcore beneath it connects (`network/transport.py`), because only there can
the address that is really connected be the one that was checked. Proxies from the environment are
not used: a proxy looks names up itself, and nothing could be checked. No cookies.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from backchannel import __version__
from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.source import Noticed
from backchannel.sources.api import Response, ServerEvent, Socket
from backchannel.sources.network import bodies, links, waits
from backchannel.sources.network.dialling import Dialler, Lookup
from backchannel.sources.network.events import EventDecoder
from backchannel.sources.network.failures import of_status
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits
from backchannel.sources.network.noticing import noticed
from backchannel.sources.network.sockets import Target, opened
from backchannel.sources.network.transport import Answer, Connections, Request, plainly
from backchannel.sources.network.trips import Address, Trip, authorization, sendable

T = TypeVar("T")

CONTACT = "https://backchannel.example/"
"""Where the people who run a server can read what we are, unless the user names a place."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ERROR_BODY = 64 * 1024
_NOT_ALLOWED = Refusal.NOT_ALLOWED


class PoliteHttp:
    """The `Http` of one source. `hosts` is shared by all sources of a collector.

    `noticed` is what its last answer showed of the server.

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
        self._allow_local = allow_local
        self._dialler = Dialler(allow_local=allow_local, lookup=lookup)
        self._connections = Connections(self._dialler, tls)
        self.noticed: Noticed | None = None
        self._agent = f"backchannel/{__version__} (+{sendable(contact) or CONTACT})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

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
    ) -> Response:
        """See `Http.get`."""
        wanted = {
            "accept": accept,
            "accept-encoding": bodies.ACCEPTED,
            "if-none-match": sendable(etag),
            "if-modified-since": sendable(modified),
        }
        trip = self._depart(url, token)
        return await self._travel(trip, wanted, self._read, silence=self._limits.silence)

    @asynccontextmanager
    async def websocket(self, url: str, *, token: str = "") -> AsyncIterator[Socket]:
        """See `Http.websocket`. Redirects are not followed."""
        trip = self._depart(_as_http(url), token)
        at = trip.at
        scheme, port = ("wss", 443) if at.scheme == "https" else ("ws", 80)
        uri = f"{scheme}://{at.netloc}{at.target}"
        target = Target(uri, at.host, at.port or port, self._lines(trip, {}))
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
        trip = self._depart(url, token)
        self._hosts.count_connect(trip.at.queue)
        wanted = {"accept": "text/event-stream", "accept-encoding": "identity"}
        silence = self._limits.stream_silence
        answer = await self._travel(trip, wanted, self._listen, silence=silence)
        try:
            async with aclosing(self._events(answer, trip.at.host)) as events:
                yield events
        finally:
            await answer.close()

    async def _travel(
        self,
        trip: Trip,
        wanted: Mapping[str, str],
        take: Callable[[Trip, Answer], Awaitable[T]],
        *,
        silence: float,
    ) -> T:
        """Follow redirects to an answer and `take` it, one host's turn after the other."""
        clock, left = asyncio.get_running_loop().time, self._limits.total
        while True:
            async with self._hosts.turn(trip.at.queue):
                began = clock()
                with plainly(trip.at.host, silence=silence, total=self._limits.total):
                    async with asyncio.timeout(left):
                        answer = await self._connections.send(self._request(trip, wanted), silence)
                        self.noticed = noticed(answer.headers, clock() - began, self._now())
                        try:
                            following = self._following(trip, answer)
                            if following is None:
                                return await take(trip, answer)
                        except BaseException:
                            await answer.close()
                            raise
                        await answer.close()
                left -= clock() - began
            trip = following

    def _request(self, trip: Trip, wanted: Mapping[str, str]) -> Request:
        at = trip.at
        lines = {"host": at.netloc} | self._lines(trip, wanted)
        return Request(at.scheme, at.host, at.port, at.target, lines)

    def _lines(self, trip: Trip, wanted: Mapping[str, str]) -> dict[str, str]:
        mine = {"user-agent": self._agent, "authorization": trip.authorization}
        return {name: value for name, value in (mine | {**wanted}).items() if value}

    def _following(self, trip: Trip, answer: Answer) -> Trip | None:
        """Where the answer sends us; None if it is the answer. Notes what wait it asks for."""
        wait = waits.due(answer.status, answer.headers, self._now())
        if wait is not None:
            self._hosts.hold(trip.at.queue, wait)
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return None
        to = _address(_parsed(_text(location), trip.at.url))
        following = trip.follow(to, answer.status, most=self._limits.redirects)
        problem = following.problem(allow_local=self._allow_local)
        if problem:
            raise SourceUnreachable(problem)
        return following

    async def _read(self, trip: Trip, answer: Answer) -> Response:
        status, headers = answer.status, answer.headers
        if status != 304 and not 200 <= status < 300:
            raise await self._error(trip, answer)
        body = await _body(answer, self._limits.body)
        await answer.close()
        url = trip.at.url
        return Response(
            status, url, headers, body, trip.moved, links.parse(headers.get("link", ""), url)
        )

    async def _listen(self, trip: Trip, answer: Answer) -> Answer:
        if answer.status != 200:
            raise await self._error(trip, answer)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream" or answer.headers.get("content-encoding"):
            raise SourceUnreachable("answered with something that is not a stream of events")
        return answer

    async def _error(self, trip: Trip, answer: Answer) -> SourceError:
        limits = self._limits
        try:
            with plainly(trip.at.host, silence=limits.silence, total=limits.total):
                body = await _body(answer, _ERROR_BODY)
        except SourceUnreachable:
            body = b""  # the status says enough
        had_token = bool(trip.authorization)
        return of_status(answer.status, answer.headers, body, had_token=had_token, now=self._now())

    async def _events(self, answer: Answer, host: str) -> AsyncGenerator[ServerEvent | None]:
        decoder, silence = EventDecoder(self._limits.message), self._limits.stream_silence
        with plainly(host, silence=silence, total=silence, quiet="nothing heard"):
            async with answer.chunks() as chunks:
                async for chunk in chunks:
                    for event in decoder.feed(chunk):
                        yield event

    def _depart(self, url: str, token: str) -> Trip:
        """The first stretch; what the user wrote may be refused for good."""
        try:
            parsed = _parsed(url)
        except SourceUnreachable as error:
            raise SourceRefused("not an address that can be opened", why=_NOT_ALLOWED) from error
        trip = Trip(_address(parsed), authorization(token, parsed.username, parsed.password))
        problem = trip.problem(allow_local=self._allow_local)
        if problem:
            raise SourceRefused(problem, why=_NOT_ALLOWED)
        return trip


def _parsed(url: str, base: str = "") -> httpx.URL:
    try:
        return httpx.URL(base).join(url.strip()) if base else httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:  # IDNA and Unicode errors are ValueErrors
        raise SourceUnreachable("redirected to something that is not an address") from error


def _address(parsed: httpx.URL) -> Address:
    bare = parsed.copy_with(username=None, password=None, fragment=None)
    return Address(
        url=str(bare),
        scheme=bare.scheme,
        host=bare.raw_host.decode("ascii"),
        port=bare.port,
        netloc=bare.netloc.decode("ascii"),
        target=bare.raw_path.decode("ascii"),
    )


def _as_http(url: str) -> str:
    scheme, separator, rest = url.strip().partition("://")
    return {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme) + separator + rest


def _text(header: str) -> str:
    """Headers are bytes; addresses in them are UTF-8 more often than anything else."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return header


async def _body(answer: Answer, limit: int) -> bytes:
    # A 304 has no body; its length is that of the one we have.
    length = answer.headers.get("content-length", "") if answer.status != 304 else ""
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise bodies.too_large(limit)
    async with answer.chunks() as chunks:
        return await bodies.read(chunks, answer.headers.get("content-encoding", ""), limit)
