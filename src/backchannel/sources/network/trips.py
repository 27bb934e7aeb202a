"""One fetch on its way through redirects, and where it may not go."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from backchannel.clean.addresses import (
    is_host,
    is_localhost,
    is_public,
    is_web_port,
    literal,
)
from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.network.dialling import private

_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. `url` has no user, password or fragment, and may be shown.

    `host` is ASCII and without brackets; `port` is None where it is the scheme's own.
    """

    url: str
    scheme: str
    host: str
    port: int | None
    netloc: str
    target: str

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """What a token is bound to."""
        return self.scheme, self.host, self.port

    @property
    def queue(self) -> str:
        """The name under which requests line up; http and https of a host are one."""
        return self.host if self.port in {None, 80, 443} else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Trip:
    """Where a fetch has come to. `authorization` is lost for good when it leaves its origin."""

    at: Address
    authorization: str = ""
    seen: tuple[str, ...] = ()
    is_permanent: bool = True

    @property
    def moved(self) -> str | None:
        """The new address, if every redirect so far was permanent."""
        return self.at.url if self.seen and self.is_permanent else None

    def follow(self, to: Address, status: int, *, most: int) -> Trip:
        """The next stretch. Raises SourceUnreachable where none may be gone."""
        seen = (*self.seen, self.at.url)
        if to.url in seen:
            raise SourceUnreachable("redirected in a circle")
        if len(seen) > most:
            raise SourceUnreachable(f"too many redirects (more than {most})")
        if self.authorization and (self.at.scheme, to.scheme) == ("https", "http"):
            raise SourceUnreachable("refused: redirected from https to http, and we have a token")
        authorization = self.authorization if to.origin == self.at.origin else ""
        return Trip(to, authorization, seen, self.is_permanent and status in _PERMANENT)

    def problem(self, *, allow_local: bool) -> str:
        """Why not even a name is looked up; empty if nothing speaks against it."""
        at = self.at
        if at.scheme not in {"http", "https"} or not is_host(at.host):
            return "refused: only http and https addresses are opened"
        if allow_local:
            return ""
        address = literal(at.host)
        if is_localhost(at.host) or (address is not None and not is_public(address)):
            return private(at.host, at.host)
        if at.port is not None and not is_web_port(at.port):
            return f"refused: port {at.port} is not for the web"
        if self.authorization and at.scheme == "http":
            return "refused: a token is only sent over https"
        return ""


def authorization(token: str, user: str = "", password: str = "", *, scheme: str = "Bearer") -> str:
    """The header for a token, else for a user and password from the address, else nothing."""
    token = token.strip()
    if token and not sendable(token):
        raise SourceRefused("the token has characters that no token has", why=Refusal.LOGIN)
    if token:
        return f"{scheme} {token}"
    if user or password:
        return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"
    return ""


def sendable(value: str) -> str:
    """A header value that HTTP can carry, else nothing: what no server can have sent us."""
    is_plain = all(" " <= letter <= "~" or "\xa0" <= letter <= "\xff" for letter in value)
    return value if is_plain and value == value.strip() else ""
