"""A login on Bluesky that lasts as long as the program, and is never written down.

The public documents are the lexicons `com.atproto.server.createSession`, `refreshSession` and
`deleteSession`. A server allows an account 30 logins in five minutes and 300 a day, so that one is
kept and renewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from msgspec import Raw, Struct, json
from msgspec import field as named

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.bluesky.entities import NOTHING, part, parts
from backchannel.sources.payload import decode

_PDS: Final = "#atproto_pds"
_EXPIRED: Final = "ExpiredToken"
_CODE: Final = "AuthFactorTokenRequired"


class _Service(Struct, frozen=True):
    id: str = ""
    address: str = named(name="serviceEndpoint", default="")


class _Document(Struct, frozen=True):
    service: Raw = NOTHING


class Login(Struct, frozen=True):
    """Who is logged in; the tokens are sent and never shown."""

    did: str
    handle: str
    access: str = named(name="accessJwt")
    refresh: str = named(name="refreshJwt")
    document: Raw = named(name="didDoc", default=NOTHING)

    def __repr__(self) -> str:
        return f"Login({self.handle})"


class Session:
    """Requests of one account. `server` is where it logs in; questions go where it is kept."""

    def __init__(self, http: Http, server: str, handle: str, password: str) -> None:
        self._http, self._server, self._pds = http, server.rstrip("/"), ""
        self._handle, self._password = handle, password
        self._login: Login | None = None

    async def who(self) -> Login:
        """Who it is, logged in if need be. A password that is not accepted is SourceRefused."""
        if self._login is None:
            self._enter(await self._log_in())
        assert self._login is not None  # noqa: S101  # `_enter` sets it
        return self._login

    async def end(self) -> None:
        """Log out, so that the server forgets the session; without one nothing is asked."""
        login, self._login = self._login, None
        if login is not None:
            url = f"{self._pds}/xrpc/com.atproto.server.deleteSession"
            await self._http.post(url, b"", token=login.refresh)

    async def _log_in(self) -> Login:
        told = {"identifier": self._handle, "password": self._password}
        url = f"{self._server}/xrpc/com.atproto.server.createSession"
        try:
            return decode((await self._http.post(url, json.encode(told))).body, Login)
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN:
                raise
            problem = "the handle or the app password is not accepted"
            if _CODE in str(error):
                problem = "this password needs a code besides; an app password needs none"
            raise SourceRefused(problem, why=Refusal.LOGIN) from error

    async def get(self, method: str, **parameters: str) -> bytes:
        """Ask something."""
        query = f"/xrpc/{method}?{urlencode(parameters)}"

        async def ask(login: Login) -> bytes:
            url = f"{self._pds}{query}"
            answer = await self._http.get(url, accept="application/json", token=login.access)
            return answer.body

        login = await self.who()
        try:
            return await ask(login)
        except SourceUnreachable as error:
            return await ask(await self._renewed(login, error))
        except SourceRefused as error:
            return await ask(await self._anew(error))

    async def post(self, method: str, body: Mapping[str, object]) -> bytes:
        """Do something, once: it is asked again only if the server said that it was too late."""
        login, raw = await self.who(), json.encode(body)

        async def do(login: Login) -> bytes:
            url = f"{self._pds}/xrpc/{method}"
            return (await self._http.post(url, raw, token=login.access)).body

        try:
            return await do(login)
        except SourceUnreachable as error:
            return await do(await self._renewed(login, error))
        except SourceRefused as error:
            return await do(await self._anew(error))

    async def _renewed(self, login: Login, error: SourceUnreachable) -> Login:
        """Another token for one that has run out; anything else is raised again."""
        if error.status != HTTPStatus.BAD_REQUEST or _EXPIRED not in str(error):
            raise error
        url = f"{self._pds}/xrpc/com.atproto.server.refreshSession"
        try:
            answer = await self._http.post(url, b"", token=login.refresh)
        except (SourceRefused, SourceUnreachable) as refused:
            if isinstance(refused, SourceUnreachable) and refused.status is None:
                raise
            self._login = None
            return await self.who()
        renewed = decode(answer.body, Login)
        self._enter(renewed)
        return renewed

    async def _anew(self, error: SourceRefused) -> Login:
        """Some servers say 401 to a token that has run out."""
        if error.why is not Refusal.LOGIN or not str(error).startswith("401"):
            raise error
        self._login = None
        return await self.who()

    def _enter(self, login: Login) -> None:
        services = parts((part(login.document, _Document) or _Document()).service, _Service)
        own = (each.address for each in services if each.id.endswith(_PDS))
        self._pds = next(own, self._pds or self._server).rstrip("/")
        self._login = login
