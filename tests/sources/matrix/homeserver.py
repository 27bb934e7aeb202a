"""A homeserver in memory, with one room, behind the `Http` of a source."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.clock import START, Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp, Request
from tests.sources.mastodon_server import Kept

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach, Response
from backchannel.sources.matrix import Matrix, Options

ROOM, ALIAS = "!room:chat.example", "#event:chat.example"
ANA, BEN = "@ana:chat.example", "@ben:chat.example"
NOON = int(START.timestamp() * 1000)

Said = dict[str, Any]


@dataclass
class Homeserver(NoHttp):
    """Positions in the room are numbers. `sync` gives the newest `page` events, `/messages` too.

    A long poll that finds nothing is answered at once. `errors` meet whoever asks for an address
    with that text in it.
    """

    timeline: list[Said] = field(default_factory=list)
    page: int = 4
    is_open: bool = True
    guests: bool = True
    names: dict[str, str] = field(default_factory=lambda: {ANA: "Ana Example"})
    errors: dict[str, SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def say(self, body: str, sender: str = ANA, **content: Any) -> Said:
        """A message; its id is its number in the room."""
        said = {"msgtype": "m.text", "body": body} | content
        return self.happen("m.room.message", sender, said)

    def happen(self, kind: str, sender: str = ANA, content: Any = None, **more: Any) -> Said:
        """Any event."""
        number = len(self.timeline)
        event = {
            "type": kind,
            "event_id": f"$e{number:03}",
            "sender": sender,
            "origin_server_ts": NOON + number * 1000,
            "content": content or {},
        } | more
        self.timeline.append(event)
        return event

    def edit(self, original: Said, body: str, sender: str = ANA) -> Said:
        """An edit as apps write it."""
        relation = {"rel_type": "m.replace", "event_id": original["event_id"]}
        new = {"msgtype": "m.text", "body": body}
        return self.say(f"* {body}", sender, **{"m.relates_to": relation, "m.new_content": new})

    def redact(self, original: Said) -> None:
        """Take something back: what it said is gone from the server, too."""
        original["content"] = {}
        original["unsigned"] = {"redacted_because": {}}
        self.happen("m.room.redaction", ANA, {"redacts": original["event_id"]})

    async def got(self, asked: Request) -> Response:
        """Answer as a homeserver does."""
        parts = urlsplit(asked.url)
        path, query = parts.path, {key: each[0] for key, each in parse_qs(parts.query).items()}
        self._refuse(asked.url, asked.token)
        if "/directory/" in path:
            return _answer(asked.url, {"room_id": ROOM})
        if path.endswith("/sync"):
            return _answer(asked.url, self._sync(query))
        if path.endswith("/messages"):
            return _answer(asked.url, self._messages(query))
        if "/event/" in path:
            id_ = unquote(path.rpartition("/")[2])
            return _answer(
                asked.url, next(each for each in self.timeline if each["event_id"] == id_)
            )
        raise SourceUnreachable("404 Not Found", status=404)

    async def posted(self, asked: Request) -> Response:
        """Register a guest, or let somebody in."""
        self._refuse(asked.url, asked.token)
        if "kind=guest" in asked.url:
            if not self.guests:
                raise SourceRefused("403 Forbidden: Guest access is disabled", why=Refusal.LOGIN)
            return _answer(asked.url, {"user_id": "@1:chat.example", "access_token": "guest"})
        if not self.is_open:
            raise SourceRefused("403 Forbidden: not invited", why=Refusal.LOGIN)
        return _answer(asked.url, {"room_id": ROOM})

    def _refuse(self, url: str, token: str) -> None:
        self.asked.append(url)
        self.tokens.append(token)
        for part, error in self.errors.items():
            if part in url:
                raise error

    def _sync(self, query: dict[str, str]) -> Said:
        since, end = int(query.get("since", "s0")[1:]), len(self.timeline)
        begins = max(since, end - self.page)
        room = {
            "timeline": {
                "events": self.timeline[begins:],
                "limited": begins > since,
                "prev_batch": f"s{begins}",
            },
            "state": {"events": self._members(self.timeline[begins:])},
        }
        joined = {ROOM: room} if begins < end else {}
        return {"next_batch": f"s{end}", "rooms": {"join": joined}}

    def _messages(self, query: dict[str, str]) -> Said:
        start = int(query.get("from", f"s{len(self.timeline)}")[1:])
        if query["dir"] == "f":
            chunk, end = self.timeline[start : start + self.page], start + self.page
            more = {"end": f"s{min(end, len(self.timeline))}"} if chunk else {}
        else:
            stop = max(start - self.page, int(query.get("to", "s0")[1:]))
            chunk = self.timeline[stop:start][::-1]
            more = {"end": f"s{stop}"} if chunk else {}
        return {"start": f"s{start}", "chunk": chunk, "state": self._members(chunk)} | more

    def _members(self, events: list[Said]) -> list[Said]:
        return [
            {
                "type": "m.room.member",
                "event_id": "$m",
                "sender": sender,
                "state_key": sender,
                "content": {"displayname": self.names.get(sender)},
            }
            for sender in {event["sender"] for event in events}
        ]


class Reading:
    """What a desk has of the room. `source` outlives a failure."""

    def __init__(self, server: Homeserver, *, token: str = "", event: Event | None = None) -> None:
        self.kept = Kept()
        reach = Reach(
            http=server,
            documents=DocumentsHere(),
            event=event or Event("Example", ("ideaperf",)),
            now=Clock(),
            secret=lambda name: token if name == "token" else "",
        )
        self.source = Matrix(Options("chat.example", ALIAS), reach)

    async def read(self, *, stop_after: int | None = None) -> list[Batch]:
        """Store what comes until nothing more does; `stop_after` batches the program is killed."""
        found: list[Batch] = []
        async with aclosing(_generator(self.source.batches(self.kept.bookmark))) as batches:
            async for batch in batches:
                found.append(batch)
                self.kept.store(batch)
                if batch == Batch(is_live=True) or len(found) == stop_after:
                    break
        return found

    @property
    def said(self) -> list[str]:
        """The texts that are there, each message once, oldest first."""
        there = [post for id_, post in self.kept.drafts.items() if id_ not in self.kept.gone]
        return [post.content for post in sorted(there, key=lambda post: post.id)]


def _generator(batches: AsyncIterator[Batch]) -> Any:
    return batches


def _answer(url: str, body: object) -> Response:
    return Response(200, url, {}, json.dumps(body).encode())
