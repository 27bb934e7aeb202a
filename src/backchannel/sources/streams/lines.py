"""A connection that speaks in lines of text, such as IRC's (RFC 1459, section 2.3)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from backchannel.clean.addresses import is_host
from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Lines
from backchannel.sources.network.dialling import Dialler, Lookup, open_socket
from backchannel.sources.network.failures import of_connection
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits
from backchannel.sources.network.transport import trusted
from backchannel.sources.network.waits import in_words

LONGEST: Final = 16 * 1024
"""Bytes of a line: 8,191 of tags and 512 of message (IRCv3 message tags), and room to spare."""

PORTS: Final = frozenset({194, 443, 994, *range(6660, 6670), 6679, 6697, *range(7000, 7101), 9999})
"""What chat servers listen at."""


class PoliteDial:
    """The `Dial` of one source. `hosts` is shared by all sources of a collector.

    `allow_local` permits private addresses and other ports; `tls` says whom to trust and `lookup`
    finds the addresses of a name.
    """

    def __init__(
        self,
        hosts: Hosts,
        *,
        allow_local: bool = False,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        lookup: Lookup | None = None,
    ) -> None:
        self._hosts, self._allow_local = hosts, allow_local
        self._limits, self._tls = limits or Limits(), tls
        self._dialler = Dialler(allow_local=allow_local, lookup=lookup)

    @asynccontextmanager
    async def __call__(self, host: str, port: int, *, tls: bool = True) -> AsyncIterator[Lines]:
        """See `Dial`."""
        if not is_host(host):
            raise SourceRefused(f"{host!r} is not a host", why=Refusal.NOT_ALLOWED)
        if not self._allow_local and port not in PORTS:
            raise SourceRefused(f"refused: port {port} is not for chat", why=Refusal.NOT_ALLOWED)
        queue = f"{host}:{port}"
        self._hosts.count_connect(queue)
        async with self._hosts.turn(queue):
            connection = await self._opened(host, port, tls=tls)
        try:
            yield connection
        finally:
            await connection.close()

    async def _opened(self, host: str, port: int, *, tls: bool) -> LineSocket:
        limits = self._limits
        context = (self._tls or await asyncio.to_thread(trusted)) if tls else None
        try:
            async with asyncio.timeout(limits.silence):
                sock = await self._dialler.dial(
                    host, port, lambda address: open_socket(address, port)
                )
                reader, writer = await asyncio.open_connection(
                    sock=sock,
                    ssl=context,
                    server_hostname=host if tls else None,
                    limit=LONGEST,
                )
        except TimeoutError as error:
            raise SourceUnreachable(
                f"no connection within {in_words(limits.silence)}", is_offline=True
            ) from error
        except (OSError, UnicodeError) as error:
            raise SourceUnreachable(of_connection(error, host), is_offline=True) from error
        return LineSocket(reader, writer, host, limits.stream_silence)


class LineSocket:
    """The `Lines` of the source contract."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, silence: float
    ) -> None:
        self._reader, self._writer = reader, writer
        self._host, self._silence = host, silence

    async def send(self, line: str) -> None:
        """See `Lines.send`."""
        if "\r" in line or "\n" in line or "\0" in line:
            problem = "a line has no line end within"
            raise ValueError(problem)
        try:
            async with asyncio.timeout(self._silence):
                self._writer.write(line.encode() + b"\r\n")
                await self._writer.drain()
        except TimeoutError as error:
            raise self._quiet() from error
        except OSError as error:
            raise SourceUnreachable(of_connection(error, self._host), is_offline=True) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """See `Lines.__aiter__`."""
        while True:
            try:
                async with asyncio.timeout(self._silence):
                    line = await self._reader.readuntil(b"\n")
            except asyncio.IncompleteReadError:
                return  # what has no end may have lost more than that
            except asyncio.LimitOverrunError as error:
                raise SourceUnreachable("a line that is too long") from error
            except TimeoutError as error:
                raise self._quiet() from error
            except OSError as error:
                raise SourceUnreachable(
                    of_connection(error, self._host), is_offline=True
                ) from error
            yield line.rstrip(b"\r\n")

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()

    def _quiet(self) -> SourceUnreachable:
        return SourceUnreachable(f"nothing heard for {in_words(self._silence)}", is_offline=True)
