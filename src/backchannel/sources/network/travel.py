"""From an address through redirects to an answer, or to an error that a person understands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeVar

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.source import Noticed
from backchannel.sources.api import Response
from backchannel.sources.network import bodies, links, waits
from backchannel.sources.network.failures import of_status
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits
from backchannel.sources.network.noticing import noticed
from backchannel.sources.network.spelling import address_of, header_text, parsed
from backchannel.sources.network.transport import Answer, Connections, Request, plainly
from backchannel.sources.network.trips import Trip, authorization

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPING = frozenset({307, 308})
"""Redirects after which a POST is a POST still (RFC 9110, 15.4)."""

_ERROR_BODY = 64 * 1024
_NOT_ALLOWED = Refusal.NOT_ALLOWED


class Traveller:
    """Makes the requests of one source. `noticed` is what its last answer showed of the server."""

    def __init__(
        self,
        connections: Connections,
        hosts: Hosts,
        limits: Limits,
        *,
        allow_local: bool,
        agent: str,
        now: Callable[[], datetime],
    ) -> None:
        self._connections, self._hosts, self._limits = connections, hosts, limits
        self._allow_local, self._agent, self._now = allow_local, agent, now
        self.noticed: Noticed | None = None

    def depart(self, url: str, token: str, scheme: str = "Bearer") -> Trip:
        """The first stretch; what the user wrote may be refused for good."""
        try:
            wanted = parsed(url)
        except SourceUnreachable as error:
            raise SourceRefused("not an address that can be opened", why=_NOT_ALLOWED) from error
        said = authorization(token, wanted.username, wanted.password, scheme=scheme)
        trip = Trip(address_of(wanted), said)
        problem = trip.problem(allow_local=self._allow_local)
        if problem:
            raise SourceRefused(problem, why=_NOT_ALLOWED)
        return trip

    async def travel(
        self,
        trip: Trip,
        wanted: Mapping[str, str],
        take: Callable[[Trip, Answer], Awaitable[T]],
        *,
        silence: float,
        body: bytes | None = None,
    ) -> T:
        """Follow redirects to an answer and `take` it, one host's turn after the other."""
        clock, left = asyncio.get_running_loop().time, self._limits.total
        connect = self._limits.silence
        while True:
            async with self._hosts.turn(trip.at.queue):
                began = clock()
                total = self._limits.total
                with plainly(trip.at.host, silence=silence, total=total, connect=connect):
                    async with asyncio.timeout(left):
                        request = self._request(trip, wanted, body)
                        answer = await self._connections.send(request, silence, connect=connect)
                        self.noticed = noticed(answer.headers, clock() - began, self._now())
                        try:
                            following = self._following(trip, answer, is_post=body is not None)
                            if following is None:
                                return await take(trip, answer)
                        except BaseException:
                            await answer.close()
                            raise
                        await answer.close()
                left -= clock() - began
            trip = following

    def _request(self, trip: Trip, wanted: Mapping[str, str], body: bytes | None) -> Request:
        at = trip.at
        lines = {"host": at.netloc} | self.lines(trip, wanted)
        return Request(at.scheme, at.host, at.port, at.target, lines, body)

    def lines(self, trip: Trip, wanted: Mapping[str, str]) -> dict[str, str]:
        """The headers of a request."""
        mine = {"user-agent": self._agent, "authorization": trip.authorization}
        return {name: value for name, value in (mine | {**wanted}).items() if value}

    def _following(self, trip: Trip, answer: Answer, *, is_post: bool) -> Trip | None:
        """Where the answer sends us; None if it is the answer. Notes what wait it asks for."""
        wait = waits.due(answer.status, answer.headers, self._now())
        if wait is not None:
            self._hosts.hold(trip.at.queue, wait)
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return None
        to = address_of(parsed(header_text(location), trip.at.url))
        if is_post and (answer.status not in _KEEPING or to.origin != trip.at.origin):
            problem = f"{answer.status}: sent on to {to.host}; is the address right?"
            raise SourceUnreachable(problem, status=answer.status)
        following = trip.follow(to, answer.status, most=self._limits.redirects)
        problem = following.problem(allow_local=self._allow_local)
        if problem:
            raise SourceUnreachable(problem, status=answer.status)
        return following

    async def read(self, trip: Trip, answer: Answer) -> Response:
        """All of a good answer; any other is raised."""
        status, headers = answer.status, answer.headers
        if status != 304 and not 200 <= status < 300:
            raise await self._error(trip, answer)
        body = await _body(answer, self._limits.body)
        await answer.close()
        url = trip.at.url
        return Response(
            status, url, headers, body, trip.moved, links.parse(headers.get("link", ""), url)
        )

    async def listen(self, trip: Trip, answer: Answer) -> Answer:
        """The beginning of a stream of events; anything else is raised."""
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
        sent, now = trip.authorization, self._now()
        had_token = bool(sent)
        return of_status(
            answer.status, answer.headers, body, had_token=had_token, now=now, sent=sent
        )


async def _body(answer: Answer, limit: int) -> bytes:
    # A 304 has no body; its length is that of the one we have.
    length = answer.headers.get("content-length", "") if answer.status != 304 else ""
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise bodies.too_large(limit)
    async with answer.chunks() as chunks:
        return await bodies.read(chunks, answer.headers.get("content-encoding", ""), limit)
