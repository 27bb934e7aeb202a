"""A personal data server as the lexicons say, with the questions that it passes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from tests.sources.posting.places import Place, served

from backchannel.demo.net.exchange import Answer, Request, text

DID = "did:plc:ana"
HANDLE = "ana.bsky.example"
PASSWORD = "abcd-efgh-ijkl-mnop"
POSTS = "app.bsky.feed.post"
PEOPLE = {"tom.bsky.example": "did:plc:tom", HANDLE: DID}


@dataclass
class Pds(Place):
    """Records by their AT-URI. An access token lasts `lasts` requests."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    lasts: int = 1_000_000
    has_appview: bool = True
    sessions: int = 0
    renewals: int = 0
    ended: int = 0
    tokens: dict[str, int] = field(default_factory=dict)

    def written(self) -> list[str]:
        """What Ana said, the first first."""
        return [each["text"] for uri, each in self.records.items() if uri.startswith(f"at://{DID}")]

    def publish(self, key: str, words: str, **more: Any) -> str:
        """Tom says something; its URI."""
        uri = f"at://did:plc:tom/{POSTS}/{key}"
        self.records[uri] = {"$type": POSTS, "text": words, **more}
        return uri

    async def answer(self, request: Request) -> Answer:
        """One request."""
        method = request.path.removeprefix("/xrpc/")
        if method == "com.atproto.server.createSession":
            return self._log_in(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if method == "com.atproto.server.refreshSession":
            return self._renew(token)
        if method == "com.atproto.server.deleteSession":
            return self._log_out(token)
        if self.tokens.get(token, -1) < 0:
            return _error(401, "AuthenticationRequired")
        if self.tokens[token] == 0:
            return _error(400, "ExpiredToken")
        self.tokens[token] -= 1
        return self._asked(method, request)

    def _asked(self, method: str, request: Request) -> Answer:
        match method:
            case "com.atproto.repo.createRecord":
                return self._create(request)
            case "com.atproto.repo.getRecord":
                uri = f"at://{request.asked('repo')}/{POSTS}/{request.asked('rkey')}"
                found = self.records.get(uri)
                said = {"uri": uri, "cid": cid(uri), "value": found}
                return _json(said) if found else _error(400, "RecordNotFound")
            case "app.bsky.feed.getPosts" if self.has_appview:
                uris = [uri for uri in request.asked_all("uris") if uri in self.records]
                views = [{"uri": uri, "cid": cid(uri), "record": self.records[uri]} for uri in uris]
                return _json({"posts": views})
            case "com.atproto.identity.resolveHandle":
                did = PEOPLE.get(request.asked("handle"))
                return _json({"did": did}) if did else _error(400, "Unable to resolve handle")
        return _error(501, "MethodNotImplemented")

    def _log_in(self, request: Request) -> Answer:
        said = msgspec.json.decode(request.body)
        if said != {"identifier": HANDLE, "password": PASSWORD}:
            return _error(401, "AuthenticationRequired")
        self.sessions += 1
        return self._tokens()

    def _renew(self, token: str) -> Answer:
        if token != f"refresh-{self.sessions}-{self.renewals}":
            return _error(400, "ExpiredToken")
        self.renewals += 1
        return self._tokens()

    def _log_out(self, token: str) -> Answer:
        if token != f"refresh-{self.sessions}-{self.renewals}":
            return _error(400, "InvalidToken")
        self.tokens = dict.fromkeys(self.tokens, 0)
        self.ended += 1
        return Answer(200)

    def _tokens(self) -> Answer:
        turn = f"{self.sessions}-{self.renewals}"
        self.tokens = {**dict.fromkeys(self.tokens, 0), f"access-{turn}": self.lasts}
        service = {"id": "#atproto_pds", "type": "Pds", "serviceEndpoint": self.origin}
        return _json(
            {"accessJwt": f"access-{turn}", "refreshJwt": f"refresh-{turn}", "handle": HANDLE,
             "did": DID, "didDoc": {"id": DID, "service": [service]}}
        )  # fmt: skip

    def _create(self, request: Request) -> Answer:
        said = msgspec.json.decode(request.body)
        uri = f"at://{said['repo']}/{said['collection']}/{said['rkey']}"
        if uri in self.records:
            return _error(500, "InternalServerError")  # as the reference implementation does
        self.records[uri] = said["record"]
        return _json({"uri": uri, "cid": cid(uri), "validationStatus": "valid"})


def cid(uri: str) -> str:
    """An invented hash of a record."""
    return f"bafy{uri.rpartition('/')[2]}"


@asynccontextmanager
async def pds(now: Callable[[], datetime]) -> AsyncIterator[Pds]:
    """Ana's server, served."""

    async def site(request: Request) -> Answer:
        return await place.answer(request)

    async with served(site, now) as (server, troubled):
        place = Pds(server)
        troubled.place = place
        yield place


def _json(body: object, status: int = 200) -> Answer:
    return text("application/json", msgspec.json.encode(body), status)


def _error(code: int, name: str) -> Answer:
    return _json({"error": name, "message": "Invented"}, code)
