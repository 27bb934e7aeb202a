"""Addresses as people and servers write them, taken apart."""

from __future__ import annotations

import httpx

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.trips import Address


def parsed(url: str, base: str = "") -> httpx.URL:
    """Taken apart; relative to `base`. Raises SourceUnreachable for what is no address."""
    try:
        return httpx.URL(base).join(url.strip()) if base else httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:  # IDNA and Unicode errors are ValueErrors
        raise SourceUnreachable("redirected to something that is not an address") from error


def address_of(url: httpx.URL) -> Address:
    """Without user, password and fragment."""
    bare = url.copy_with(username=None, password=None, fragment=None)
    return Address(
        url=str(bare),
        scheme=bare.scheme,
        host=bare.raw_host.decode("ascii"),
        port=bare.port,
        netloc=bare.netloc.decode("ascii"),
        target=bare.raw_path.decode("ascii"),
    )


def as_http(url: str) -> str:
    """The address of the handshake of a WebSocket."""
    scheme, separator, rest = url.strip().partition("://")
    return {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme) + separator + rest


def header_text(header: str) -> str:
    """Headers are bytes; addresses in them are UTF-8 more often than anything else."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return header
