"""The past, searched for with an account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.clock import Clock
from tests.sources.bluesky_network import ANA, Reading, profile, record, uri
from tests.sources.feed_reach import NoHttp, Request
from tests.sources.mastodon_server import NoDocuments

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Reach, Response, Socket
from backchannel.sources.bluesky import Bluesky, Options, search

HOME, HOST = "https://bsky.example", "https://host.example"
PASSWORD = "abcd-efgh"
STARTS = datetime(2026, 1, 9, 9, 30, tzinfo=UTC)


class Silence:
    """A stream on which nothing happens."""

    async def send(self, text: str) -> None:
        raise NotImplementedError

    async def __aiter__(self) -> AsyncIterator[str]:
        await _for_good()
        yield ""


@dataclass
class Server(NoHttp):
    """An account's server, with numbered posts, newest first. `page` is how many it gives."""

    posts: int = 5
    page: int = 2
    logins: list[dict[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)

    async def posted(self, asked: Request) -> Response:
        assert asked.url == f"{HOME}/xrpc/com.atproto.server.createSession"
        self.logins.append(told := json.loads(asked.body))
        if told["password"] != PASSWORD:
            raise SourceRefused("401", why=Refusal.LOGIN)
        service = [{"id": "#atproto_pds", "type": "Pds", "serviceEndpoint": HOST}]
        return _answer(asked.url, {"accessJwt": "session", "didDoc": {"service": service}})

    async def got(self, asked: Request) -> Response:
        parts = urlsplit(asked.url)
        if parts.path == "/xrpc/expired":
            raise SourceUnreachable("400 Bad Request: ExpiredToken", status=400)
        query = parse_qs(parts.query)
        if not parts.path.endswith("searchPosts"):
            return _answer(asked.url, {})
        self.asked.append((asked.url.partition("/xrpc")[0], asked.token, query))
        first = int(query.get("cursor", ["0"])[0])
        shown = range(first, min(first + self.page, self.posts))
        more = {"cursor": str(first + self.page)} if first + self.page < self.posts else {}
        views = [{"uri": uri(at), "author": profile(ANA), "record": record()} for at in shown]
        return _answer(asked.url, {"posts": views, **more})

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        return _silence()


def reading(
    server: Server,
    password: str = PASSWORD,
    bookmark: str | None = None,
    spellings: tuple[str, ...] = (),
) -> Reading:
    event = Event("Plus", ("ideaperf",), starts=STARTS, spellings=spellings)
    reach = Reach(server, NoDocuments(), event, Clock(), lambda _name: password)
    source = Bluesky(Options(server=HOME, handle="@ana.example"), reach, patience=0.05)
    return Reading(source, bookmark)


async def test_the_past_is_read_back_to_the_event_s_beginning_through_the_account_s_host() -> None:
    server = Server()
    read = reading(server)
    await read.until(*map(uri, range(5)))
    await read.close()
    assert server.logins == [{"identifier": "ana.example", "password": PASSWORD}]
    assert {(host, token) for host, token, _ in server.asked} == {(HOST, "session")}
    assert [query.get("cursor") for _, _, query in server.asked] == [None, ["2"], ["4"]]
    _, _, first = server.asked[0]
    assert (first["q"], first["tag"]) == (["#ideaperf"], ["ideaperf"])
    assert first["since"] == ["2026-01-09T09:30:00Z"]


async def test_a_tag_that_is_written_in_two_parts_is_searched_for_in_both_spellings() -> None:
    server = Server(page=9)
    read = reading(server, spellings=("Idea_Perf",))
    while '"is_searched":true' not in (read.bookmark or ""):
        await read.step()
    await read.close()
    assert [query["tag"] for _, _, query in server.asked] == [["ideaperf"], ["idea_perf"]]


async def test_it_is_searched_for_once() -> None:
    server = Server()
    read = reading(server)
    await read.until(*map(uri, range(5)))
    while '"is_searched":true' not in (read.bookmark or ""):
        await read.step()
    await read.close()
    again = reading(server, bookmark=read.bookmark)
    await again.step()
    await again.step()
    await again.close()
    assert len(server.logins) == 1


async def test_a_wrong_password_costs_only_the_past() -> None:
    server = Server()
    read = reading(server, "wrong")
    while "the app password is not accepted" not in read.note:
        await read.step()
    assert (await read.step()).is_live
    await read.close()
    assert len(server.logins) == 1


async def test_a_missing_password_is_said() -> None:
    read = reading(Server(), "")
    await read.step()
    await read.close()
    assert read.note == "what was posted before is not seen: the app password is missing"


async def test_a_tag_with_too_many_posts_is_read_up_to_the_limit() -> None:
    server = Server(posts=10_000, page=100)
    login = search.Login(HOME, "ana.example", PASSWORD)
    back = search.Search(search.Session(server, login), ("ideaperf", "plus"), None)
    while not back.is_over:
        await back.page()
    assert len(server.asked) == 2 * search.LIMIT // 100
    assert "since" not in server.asked[0][2]


async def test_a_login_that_never_lasts_is_given_up() -> None:
    server = Server()
    session = search.Session(server, search.Login(HOME, "ana.example", PASSWORD))
    for _ in range(5):
        with pytest.raises(SourceUnreachable):
            await session.get("expired")
    with pytest.raises(SourceRefused, match="no login lasts"):
        await session.get("expired")
    assert len(server.logins) == 5


def test_a_password_is_not_shown() -> None:
    assert PASSWORD not in repr(search.Login(HOME, "ana.example", PASSWORD))


@asynccontextmanager
async def _silence() -> AsyncIterator[Socket]:
    yield Silence()


async def _for_good() -> None:
    await asyncio.Event().wait()


def _answer(url: str, said: dict[str, Any]) -> Response:
    return Response(200, url, {}, json.dumps(said).encode())
