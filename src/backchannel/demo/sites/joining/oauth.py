"""A login by OAuth, as Mastodon 4.3 has it: apps, codes with PKCE, tokens.

After docs.joinmastodon.org/methods/oauth. Whoever asks is taken for somebody who is logged in, in
their browser, and has said yes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec

from backchannel.demo.net.exchange import Answer, Request, text
from backchannel.demo.sites.policy import TOKEN

SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"
"""Where a code goes that a person types in."""


@dataclass(frozen=True, slots=True)
class _App:
    secret: str
    redirects: tuple[str, ...]
    scopes: str


@dataclass(frozen=True, slots=True)
class _Code:
    client: str
    redirect: str
    scope: str
    challenge: str


@dataclass(slots=True)
class OAuth:
    """The apps, codes and tokens of one server; `owners` are the apps that were given them."""

    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    apps: dict[str, _App] = field(default_factory=dict)
    codes: dict[str, _Code] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer | None:
        """What a request for a login gets; None for any other."""
        found = {
            ("POST", "/api/v1/apps"): self._register,
            ("GET", "/oauth/authorize"): self._authorize,
            ("POST", "/oauth/token"): self._token,
            ("POST", "/oauth/revoke"): self._revoke,
        }.get((request.method, request.path))
        return found(request) if found else None

    def _register(self, request: Request) -> Answer:
        said = told(request)
        redirects = said.get("redirect_uris", "")
        listed = redirects.split() if isinstance(redirects, str) else [*map(str, redirects)]
        if not said.get("client_name") or not listed:
            return refused(422, "Validation failed: Name can't be blank")
        client, secret = secrets.token_urlsafe(8), secrets.token_urlsafe(8)
        self.apps[client] = _App(secret, tuple(listed), str(said.get("scopes", "read")))
        return as_json(
            {"id": str(len(self.apps)), "name": said["client_name"], "website": None,
             "redirect_uris": listed, "client_id": client, "client_secret": secret}
        )  # fmt: skip

    def _authorize(self, request: Request) -> Answer:
        app = self.apps.get(request.asked("client_id"))
        redirect, scope = request.asked("redirect_uri"), request.asked("scope")
        if app is None or redirect not in app.redirects:
            return text("text/html; charset=utf-8", "<p>The app or its address is unknown.", 400)
        if set(scope.split()) - set(app.scopes.split()):
            return text("text/html; charset=utf-8", "<p>The scope is not the app's.", 400)
        code, challenge = secrets.token_urlsafe(8), request.asked("code_challenge")
        self.codes[code] = _Code(request.asked("client_id"), redirect, scope, challenge)
        if redirect == SHOWN:
            return text("text/html; charset=utf-8", f"<p>Your code: <code>{code}</code>")
        query = urlencode({"code": code, "state": request.asked("state")})
        return Answer(302, {"Location": f"{redirect}?{query}"})

    def _token(self, request: Request) -> Answer:
        said = told(request)
        code = self.codes.pop(str(said.get("code", "")), None)
        app = self.apps.get(str(said.get("client_id", "")))
        is_right = (
            code is not None
            and app is not None
            and said.get("grant_type") == "authorization_code"
            and app.secret == said.get("client_secret")
            and (code.client, code.redirect) == (said.get("client_id"), said.get("redirect_uri"))
            and code.challenge == challenge_of(str(said.get("code_verifier", "")))
        )
        if not is_right or code is None:
            return refused(400, "invalid_grant")
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        self.owners[token] = code.client
        return as_json({"access_token": token, "token_type": "Bearer", "scope": code.scope})

    def _revoke(self, request: Request) -> Answer:
        """Only by the app that was given the token; one that is not known is ended already."""
        said = told(request)
        client, token = str(said.get("client_id", "")), str(said.get("token", ""))
        app = self.apps.get(client)
        is_right = app is not None and app.secret == said.get("client_secret")
        if not is_right or self.owners.get(token, client) != client:
            return refused(403, "unauthorized_client")
        self.tokens.discard(token)
        return as_json({})


def challenge_of(verifier: str) -> str:
    """What a verifier is checked against (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def told(request: Request) -> dict[str, Any]:
    """What a request says in its body, as a form or as JSON."""
    if "json" in request.headers.get("content-type", ""):
        try:
            found: dict[str, Any] = msgspec.json.decode(request.body, type=dict[str, Any])
        except msgspec.DecodeError:
            return {}
        return found
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def as_json(body: object, status: int = 200) -> Answer:
    """An answer of the API."""
    return text("application/json; charset=utf-8", msgspec.json.encode(body), status)


def refused(code: int, why: str) -> Answer:
    """An error of the API."""
    return as_json({"error": why}, code)
