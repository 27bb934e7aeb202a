"""The past: posts with a hashtag, searched for with an account.

The public documents are the lexicons `com.atproto.server.createSession` and
`app.bsky.feed.searchPosts`. Strangers may not search. An app password is exchanged for a session,
which is kept in memory alone; questions then go to the server that holds the account, which passes
them on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from msgspec import Raw, Struct, json
from msgspec import field as named

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.bluesky.entities import NOTHING, View, part, parts
from backchannel.sources.payload import decode

LIMIT = 2_000
"""Posts of one tag that are read on the way back."""

_PAGE = 100
_PDS = "#atproto_pds"
_LOGINS = 5  # in vain, before it is left to a person


@dataclass(frozen=True, slots=True)
class Login:
    """Who searches, and where their account is."""

    server: str
    handle: str
    password: str = field(repr=False)


class _Service(Struct, frozen=True):
    id: str = ""
    address: str = named(name="serviceEndpoint", default="")


class _Document(Struct, frozen=True):
    service: Raw = NOTHING


class _Session(Struct, frozen=True):
    token: str = named(name="accessJwt")
    document: Raw = named(name="didDoc", default=NOTHING)


class _Found(Struct, frozen=True):
    posts: Raw = NOTHING
    cursor: str | None = None


class Session:
    """A login that lasts. It is made when it is first needed, and a few times at most in vain.

    A server counts how often somebody logs in, and shuts an account out that does so all day.
    """

    def __init__(self, http: Http, login: Login) -> None:
        self._http, self._login = http, login
        self._server, self._token, self._in_vain = "", "", 0

    async def get(self, query: str) -> bytes:
        """An answer of the account's server. A login that is not accepted raises SourceRefused."""
        if not self._token:
            await self._log_in()
        url = f"{self._server}/xrpc/{query}"
        try:
            answer = await self._http.get(url, accept="application/json", token=self._token)
        except SourceUnreachable as error:
            if error.status == HTTPStatus.BAD_REQUEST:  # what is told when it has expired
                self._token = ""
            raise
        except SourceRefused:
            self._token = ""
            raise
        self._in_vain = 0
        return answer.body

    async def _log_in(self) -> None:
        if self._in_vain >= _LOGINS:
            raise SourceRefused("no login lasts", why=Refusal.LOGIN)
        self._in_vain += 1
        told = {"identifier": self._login.handle, "password": self._login.password}
        url = f"{self._login.server}/xrpc/com.atproto.server.createSession"
        try:
            answer = await self._http.post(url, json.encode(told))
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN:
                raise
            raise SourceRefused("the app password is not accepted", why=error.why) from error
        session = decode(answer.body, _Session)
        document = part(session.document, _Document) or _Document()
        services = parts(document.service, _Service)
        own = (each.address for each in services if each.id.endswith(_PDS))
        self._server = next(own, self._login.server).rstrip("/")
        self._token = session.token


class Search:
    """All tags, one page at a time, each newest first."""

    def __init__(self, session: Session, tags: Sequence[str], since: datetime | None) -> None:
        self._session, self._since = session, since
        self._tags, self._cursor, self._walked = list(tags), "", 0

    @property
    def is_over(self) -> bool:
        """Whether every tag has been gone through."""
        return not self._tags

    async def page(self) -> tuple[View, ...]:
        """The next page; raises as `Session.get` does."""
        query = f"app.bsky.feed.searchPosts?{urlencode(self._question())}"
        found = decode(await self._session.get(query), _Found)
        views = parts(found.posts, View)
        self._walked += _PAGE
        self._cursor = found.cursor or ""
        if not self._cursor or not views or self._walked >= LIMIT:
            del self._tags[0]
            self._cursor, self._walked = "", 0
        return views

    def _question(self) -> dict[str, str]:
        tag = self._tags[0]
        asked = {"q": f"#{tag}", "tag": tag, "sort": "latest", "limit": str(_PAGE)}
        if self._since is not None:
            asked["since"] = self._since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._cursor:
            asked["cursor"] = self._cursor
        return asked
