"""A Mastodon server in memory, behind the `Http` of a source."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tests.clock import Clock
from tests.sources.feed_reach import NoHttp, Request
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach, Response, ServerEvent, Socket
from backchannel.sources.mastodon import Mastodon, Options

HOST = "toot.example"
DAWN = datetime(2026, 1, 2, tzinfo=UTC)
TIMELINE = "/api/v1/timelines/tag/"

Status = dict[str, Any]


def status(number: int, *, tags: tuple[str, ...] = ("ideaperf",), **fields: Any) -> Status:
    """An invented status; a minute lies between one number and the next."""
    return {
        "id": str(number),
        "uri": f"https://{HOST}/users/ana/statuses/{number}",
        "url": f"https://{HOST}/@ana/{number}",
        "created_at": (DAWN + timedelta(minutes=number)).isoformat().replace("+00:00", "Z"),
        "edited_at": None,
        "content": f"<p>Post {number}</p>",
        "spoiler_text": "",
        "sensitive": False,
        "visibility": "public",
        "language": "en",
        "in_reply_to_id": None,
        "account": {"acct": "ana", "username": "ana", "display_name": "Ana Example"},
        "reblog": None,
        "poll": None,
        "media_attachments": [],
        "tags": [{"name": tag, "url": f"https://{HOST}/tags/{tag}"} for tag in tags],
        "favourites_count": 0,
        "reblogs_count": 0,
        "replies_count": 0,
        **fields,
    }


@dataclass
class MastodonServer(NoHttp):
    """Posts by number. `at_each` runs before every request, which it may refuse by raising."""

    statuses: dict[int, Status] = field(default_factory=dict)
    version: str = "4.6.4"
    level: int | None = 11
    access: dict[str, str] = field(default_factory=dict)
    usage: dict[str, Any] = field(default_factory=dict)
    has_links: bool = True
    pages_forward: bool = True
    largest_page: int = 40
    is_stuck: bool = False
    link_host: str = HOST
    at_each: Callable[[], None] = lambda: None
    refused_token: str = ""
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    errors: dict[str, SourceError] = field(default_factory=dict)
    streaming: str = f"wss://streaming.{HOST}"

    def publish(self, *numbers: int, **fields: Any) -> None:
        """Let people post; an existing number is overwritten."""
        for number in numbers:
            self.statuses[number] = status(number, **fields)

    async def got(self, asked: Request) -> Response:
        """Answer as Mastodon does."""
        self.asked.append(asked.url)
        self.tokens.append(asked.token)
        self.at_each()
        parts = urlsplit(asked.url)
        assert parts.netloc == HOST, asked.url
        for path, error in self.errors.items():
            if parts.path.startswith(path):
                raise error
        if asked.token and asked.token == self.refused_token and TIMELINE in asked.url:
            raise SourceRefused("401", why=Refusal.LOGIN)
        query = parse_qs(parts.query)
        if parts.path.startswith(TIMELINE):
            return self._timeline(asked.url, unquote(parts.path.removeprefix(TIMELINE)), query)
        if parts.path == "/api/v1/statuses":
            return self._answer(asked.url, self._looked_up(query.get("id[]", [])))
        return self._answer(asked.url, self._instance(is_second=parts.path == "/api/v2/instance"))

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        """Refused as without a token."""
        raise SourceRefused("401", why=Refusal.LOGIN)

    def events(
        self, url: str, *, token: str = ""
    ) -> AbstractAsyncContextManager[AsyncIterator[ServerEvent | None]]:
        """The same."""
        raise SourceRefused("401", why=Refusal.LOGIN)

    def timelines_asked(self) -> list[str]:
        """The queries of the requests for pages, without what is the same in all."""
        paged = (urlsplit(url) for url in self.asked if TIMELINE in url)
        return [parts.query.removeprefix("limit=40").removeprefix("&") for parts in paged]

    def _instance(self, *, is_second: bool) -> dict[str, Any]:
        about: dict[str, Any] = {"version": self.version}
        if self.level is not None:
            about["api_versions"] = {"mastodon": self.level}
        if not is_second:
            return about | {"uri": HOST, "urls": {"streaming_api": self.streaming}}
        configuration: dict[str, Any] = {"urls": {"streaming": self.streaming}}
        if self.access:
            configuration["timelines_access"] = {"hashtag_feeds": self.access}
        return about | {"domain": HOST, "configuration": configuration, "usage": self.usage}

    def _looked_up(self, ids: list[str]) -> list[Status]:
        if len(ids) > 20:
            raise SourceUnreachable("422: Validation failed")
        return [self.statuses[int(id_)] for id_ in ids if int(id_) in self.statuses]

    def _timeline(self, url: str, tag: str, query: dict[str, list[str]]) -> Response:
        numbers = sorted(
            number
            for number, post in self.statuses.items()
            if any(tag == named["name"] for named in post["tags"])
        )
        limit = min(int(query["limit"][0]), self.largest_page)
        if self.is_stuck:
            page = numbers[:limit]
        elif "max_id" in query:
            page = [number for number in numbers if number < int(query["max_id"][0])][-limit:]
        elif "min_id" in query:
            newer = [number for number in numbers if number > int(query["min_id"][0])]
            page = newer[:limit] if self.pages_forward else newer[-limit:]
        else:
            page = numbers[-limit:]
        page.reverse()
        links = {}
        if page and self.has_links:
            base = f"https://{self.link_host}{TIMELINE}{quote(tag)}?limit={limit}"
            links = {"next": f"{base}&max_id={page[-1]}", "prev": f"{base}&min_id={page[0]}"}
        return self._answer(url, [self.statuses[number] for number in page], links)

    @staticmethod
    def _answer(url: str, body: object, links: dict[str, str] | None = None) -> Response:
        return Response(200, url, {}, json.dumps(body).encode(), links=links or {})


@dataclass
class Kept:
    """A store: drafts by id, what is gone, and the bookmark of the last batch."""

    drafts: dict[str, Any] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    bookmark: str | None = None
    batches: list[Batch] = field(default_factory=list)

    def store(self, batch: Batch) -> None:
        """Take a batch whole."""
        self.batches.append(batch)
        for draft in batch.drafts:
            self.drafts[draft.id] = draft
        self.gone.update(batch.gone)
        if batch.bookmark is not None:
            self.bookmark = batch.bookmark

    @property
    def numbers(self) -> set[int]:
        """The numbers of all posts that were ever given."""
        return {int(id_) for id_ in self.drafts}


class Line(Socket):
    """A WebSocket whose other end is the test. `say(None)` closes it, an error breaks it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.is_closed = False
        self._frames: asyncio.Queue[str | SourceError | None] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.is_closed = True

    async def send(self, text: str) -> None:
        """What the source subscribes to."""
        self.sent.append(json.loads(text))

    def say(self, *frames: str | SourceError | None) -> None:
        """Let the server send."""
        for frame in frames:
            self._frames.put_nowait(frame)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (frame := await self._frames.get()) is not None:
            if isinstance(frame, SourceError):
                raise frame
            yield frame


class Streaming(MastodonServer):
    """A server whose streams are the test's. `refusal` meets whoever opens a WebSocket."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.opened: list[tuple[str, str]] = []
        self.refusal: Exception | None = None

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        """A new line, or the refusal."""
        self.opened.append((url, token))
        if self.refusal is not None:
            raise self.refusal
        self.lines.append(Line())
        return cast("AbstractAsyncContextManager[Socket]", self.lines[-1])


class Listener:
    """Reads a stream as the collector does, batch by batch."""

    def __init__(self, reading: Mastodon, kept: Kept) -> None:
        self.kept = kept
        self._batches = reading.batches(kept.bookmark)

    async def next(self) -> Batch:
        """The next batch, stored."""
        async with asyncio.timeout(PATIENCE):
            batch = await anext(self._batches)
        self.kept.store(batch)
        return batch

    async def until_live(self) -> None:
        """To the end of the pages: an empty live batch."""
        while True:
            batch = await self.next()
            if batch.is_live and not (batch.drafts or batch.bookmark or batch.is_recovery):
                return

    async def until(self, *numbers: int) -> None:
        """Until these posts have arrived."""
        while not set(numbers) <= self.kept.numbers:
            await self.next()

    async def close(self) -> None:
        """As when the collector stops."""
        await self._batches.aclose()  # type: ignore[attr-defined]  # it is a generator


def told(event: str, payload: object) -> str:
    """A message of the streaming API: a status is JSON within JSON, an id is bare."""
    inner = payload if isinstance(payload, str) else json.dumps(payload)
    return json.dumps({"stream": ["hashtag", "ideaperf"], "event": event, "payload": inner})


class NoDocuments:
    """A source of JSON needs no other process."""

    async def read(self, *_: object) -> Any:
        """Not asked for."""
        raise AssertionError


def source(
    server: MastodonServer,
    /,
    *,
    event: Event | None = None,
    token: str = "",
    patience: float = 30.0,
    **options: Any,
) -> Mastodon:
    """A source that reads that server."""
    reach = Reach(
        http=server,
        documents=NoDocuments(),
        event=event or Event("Example", ("ideaperf",)),
        now=Clock(),
        secret=lambda name: token if name == "token" else "",
    )
    settings = {"server": f"https://{HOST}"} | options
    return Mastodon(Options(**settings), reach, patience=patience)


async def poll(reading: Mastodon, kept: Kept, *, stop_after: int | None = None) -> Kept:
    """Store what a poll gives; `stop_after` batches the process is killed."""
    batches = reading.batches(kept.bookmark)
    taken = 0
    async for batch in batches:
        if taken == stop_after:
            break  # read, never stored
        kept.store(batch)
        taken += 1
    return kept


def live(server: MastodonServer, **options: Any) -> Mastodon:
    """A source with a token, whose heartbeat does not keep a test waiting."""
    return source(server, token="s3cret", patience=0.01, **options)
