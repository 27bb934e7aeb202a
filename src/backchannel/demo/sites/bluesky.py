"""Bluesky as strangers see it: the stream of everybody's posts, names and counts.

After the public documents: https://github.com/bluesky-social/jetstream (the wire of its first
version), and the lexicons `app.bsky.feed.post`, `app.bsky.actor.getProfiles` and
`app.bsky.feed.getPosts`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from itertools import count

import msgspec

from backchannel.demo.net.exchange import Answer, Peer, Request, text
from backchannel.demo.sites.records import Entity, did, profile, record, uri
from backchannel.demo.sites.shelf import Entry, Shelf, Turn
from backchannel.demo.story.people import Person
from backchannel.model.moments import to_micros

_POSTS = "app.bsky.feed.post"
_MOST = 25
_BREATH = 2.0  # seconds: somebody somewhere always says something
_ACTS = {Turn.UPDATE: "create", Turn.STATUS_UPDATE: "update", Turn.DELETE: "delete"}


class Bluesky:
    """The network, behind one address. `base` is where it is reached."""

    def __init__(self, shelf: Shelf, now: Callable[[], datetime]) -> None:
        self.shelf, self.base = shelf, ""
        self._now = now
        self._lines: list[tuple[int, str]] = []
        self._people: dict[str, Person] = {}
        self._entries: dict[str, Entry] = {}
        self._stirred = asyncio.Event()
        shelf.tell(self._hear)

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path == "/subscribe":
            if "websocket" not in request.headers.get("upgrade", "").lower():
                return text("text/plain", "this is a WebSocket", 400)
            return Answer(socket=lambda peer: self._stream(request, peer))
        if request.path == "/xrpc/app.bsky.actor.getProfiles":
            known = (self._people.get(one) for one in request.asked_all("actors")[:_MOST])
            return _json({"profiles": [profile(person) for person in known if person]})
        if request.path == "/xrpc/app.bsky.feed.getPosts":
            shown = (self._entries.get(one) for one in request.asked_all("uris")[:_MOST])
            return _json({"posts": [self._view(entry) for entry in shown if entry]})
        if request.path.startswith("/xrpc/"):
            return _json({"error": "MethodNotImplemented", "message": "Method Not Found"}, 501)
        return text("text/html; charset=utf-8", "<!doctype html><title>An invented sky</title>")

    def _hear(self, turn: Turn, entry: Entry) -> None:
        """Something happened: one more line of the stream, later than all before it."""
        author = entry.piece.author
        self._people[did(author)] = author
        commit: Entity = {
            "rev": f"3{len(self._lines):012}",
            "operation": _ACTS[turn],
            "collection": _POSTS,
            "rkey": str(entry.id),
        }
        if turn is Turn.DELETE:
            self._entries.pop(uri(entry), None)
        else:
            self._entries[uri(entry)] = entry
            parent = self.shelf.by_key(entry.piece.reply_to)
            commit |= {"record": record(entry, parent), "cid": f"bafyrei{entry.id}"}
        said = {"did": did(author), "kind": "commit", "commit": commit}
        latest = self._lines[-1][0] if self._lines else 0
        when = self._now() if turn is Turn.DELETE else entry.changed
        moment = max(latest + 1, to_micros(when))
        self._lines.append((moment, _line(moment, said)))
        stirred, self._stirred = self._stirred, asyncio.Event()
        stirred.set()

    async def _stream(self, request: Request, peer: Peer) -> None:
        """From a cursor on, or from now on; until the other side has had enough."""
        sending = asyncio.create_task(self._send(request.asked("cursor"), peer))
        with suppress(ConnectionError):
            async for _ in peer:
                pass
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, cursor: str, peer: Peer) -> None:
        since = int(cursor) if cursor.isdigit() else None
        at = len(self._lines)
        if since is not None:
            at = next((n for n, (when, _) in enumerate(self._lines) if when >= since), at)
        async for line in self._from(at):
            await peer.send(line)

    async def _from(self, at: int) -> AsyncIterator[str]:
        """Everything from a line on, and strangers in between."""
        for number in count():
            stirred = self._stirred
            while at < len(self._lines):
                yield self._lines[at][1]
                at += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(_BREATH):
                    await stirred.wait()
                continue
            yield _line(to_micros(self._now()), _stranger(number))

    def _view(self, entry: Entry) -> Entity:
        return {
            "uri": uri(entry),
            "cid": f"bafyrei{entry.id}",
            "author": profile(entry.piece.author),
            "record": record(entry, self.shelf.by_key(entry.piece.reply_to)),
            "likeCount": entry.likes,
            "repostCount": entry.boosts,
            "replyCount": entry.replies,
            "indexedAt": entry.published.isoformat().replace("+00:00", "Z"),
        }


def _stranger(number: int) -> Entity:
    """Somebody who is not at the event."""
    said = {"$type": _POSTS, "text": "Good morning", "createdAt": "2026-01-01T08:00:00Z"}
    place = {"operation": "create", "collection": _POSTS, "rkey": str(number)}
    commit = {"rev": f"3{number:012}", **place, "record": said, "cid": "bafyreistranger"}
    return {"did": "did:plc:stranger", "kind": "commit", "commit": commit}


def _line(moment: int, said: Entity) -> str:
    return msgspec.json.encode({"time_us": moment, **said}).decode()


def _json(answer: Entity, status: int = 200) -> Answer:
    return text("application/json; charset=utf-8", msgspec.json.encode(answer), status)
