"""What a source may use of the world, faked: prepared answers, documents read in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TypeVar

from tests.clock import Clock

from backchannel.errors import SourceError, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Reach, Response, ServerEvent, Socket

T = TypeVar("T")
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Request:
    """What was asked; `body` is of a POST."""

    url: str
    accept: str = ""
    etag: str = ""
    modified: str = ""
    token: str = ""
    body: bytes = b""


class NoHttp:
    """The whole of `Http`, of which nothing is there; a fake has what its source may ask for.

    It answers in `got` and `posted`.
    """

    async def got(self, asked: Request) -> Response:
        """The answer to a GET."""
        raise NotImplementedError

    async def posted(self, asked: Request) -> Response:
        """The answer to a POST."""
        raise NotImplementedError

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str = "",
        modified: str = "",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Response:
        """What the fake has."""
        del scheme, headers
        return await self.got(Request(url, accept, etag, modified, token))

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str = "application/json",
        accept: str = "application/json",
        token: str = "",
        scheme: str = "Bearer",
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Response:
        """What the fake has."""
        del content_type, scheme, headers
        return await self.posted(Request(url, accept, token=token, body=body))

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        raise NotImplementedError

    def events(
        self, url: str, *, token: str = ""
    ) -> AbstractAsyncContextManager[AsyncIterator[ServerEvent | None]]:
        raise NotImplementedError


@dataclass
class FakeHttp(NoHttp):
    """Answers from a table; an error in the table is raised, a missing address is a 404."""

    answers: dict[str, Response | SourceError] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def put(
        self, url: str, body: bytes | str, *, moved: str | None = None, at: str = "", **headers: str
    ) -> None:
        """Answer `url` with a body; header names have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        self.answers[url] = Response(200, at or moved or url, named, raw, moved)

    async def got(self, asked: Request) -> Response:
        self.requests.append(asked)
        answer = self.answers.get(asked.url, SourceUnreachable("404: not found"))
        if isinstance(answer, SourceError):
            raise answer
        if asked.etag and asked.etag == answer.headers.get("etag"):
            return Response(304, answer.url, answer.headers, b"", answer.moved)
        return answer


class DocumentsHere:
    """Reads documents in this process; the real one is tested by itself."""

    async def read(
        self, reader: Callable[[bytes, Mapping[str, str]], T], body: bytes, hints: Mapping[str, str]
    ) -> T:
        return reader(body, hints)


def reach(http: FakeHttp, event: Event | None = None, clock: Clock | None = None) -> Reach:
    """A `Reach` at the fakes."""
    event = event or Event(name="Performance", tags=("ideaperf",))
    return Reach(http=http, documents=DocumentsHere(), event=event, now=clock or Clock())
