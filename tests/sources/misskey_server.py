"""A Misskey server in memory, behind the `Http` of a source."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast

from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp, Request

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach, Response, Socket
from backchannel.sources.misskey import Misskey, Options
from backchannel.sources.network.failures import of_status

HOST = "key.example"
DAWN = datetime(2026, 1, 2, tzinfo=UTC)

Note = dict[str, Any]


def note(number: int, *, tags: tuple[str, ...] = ("ideaperf",), **fields: Any) -> Note:
    """An invented note; a minute lies between one number and the next."""
    return {
        "id": f"9{number:09}",
        "createdAt": (DAWN + timedelta(minutes=number)).isoformat().replace("+00:00", "Z"),
        "text": f"Note {number} " + " ".join(f"#{tag}" for tag in tags),
        "cw": None,
        "userId": "9ana",
        "user": {"id": "9ana", "username": "ana", "host": None, "name": "Ana Example"},
        "replyId": None,
        "renoteId": None,
        "visibility": "public",
        "tags": list(tags),
        "files": [],
        "reactions": {},
        "renoteCount": 0,
        "repliesCount": 0,
        **fields,
    }


@dataclass
class MisskeyServer(NoHttp):
    """Notes by number. `lines` are the WebSockets opened, which it has if it is `live`."""

    notes: dict[int, Note] = field(default_factory=dict)
    nameless: list[Note] = field(default_factory=list)
    error: SourceError | None = None
    live: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    at_each: Callable[[], None] = lambda: None

    def publish(self, *numbers: int, **fields: Any) -> None:
        """Let people post; an existing number is overwritten."""
        for number in numbers:
            self.notes[number] = note(number, **fields)

    def answer(self, name: str, said: dict[str, Any]) -> tuple[int, object]:
        """Status and body, as Misskey answers."""
        by_id = {each["id"]: each for each in self.notes.values()}
        if name == "notes/show":
            found = by_id.get(said["noteId"])
            refusal = {"error": {"message": "No such note.", "code": "NO_SUCH_NOTE", "id": "24f"}}
            return (200, found) if found else (400, refusal)
        if name != "notes/search-by-tag":
            return 404, {"error": {"message": "Unknown API endpoint.", "code": "UNKNOWN"}}
        until = said.get("untilId")
        ids = sorted(id_ for id_ in by_id if until is None or id_ < until)
        page = [by_id[id_] for id_ in reversed(ids) if said["tag"] in by_id[id_].get("tags", [])]
        return 200, [*page, *self.nameless][: said["limit"]]

    async def posted(self, asked: Request) -> Response:
        """Answer as Misskey does, after what the polite client makes of errors."""
        name, said = asked.url.removeprefix(f"https://{HOST}/api/"), json.loads(asked.body)
        self.asked.append((name, said))
        self.tokens.append(asked.token)
        self.at_each()
        if self.error is not None:
            raise self.error
        status, answer = self.answer(name, said)
        raw = json.dumps(answer).encode()
        if status != 200:
            raise of_status(status, {}, raw, had_token=bool(asked.token), now=DAWN)
        return Response(200, asked.url, {}, raw)

    def websocket(self, url: str, *, token: str = "") -> AbstractAsyncContextManager[Socket]:
        """A line, where the server has such."""
        assert url == f"https://{HOST}/streaming"
        if not self.live:
            raise SourceUnreachable("502 Bad Gateway")
        self.lines.append(Line(token))
        return cast("AbstractAsyncContextManager[Socket]", self.lines[-1])


class Line(Socket):
    """A WebSocket whose other end is the test."""

    def __init__(self, token: str) -> None:
        self.token, self.sent = token, list[dict[str, Any]]()
        self._frames: asyncio.Queue[str | SourceError] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def send(self, text: str) -> None:
        """What the source subscribes to."""
        self.sent.append(json.loads(text))

    def say(self, *frames: object) -> None:
        """Let the server send; an error breaks the line, bytes go as they are."""
        for frame in frames:
            is_raw = isinstance(frame, str | SourceError)
            self._frames.put_nowait(cast("Any", frame) if is_raw else json.dumps(frame))

    def say_note(self, said: Note) -> None:
        """A note in the channel of ours."""
        channel = self.sent[0]["body"]["id"]
        body = {"id": channel, "type": "note", "body": said}
        self.say({"type": "channel", "body": body})

    def say_deleted(self, id_: str) -> None:
        """What a server says of a note that somebody asked about."""
        body = {"id": id_, "type": "deleted", "body": {"deletedAt": "2026-01-02T09:00:00.000Z"}}
        self.say({"type": "noteUpdated", "body": body})

    @property
    def watched(self) -> set[str]:
        """The notes of which the source wants to hear."""
        return {said["body"]["id"] for said in self.sent if said["type"] == "subNote"}

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            frame = await self._frames.get()
            if isinstance(frame, SourceError):
                raise frame
            yield frame


@dataclass
class Kept:
    """A store: drafts by id, what is gone, and the bookmark of the last batch."""

    drafts: dict[str, Any] = field(default_factory=dict)
    given: int = 0
    gone: set[str] = field(default_factory=set)
    bookmark: str | None = None
    last: Batch = field(default_factory=Batch)
    note: str = ""
    rejected: int = 0

    def store(self, batch: Batch) -> None:
        """Take a batch whole."""
        self.last, self.note = batch, batch.note or self.note
        self.given += len(batch.drafts)
        self.rejected += batch.rejected
        self.drafts.update((draft.id, draft) for draft in batch.drafts)
        self.gone.update(batch.gone)
        self.bookmark = self.bookmark if batch.bookmark is None else batch.bookmark

    @property
    def numbers(self) -> set[int]:
        """The numbers of all notes that were ever given."""
        return {int(id_[1:]) for id_ in self.drafts}


def source(
    server: MisskeyServer, *, event: Event | None = None, token: str = "", **options: Any
) -> Misskey:
    """A source that reads the server; two hours are over of the day of its notes."""
    event = event or Event("Performance", ("ideaperf",))
    clock = Clock()
    reach = Reach(server, DocumentsHere(), event, clock, lambda _name: token)
    return Misskey(Options(HOST, **options), reach, patience=0.01)


async def poll(reading: Misskey, kept: Kept) -> Kept:
    """One poll, stored batch by batch."""
    async for batch in reading.batches(kept.bookmark):
        kept.store(batch)
    return kept


def refused(status: int, code: str) -> SourceRefused | SourceUnreachable:
    """The error that an answer with this status and code becomes."""
    body = json.dumps({"error": {"message": "No.", "code": code}}).encode()
    error = of_status(status, {}, body, had_token=False, now=DAWN)
    assert isinstance(error, SourceRefused | SourceUnreachable)
    return error
