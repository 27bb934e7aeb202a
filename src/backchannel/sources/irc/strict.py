"""Strict transport security: a server that wants to be spoken to by TLS alone, and for how long.

The public document is https://ircv3.net/specs/extensions/sts. Without TLS only the port counts
that a server names, and with TLS only for how long it is to stay so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, structs

from backchannel.errors import SourceUnreachable
from backchannel.sources.irc.place import Place

_LONGEST: Final = 10 * 366 * 86_400
"""Seconds for which anybody can mean it."""

_RENEWED: Final = timedelta(hours=1)


class UpgradeAsked(Exception):
    """The server is to be spoken to at this port, by TLS. Never leaves this package."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


class Policy(Struct, frozen=True):
    """A host that is spoken to by TLS alone, at this port, for `seconds` from the last contact."""

    host: str
    port: int
    seconds: int
    until: datetime

    def holds(self, place: Place, now: datetime) -> bool:
        """Whether it is of that host, and in force."""
        return self.host == place.host.casefold() and now < self.until

    def is_stale(self, now: datetime) -> bool:
        """Whether it was written down so long ago that it could run out early after a crash."""
        length = timedelta(seconds=self.seconds)
        return self.until - now < length - min(_RENEWED, length / 4)

    def renewed(self, now: datetime) -> Policy:
        """As it is when the server was there a moment ago."""
        return structs.replace(self, until=now + timedelta(seconds=self.seconds))


def check_upgrade(capabilities: Iterable[str]) -> None:
    """Raise UpgradeAsked when a server that is spoken to without TLS names a port for it."""
    port = port_asked(capabilities)
    if port is not None:
        raise UpgradeAsked(port)


def port_asked(capabilities: Iterable[str]) -> int | None:
    """Where a server wants to be spoken to by TLS; None when it names no port that there can be."""
    port = _number(capabilities, "port")
    return port if port is not None and 0 < port < 65_536 else None


def duration(capabilities: Iterable[str]) -> int | None:
    """For how many seconds from now TLS is wanted, 0 for no longer; None when nothing is said."""
    seconds = _number(capabilities, "duration")
    return None if seconds is None else min(seconds, _LONGEST)


def agreed(known: Policy | None, place: Place, seconds: int | None, now: datetime) -> Policy | None:
    """What holds after a server was spoken to by TLS, and wanted it for so many seconds."""
    if seconds is None:
        return known if known is not None and known.holds(place, now) else None
    if not seconds:
        return None
    return Policy(place.host.casefold(), place.port, seconds, now + timedelta(seconds=seconds))


def strictest(place: Place, policy: Policy | None, now: datetime) -> Place:
    """Where a server is spoken to: as it is written, unless it has forbidden that."""
    if place.tls or policy is None or not policy.holds(place, now):
        return place
    return Place(place.host, policy.port, tls=True)


def said(written: Place, place: Place) -> str:
    """What a facilitator should know of it."""
    if written.tls or not place.tls:
        return ""
    return f"by TLS at port {place.port}, as the server asks, though tls is false"


def unreachable(error: SourceUnreachable, place: Place) -> SourceUnreachable:
    """A server that wants TLS and does not answer to it is left alone until it does."""
    told = f"{error} (the server asks for TLS at port {place.port}; without it nothing is read)"
    return SourceUnreachable(
        told, retry_after=error.retry_after, status=error.status, is_offline=error.is_offline
    )


def _number(capabilities: Iterable[str], key: str) -> int | None:
    """The number of a key in the value of `sts`; None where it is not there, or no number."""
    for capability in capabilities:
        name, _, value = capability.partition("=")
        for token in value.split(",") if name == "sts" else ():
            found, _, number = token.partition("=")
            if found == key and number.isascii() and number.isdigit() and len(number) <= 12:
                return int(number)
    return None
