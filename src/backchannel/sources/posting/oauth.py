"""A login on a Mastodon server: an app of our own, a code that a person gets, a token for it.

The public documents are https://docs.joinmastodon.org/methods/oauth/ and RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.payload import decode

SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"
"""Where a server sends a code that it shows to the person, who types it in."""

SCOPES: Final = "read:accounts read:search read:statuses write:statuses"
"""Who it is, finding what is answered, whether a post is out already, and writing."""

NAME: Final = "backchannel"

_FORM: Final = "application/x-www-form-urlencoded"


class _Registered(Struct, frozen=True):
    client_id: str
    client_secret: str


class _Granted(Struct, frozen=True):
    access_token: str


@dataclass(frozen=True, slots=True)
class App:
    """What a server knows us by. Without its secret a token of ours can be ended by no program."""

    origin: str
    client: str
    secret: str = field(repr=False)

    def kept(self) -> str:
        """As it is kept beside the token."""
        return f"{self.client} {self.secret}"

    @staticmethod
    def of(origin: str, kept: str) -> App | None:
        """What was kept; None when there is nothing of that kind."""
        client, blank, secret = kept.partition(" ")
        return App(origin, client, secret) if client and blank and secret else None


@dataclass(frozen=True, slots=True)
class Asking:
    """A login that was begun. `address` is what the person opens; `state` comes back with a code.

    Whoever has the code alone can do nothing with it: `verifier` never leaves before.
    """

    origin: str
    redirect: str
    client: str
    client_secret: str = field(repr=False)
    verifier: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(64)[:86])
    state: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def app(self) -> App:
        """By whom it was asked."""
        return App(self.origin, self.client, self.client_secret)

    @property
    def address(self) -> str:
        """The page of the server on which somebody says yes."""
        challenge = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.redirect,
            "scope": SCOPES,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{self.origin}/oauth/authorize?{urlencode(query)}"


async def begin(http: Http, origin: str, redirect: str, website: str = "") -> Asking:
    """Make ourselves known to a server, and ask for a login whose code goes to `redirect`."""
    told = {"client_name": NAME, "redirect_uris": redirect, "scopes": SCOPES, "website": website}
    try:
        answer = await http.post(f"{origin}/api/v1/apps", _form(told), content_type=_FORM)
    except SourceUnreachable as error:
        if error.status in {404, 405, 501}:
            problem = "no Mastodon server answers there; is the address right?"
            raise SourceRefused(problem, why=Refusal.NOT_A_SOURCE) from error
        raise
    app = decode(answer.body, _Registered)
    return Asking(origin, redirect, app.client_id, app.client_secret)


async def finish(http: Http, asking: Asking, code: str) -> str:
    """The token for a code. One that is not right, or too old, raises SourceRefused."""
    told = {
        "grant_type": "authorization_code",
        "code": code.strip(),
        "client_id": asking.client,
        "client_secret": asking.client_secret,
        "redirect_uri": asking.redirect,
        "code_verifier": asking.verifier,
        "scope": SCOPES,
    }
    try:
        answer = await http.post(f"{asking.origin}/oauth/token", _form(told), content_type=_FORM)
    except (SourceRefused, SourceUnreachable) as error:
        if isinstance(error, SourceUnreachable) and error.status not in {400, 401, 422}:
            raise
        problem = "the server does not take this code; begin again"
        raise SourceRefused(problem, why=Refusal.LOGIN) from error
    return decode(answer.body, _Granted).access_token


async def end(http: Http, app: App, token: str) -> None:
    """Take back the permission that a token stands for; a token that has none already is well.

    Raises SourceRefused where the server does not let us, as when the app is not known any more.
    """
    told = {"client_id": app.client, "client_secret": app.secret, "token": token}
    await http.post(f"{app.origin}/oauth/revoke", _form(told), content_type=_FORM)


def _form(told: Mapping[str, str] | Sequence[tuple[str, str]]) -> bytes:
    pairs = told.items() if isinstance(told, Mapping) else told
    return urlencode([(name, value) for name, value in pairs if value]).encode()
