"""The edge to httpcore: connections from checked addresses only, and its errors in our words."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import httpcore

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.dialling import Dialler
from backchannel.sources.network.failures import of_connection
from backchannel.sources.network.waits import in_words

if find_spec("sniffio") is None:
    # httpcore looks for it seven times a request, through all of the path, and goes on without.
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # documented: it cannot be imported

_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)
_NEXT = (OSError, httpcore.ConnectError, httpcore.ConnectTimeout)
_HUNG_UP = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
_IDLE = 3.0  # seconds a connection is kept for the next page; servers rarely drop one sooner


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or a POST if there is a `body`.

    `host` is ASCII, without brackets; `lines` are headers, empty ones are left out.
    """

    scheme: str
    host: str
    port: int | None
    target: str
    lines: Mapping[str, str]
    body: bytes | None = None


class Answer:
    """The head of an answer; the body is still to come. Close it."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self.status = response.status
        self.headers = _headers(response)

    @asynccontextmanager
    async def chunks(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """The body as it comes, in pieces of at most 64 KiB, compressed as it was sent."""
        try:
            stream = cast("AsyncGenerator[bytes]", self._response.aiter_stream())
            async with aclosing(stream) as chunks:
                yield chunks
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as error:
            raise SourceUnreachable("the answer broke off in the middle") from error

    async def close(self) -> None:
        """Give the connection back, or drop it if there is more to read."""
        await self._response.aclose()


class Connections:
    """The connections of one source. HTTP/1.1, no proxy, no cookies."""

    def __init__(self, dialler: Dialler, tls: ssl.SSLContext | None) -> None:
        self._dialler, self._tls = dialler, tls
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def send(self, request: Request, silence: float, *, connect: float) -> Answer:
        """Send it and wait for the head; `silence` is the longest wait without a byte of it.

        `connect` is the longest wait for a connection, and for a byte of ours to leave.
        """
        tls = await self.tls()
        if self._pool is None:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=None,
                keepalive_expiry=_IDLE,
                network_backend=_CheckedNetwork(self._dialler),
            )
        spelled = _spelled_out(request, silence, connect)
        origin = spelled.url.origin
        idle = [one for one in self._pool.connections if one.can_handle_request(origin)]
        try:
            return Answer(await self._pool.handle_async_request(spelled))
        except _HUNG_UP:
            if not any(one.is_closed() for one in idle):
                raise
        # An idle connection may be closed just as it is used again (RFC 9112, 9.3.1).
        return Answer(await self._pool.handle_async_request(spelled))

    async def tls(self) -> ssl.SSLContext:
        """Whom we trust; read from disk once, off the event loop."""
        if self._tls is None:
            is_read = trusted.cache_info().currsize > 0
            self._tls = trusted() if is_read else await asyncio.to_thread(trusted)
        return self._tls

    async def close(self) -> None:
        """Let go of idle connections; the next request opens new ones."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.aclose()


@contextmanager
def plainly(
    host: str, *, silence: float, total: float, connect: float = 0.0, quiet: str = "no answer"
) -> Iterator[None]:
    """Every error of the connection becomes SourceUnreachable with a sentence.

    `connect` is how long a connection was waited for, where that is another time than `silence`.
    """
    try:
        yield
    except httpcore.ConnectTimeout as error:
        raise SourceUnreachable(
            f"no connection within {in_words(connect or silence)}", is_offline=True, is_unsent=True
        ) from error
    except httpcore.TimeoutException as error:
        raise SourceUnreachable(f"{quiet} for {in_words(silence)}", is_offline=True) from error
    except TimeoutError as error:
        raise SourceUnreachable(f"not finished after {in_words(total)}") from error
    except httpcore.RemoteProtocolError as error:
        raise SourceUnreachable("hung up, or answered with something that is not HTTP") from error
    except httpcore.LocalProtocolError as error:
        raise SourceUnreachable("the request cannot be written as HTTP") from error
    except (httpcore.NetworkError, OSError, UnicodeError) as error:
        # Reading and writing fail with other errors: these come before a byte has left.
        is_early = isinstance(error, httpcore.ConnectError | OSError | UnicodeError)
        is_unsent = is_early and not isinstance(error, ssl.SSLError)
        sentence = of_connection(error, host)
        raise SourceUnreachable(sentence, is_offline=True, is_unsent=is_unsent) from error


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """httpcore's own network, but for one thing: a dialler decides which address is connected."""

    def __init__(self, dialler: Dialler) -> None:
        self._dialler = dialler
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's allowed addresses; the lookup counts as waiting."""

        async def connect(address: str) -> httpcore.AsyncNetworkStream:
            return await self._network.connect_tcp(
                address, port, timeout, local_address, socket_options
            )

        try:
            async with asyncio.timeout(timeout):
                return await self._dialler.dial(host, port, connect, failing=_NEXT)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error


def _spelled_out(request: Request, silence: float, connect: float) -> httpcore.Request:
    return httpcore.Request(
        "GET" if request.body is None else "POST",
        httpcore.URL(
            scheme=request.scheme, host=request.host, port=request.port, target=request.target
        ),
        headers=[
            (name.encode("ascii"), value.encode("latin-1"))
            for name, value in request.lines.items()
            if value
        ],
        content=request.body,
        extensions={"timeout": {"connect": connect, "read": silence, "write": connect}},
    )


def _headers(response: httpcore.Response) -> dict[str, str]:
    """Lower-case names; repeated ones joined. Latin-1 gives every byte back unchanged."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


@cache
def trusted() -> ssl.SSLContext:
    """The certificates this computer trusts, or Mozilla's where it has none."""
    context = ssl.create_default_context()
    directory: str | None = ssl.get_default_verify_paths().capath  # None if there is none
    has_directory = bool(directory) and any(Path(directory or "").iterdir())
    if not context.cert_store_stats()["x509_ca"] and not has_directory:
        import certifi

        context.load_verify_locations(certifi.where())
    return context
