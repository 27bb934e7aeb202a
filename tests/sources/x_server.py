"""An X on loopback that bills what it returns, as the public documents say."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import Call, Web, serving, unhurried

from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.x import Options, X
from backchannel.sources.x.flakes import first_at, moment

EVENT = Event("Example", ("ideaperf",))
NOT_FOUND = "https://api.x.com/2/problems/resource-not-found"
TOKEN = "t0ken"
Asked = tuple[str, dict[str, str]]


@dataclass
class Xserver:
    """Its posts by number, what it was asked, and how many posts and authors it has billed.

    `answer` instead of any answer: a status, a body and headers, or None to hang up.
    """

    now: Callable[[], datetime]
    tweets: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    billed: int = 0
    answer: Callable[[str], tuple[str, dict[str, Any], dict[str, str]] | None] | None = None
    gone: set[str] = field(default_factory=set)

    def post(self, words: str, ago: float = 0.0, **more: Any) -> str:
        """Somebody posts, `ago` seconds ago; the number of the post."""
        number = first_at(self.now() - timedelta(seconds=ago))
        while number in self.tweets:
            number += 1
        who = more.pop("who", str(len(self.tweets) % 3))
        created = moment(number).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {"id": str(number), "text": words, "author_id": who, "created_at": created}
        self.tweets[number] = {"edit_history_tweet_ids": [str(number)], **said, **more}
        return str(number)

    async def reply(self, call: Call) -> None:
        """One request."""
        parts = urlsplit(call.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query))
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            await self._send(call, "401 Unauthorized", {"title": "Unauthorized", "status": 401})
            return
        if self.answer is not None:
            said = self.answer(parts.path)
            if said is None:
                call.reset()
                return
            await self._send(call, said[0], said[1], **said[2])
            return
        found = self._search(query) if parts.path.endswith("recent") else self._posts(query)
        await self._send(call, "200 OK" if "status" not in found else "400 Bad Request", found)

    async def _send(self, call: Call, status: str, body: dict[str, Any], **headers: str) -> None:
        self.billed += len(body.get("data", ())) + len(body.get("includes", {}).get("users", ()))
        raw = json.dumps(body).encode()
        await call.reply(status, raw, content_type="application/json", **headers)

    def _search(self, query: dict[str, str]) -> dict[str, Any]:
        start = self.now() - timedelta(days=7)
        since, until = int(query.get("since_id", 0)), int(query.get("until_id", 2**63))
        if since and moment(since) < start:
            return {"title": "Invalid Request", "status": 400, "detail": "'since_id' is too old"}
        if "start_time" in query:
            start = max(start, datetime.fromisoformat(query["start_time"]))
        fit = [n for n in sorted(self.tweets, reverse=True) if since < n < until]
        fit = [n for n in fit if moment(n) >= start and str(n) not in self.gone]
        most = int(query["max_results"])
        assert 10 <= most <= 100
        page = [self.tweets[n] for n in fit[:most]]
        if not page:
            return {"meta": {"result_count": 0}}
        writers = dict.fromkeys(each["author_id"] for each in page)
        users = [{"id": id_, "name": f"Person {id_}", "username": f"p{id_}"} for id_ in writers]
        meta = {"result_count": len(page), "newest_id": page[0]["id"]}
        if len(fit) > most:
            meta["next_token"] = "more"
        return {"data": page, "includes": {"users": users}, "meta": meta}

    def _posts(self, query: dict[str, str]) -> dict[str, Any]:
        ids = query["ids"].split(",")
        there = [{"id": id_, "text": "…"} for id_ in ids if id_ not in self.gone]
        errors = [
            {"resource_id": id_, "title": "Not Found Error", "type": NOT_FOUND}
            for id_ in ids
            if id_ in self.gone
        ]
        return {"data": there, **({"errors": errors} if errors else {})}


@asynccontextmanager
async def asking(
    server: Xserver, clock: Clock, *, event: Event = EVENT, token: str = TOKEN, **options: Any
) -> AsyncIterator[X]:
    """A source at that server; `limit` is 1,000 unless said otherwise."""
    async with serving(server.reply) as web, at(web, clock, event, token) as reach:
        yield X(Options(**({"limit": 1_000} | options), server=web.url("")), reach)


@asynccontextmanager
async def at(web: Web, clock: Clock, event: Event, token: str) -> AsyncIterator[Reach]:
    """What a source may use."""
    del web
    async with PoliteHttp(unhurried(), allow_local=True, now=clock) as http:
        yield Reach(http, DocumentsHere(), event, clock, lambda _: token)


@dataclass
class Desk:
    """What a poll gave, and the bookmark that was stored last, whatever came then."""

    bookmark: str | None = None
    batches: list[Batch] = field(default_factory=list)

    async def poll(self, source: X) -> list[Batch]:
        """One poll, each batch stored as it comes."""
        found: list[Batch] = []
        async for batch in source.batches(self.bookmark):
            self.bookmark = batch.bookmark or self.bookmark
            found.append(batch)
        self.batches += found
        return found

    @property
    def words(self) -> list[str]:
        """What was read so far."""
        return [draft.content for batch in self.batches for draft in batch.drafts]

    @property
    def note(self) -> str:
        """What was last said."""
        return next(batch.note for batch in reversed(self.batches) if batch.note)
