"""Where a chat is: a host and a port, the channels there, and whether a secret may be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from backchannel.clean.addresses import is_localhost, is_public, literal
from backchannel.errors import Refusal, SourceRefused

MOST: Final = 20
"""Channels of one source; what a server lets one enter in ten seconds."""

_KINDS: Final = ("#", "&", "+", "!")
_LONGEST: Final = 200  # characters of a channel's name, RFC 2812


@dataclass(frozen=True, slots=True)
class Place:
    """A server to dial."""

    host: str
    port: int
    tls: bool


def check_channels(channels: tuple[str, ...]) -> None:
    """Raise ValueError unless these can be the names of channels."""
    if not channels:
        raise ValueError("channels must name at least one channel")
    if len(channels) > MOST:
        raise ValueError(f"channels may be at most {MOST} of one server, not {len(channels)}")
    for channel in channels:
        if not channel.strip("#&+! ") or re.search(r"[\s,\x00-\x1f]", channel.strip()):
            raise ValueError(f"channels: {channel!r} is not a name that a channel can have")
        if len(channel) > _LONGEST:
            raise ValueError(f"channels: a name has at most {_LONGEST} characters")


def check_port(port: int) -> None:
    """Raise ValueError unless it is a port."""
    if not 0 < port < 65_536:
        raise ValueError(f"port must be from 1 to 65535, not {port}")


def check_word(name: str, value: str) -> None:
    """Raise ValueError for what would not be one word of a line."""
    if value and not re.fullmatch(r"[^\s:\x00-\x1f][^\s\x00-\x1f]*", value):
        raise ValueError(f"{name} must be one word, not {value!r}")


def channels_of(written: tuple[str, ...]) -> tuple[str, ...]:
    """With the `#` that may be left out; each once."""
    named = (channel.strip() for channel in written)
    return tuple(dict.fromkeys(name if name.startswith(_KINDS) else f"#{name}" for name in named))


def host_in(server: str) -> str:
    """The host of a server as it was written, which may be an address in square brackets."""
    return server.strip().rstrip("/").strip("[]")


def check_secret(token: str, place: Place) -> str:
    """The token, if it may be sent there. Raises SourceRefused when it must not."""
    if not token.isprintable() or " " in token:
        raise SourceRefused("the token has characters that no token has", why=Refusal.LOGIN)
    if token and not place.tls and not _is_here(place.host):
        raise SourceRefused("refused: a token is only sent over TLS", why=Refusal.NOT_ALLOWED)
    return token


def _is_here(host: str) -> bool:
    address = literal(host)
    return is_localhost(host) or (address is not None and not is_public(address))
