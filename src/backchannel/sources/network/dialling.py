"""Names looked up, addresses checked, and only checked addresses connected to.

A name is looked up once for each connection, and the connection goes to the very address that was
checked, so a name server that changes its answer in between gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import IPv6Address
from itertools import chain, zip_longest
from typing import TypeVar

from backchannel.clean.addresses import is_localhost, is_of_one_link, is_public, literal
from backchannel.errors import SourceUnreachable

T = TypeVar("T")
Lookup = Callable[[str, int], Awaitable[list[str]]]

_MOST = 8  # addresses of one name that are tried


def private(host: str, address: str) -> str:
    """The sentence for a facilitator about an address that we do not connect to."""
    return f"{_refused(host, address)} a private address, which is opened only with local = true"


def of_one_link(host: str, address: str) -> str:
    """The same about one that is not connected to for anybody."""
    return f"{_refused(host, address)} an address of a single link, where nobody publishes"


def _refused(host: str, address: str) -> str:
    return f"refused: {f'{address} is' if host == address else f'{host} is {address},'}"


class Dialler:
    """Opens connections for one source. `attempt` is how long each of several addresses gets."""

    def __init__(
        self, *, allow_local: bool, lookup: Lookup | None = None, attempt: float = 3.0
    ) -> None:
        self._allow_local, self._attempt = allow_local, attempt
        self._lookup = lookup or look_up
        self._worked: dict[str, str] = {}

    async def dial(
        self,
        host: str,
        port: int,
        connect: Callable[[str], Awaitable[T]],
        *,
        failing: tuple[type[Exception], ...] = (OSError,),
    ) -> T:
        """`connect(address)` for one checked address after the other until one works.

        Raises SourceUnreachable if the host has no address that we may connect to, else whatever
        the last attempt raised. `failing` is what makes us try the next address.
        """
        addresses = await self.addresses(host, port)
        for address in addresses[:-1]:
            with suppress(TimeoutError, *failing):
                async with asyncio.timeout(self._attempt):
                    return await self._keep(host, address, connect)
        return await self._keep(host, addresses[-1], connect)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The host's addresses that may be connected to; never empty. The one that worked leads."""
        if is_localhost(host) and not self._allow_local:
            raise SourceUnreachable(private(host, "127.0.0.1"))
        found = [str(literal(host))] if literal(host) else await self._lookup(host, port)
        allowed = [address for address in found if self._may_be_dialled(address)]
        if not allowed:
            if found:
                refused = of_one_link if self._allow_local else private
                raise SourceUnreachable(refused(host, found[0]))
            raise SourceUnreachable(f"no such host: {host}", is_offline=True)
        worked = self._worked.get(host, "")
        return sorted(_alternating(allowed)[:_MOST], key=lambda address: address != worked)

    def _may_be_dialled(self, address: str) -> bool:
        known = literal(address)
        if self._allow_local:
            return known is None or not is_of_one_link(known)
        return known is not None and is_public(known)

    async def _keep(self, host: str, address: str, connect: Callable[[str], Awaitable[T]]) -> T:
        connection = await connect(address)
        if len(self._worked) > 256:
            self._worked.clear()
        self._worked[host] = address
        return connection


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order.

    Runs in a daemon thread of its own: a name server that does not answer would otherwise occupy
    one of the few threads that everybody shares, and hold up the end of the program.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def deliver(found: list[str] | OSError | UnicodeError) -> None:
        if answer.done():
            return
        if isinstance(found, list):
            answer.set_result(found)
        else:
            answer.set_exception(found)

    def ask() -> None:
        found: list[str] | OSError | UnicodeError
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except (OSError, UnicodeError) as error:
            found = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(deliver, found)

    threading.Thread(target=ask, name="lookup", daemon=True).start()
    return await answer


async def open_socket(address: str, port: int) -> socket.socket:
    """A TCP connection to an address (never a name), as a non-blocking socket."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)  # noqa: FBT003  # the standard library's signature
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened


def _alternating(addresses: list[str]) -> list[str]:
    """IPv6 and IPv4 in turn (RFC 8305), so that one broken family costs one attempt."""
    first = isinstance(literal(addresses[0]), IPv6Address)
    leading = [a for a in addresses if isinstance(literal(a), IPv6Address) == first]
    others = [a for a in addresses if a not in leading]
    turns = chain.from_iterable(zip_longest(leading, others))
    return [address for address in turns if address is not None]
