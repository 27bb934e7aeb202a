"""A WebSocket that says when it has gone quiet (RFC 6455)."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)

from backchannel.clean.terminal import clean_line
from backchannel.errors import SourceUnreachable
from backchannel.sources.network.dialling import Dialler, open_socket
from backchannel.sources.network.failures import of_connection, of_status
from backchannel.sources.network.limits import Limits
from backchannel.sources.network.waits import in_words

_CLOSED = {
    1002: "we broke its protocol",
    1003: "it cannot read what we sent",
    1006: "the connection broke off",
    1007: "text that is not UTF-8",
    1008: "it does not want us",
    1009: "a message that is too large",
    1011: "an error on the server",
    1012: "the server restarts",
    1013: "the server is too busy",
    1014: "a bad gateway",
    1015: "no secure connection",
}

# The library logs headers, and with them our token, to whoever turns debugging on. A logger outside
# the tree cannot be turned on.
_SILENT = logging.Logger("websocket", level=logging.CRITICAL + 1)  # noqa: LOG001  # so on purpose


class _Heard(ClientConnection):
    """Knows when anything last came, pings and pongs included."""

    heard_at = 0.0

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)


class _Connect(connect):
    """Follows no redirect: the socket was opened to a checked address, the next would not be."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class LiveSocket:
    """The `Socket` of the source contract."""

    def __init__(self, connection: _Heard, silence: float) -> None:
        self._connection, self._silence = connection, silence

    async def close(self) -> None:
        """Say goodbye and wait a second for the answer."""
        await self._connection.close()

    async def send(self, text: str) -> None:
        """Send one text frame; a closed connection raises SourceUnreachable."""
        try:
            async with asyncio.timeout(self._silence):
                await self._connection.send(text)
        except ConnectionClosed as error:
            raise _closed(error) from error
        except TimeoutError as error:
            raise _quiet(self._silence) from error

    async def __aiter__(self) -> AsyncIterator[str]:
        """Text frames until the server says goodbye (1000, 1001); other endings raise."""
        while True:
            try:
                frame = await self._next()
            except ConnectionClosedOK:
                return
            except ConnectionClosed as error:
                raise _closed(error) from error
            if isinstance(frame, str):
                yield frame

    async def _next(self) -> str | bytes:
        """The next frame. Silence counts from when we began to listen, or last heard anything."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            quiet_at = max(began, self._connection.heard_at) + self._silence
            try:
                async with asyncio.timeout_at(quiet_at):
                    return await self._connection.recv()
            except TimeoutError as error:
                if self._connection.heard_at + self._silence <= loop.time():
                    raise _quiet(self._silence) from error


@dataclass(frozen=True, slots=True)
class Target:
    """Where a WebSocket goes: `uri` is ws or wss, without user and password."""

    uri: str
    host: str
    port: int
    headers: Mapping[str, str]  # lower-case names


async def opened(
    target: Target, *, dialler: Dialler, tls: ssl.SSLContext, limits: Limits, now: datetime
) -> LiveSocket:
    """An open WebSocket. Redirects are not followed."""
    try:
        async with asyncio.timeout(limits.silence):
            sock = await dialler.dial(
                target.host, target.port, lambda address: open_socket(address, target.port)
            )
            connection = await _upgraded(sock, target, tls, limits)
    except InvalidStatus as error:
        headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
        sent = target.headers.get("authorization", "")
        body = bytes(error.response.body or b"")
        raise of_status(
            error.response.status_code, headers, body, had_token=bool(sent), now=now, sent=sent
        ) from error
    except TimeoutError as error:
        raise SourceUnreachable(
            f"no answer for {in_words(limits.silence)}", is_offline=True
        ) from error
    except (InvalidHandshake, InvalidURI) as error:
        raise SourceUnreachable("hung up, or answered with something else than a stream") from error
    except (OSError, UnicodeError) as error:
        raise SourceUnreachable(of_connection(error, target.host), is_offline=True) from error
    return LiveSocket(connection, limits.stream_silence)


async def _upgraded(
    sock: socket.socket, target: Target, tls: ssl.SSLContext, limits: Limits
) -> _Heard:
    try:
        connection = await _Connect(
            target.uri,
            sock=sock,
            ssl=tls if target.uri.startswith("wss:") else None,
            additional_headers=dict(target.headers),
            user_agent_header=None,
            create_connection=_Heard,
            proxy=None,
            open_timeout=None,
            ping_interval=limits.stream_silence / 3,
            ping_timeout=None,  # our own watch over silence is the judge
            close_timeout=1.0,
            max_size=limits.message,
            logger=_SILENT,
        )
    except BaseException:
        sock.close()
        raise
    return cast("_Heard", connection)


def _quiet(silence: float) -> SourceUnreachable:
    return SourceUnreachable(f"nothing heard for {in_words(silence)}", is_offline=True)


def _closed(error: ConnectionClosed) -> SourceUnreachable:
    frame = error.rcvd or error.sent
    code = frame.code if frame else 1006
    said = clean_line(frame.reason, limit=120) if frame and error.rcvd else ""
    why = ": ".join(part for part in (_CLOSED.get(code, f"code {code}"), said) if part)
    return SourceUnreachable(f"stream closed: {why}")
