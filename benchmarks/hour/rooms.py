"""Servers that speak by themselves: Matrix, Misskey and Twitch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

from backchannel.demo.net.exchange import Answer, Peer, Request, text
from backchannel.demo.net.lines import Caller
from backchannel.demo.sites.shelf import Entry, Shelf, Turn
from backchannel.model.moments import to_micros

ROOM: Final = "!room:chat.example"
_ANA: Final = "@ana:chat.example"
_WAIT: Final = 8.0  # seconds that somebody who asks for news may be kept waiting

Item = dict[str, Any]


class Homeserver:
    """A room on Matrix, open to everybody. Positions in it are numbers."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._said = asyncio.Event()
        shelf.tell(self._hear)

    async def __call__(self, request: Request) -> Answer:
        """What the source asks: to come in, what is new, and what was before."""
        path = request.path
        if "/join/" in path:
            return _json({"room_id": ROOM})
        if path.endswith("/sync"):
            return _json(await self._sync(request))
        if path.endswith("/messages"):
            return _json(self._messages(request))
        return _json({"errcode": "M_NOT_FOUND", "error": "Not found"}, 404)

    def _hear(self, _turn: Turn, _entry: Entry) -> None:
        said, self._said = self._said, asyncio.Event()
        said.set()

    def _events(self) -> list[Item]:
        return [_event(entry) for entry in reversed(list(self._shelf.newest_first()))]

    async def _sync(self, request: Request) -> Item:
        since = int(request.asked("since", "s0")[1:])
        if since >= len(self._shelf):
            try:
                async with asyncio.timeout(_WAIT if since else 0.0):
                    await self._said.wait()
            except TimeoutError:
                pass
        events = self._events()
        begins = max(since, len(events) - 20)
        timeline = {
            "events": events[begins:],
            "limited": begins > since,
            "prev_batch": f"s{begins}",
        }
        joined = {ROOM: {"timeline": timeline, "state": {"events": [_member()]}}}
        found = {"next_batch": f"s{len(events)}"}
        return {**found, "rooms": {"join": joined if begins < len(events) else {}}}

    def _messages(self, request: Request) -> Item:
        events = self._events()
        start = int(request.asked("from", f"s{len(events)}")[1:])
        stop = max(start - 20, int(request.asked("to", "s0")[1:]), 0)
        chunk = events[stop:start][::-1]
        more = {"end": f"s{stop}"} if chunk else {}
        return {"start": f"s{start}", "chunk": chunk, "state": [_member()], **more}


def _event(entry: Entry) -> Item:
    content = {"msgtype": "m.text", "body": entry.piece.text}
    at = to_micros(entry.written) // 1000
    named = {"type": "m.room.message", "event_id": f"$e{entry.id}", "sender": _ANA}
    return {**named, "origin_server_ts": at, "content": content}


def _member() -> Item:
    content = {"displayname": "Ana Example", "membership": "join"}
    return {"type": "m.room.member", "event_id": "$m", "sender": _ANA, "state_key": _ANA,
            "content": content}  # fmt: skip


class Misskey:
    """Notes with a hashtag, in pages and over a WebSocket."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, request: Request) -> Answer:
        """A page, one note, or the stream."""
        if request.path == "/streaming":
            return Answer(socket=self._stream)
        if request.path == "/api/notes/search-by-tag":
            asked = json.loads(request.body)
            until = asked.get("untilId", "~")
            notes = [_note(entry) for entry in self._shelf.newest_first()]
            return _json([note for note in notes if note["id"] < until][: asked["limit"]])
        if request.path == "/api/notes/show":
            wanted = json.loads(request.body)["noteId"]
            found = [
                note for note in map(_note, self._shelf.newest_first()) if note["id"] == wanted
            ]
            refusal = {"error": {"message": "No such note.", "code": "NO_SUCH_NOTE", "id": "24f"}}
            return _json(found[0]) if found else _json(refusal, 400)
        return _json({"error": {"message": "Unknown API endpoint.", "code": "UNKNOWN"}}, 404)

    async def _stream(self, peer: Peer) -> None:
        queue: asyncio.Queue[Entry] = asyncio.Queue()
        channels: list[str] = []
        sending = asyncio.create_task(self._send(peer, queue, channels))
        try:
            with self._shelf.listening(lambda _turn, entry: queue.put_nowait(entry)):
                async for message in peer:
                    said = json.loads(message)
                    if said["type"] == "connect":
                        channels.append(said["body"]["id"])
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, peer: Peer, queue: asyncio.Queue[Entry], channels: list[str]) -> None:
        while True:
            entry = await queue.get()
            for channel in channels:
                body = {"id": channel, "type": "note", "body": _note(entry)}
                await peer.send(json.dumps({"type": "channel", "body": body}))


def _note(entry: Entry) -> Item:
    at = entry.written.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    user = {"id": "9ana", "username": "ana", "host": None, "name": "Ana Example"}
    return {
        "id": f"9{entry.id:024}", "createdAt": at, "text": entry.piece.text, "cw": None,
        "userId": "9ana", "user": user, "replyId": None, "renoteId": None, "visibility": "public",
        "tags": sorted(entry.tags), "files": [], "reactions": {}, "renoteCount": 0,
        "repliesCount": 0,
    }  # fmt: skip


class Twitch:
    """The chat of one stream; nothing is kept."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, caller: Caller) -> None:
        """One conversation."""
        nick = ""
        with self._shelf.listening(lambda _turn, entry: caller.say(_said(entry))):
            async for line in caller:
                command, *words = line.split()
                nick = words[0] if command == "NICK" else nick
                caller.say(*_answers(nick, command, words))


def _answers(nick: str, command: str, words: Sequence[str]) -> list[str]:
    match command:
        case "CAP":
            return [f":tmi.example CAP * ACK {' '.join(words[1:])}"]
        case "NICK":
            return [f":tmi.example 001 {nick} :Welcome", f":tmi.example 376 {nick} :>"]
        case "JOIN":
            return [f":{nick}!{nick}@{nick}.tmi.example JOIN {words[0]}"]
        case "PING":
            return [f":tmi.example PONG tmi.example {' '.join(words)}"]
    return []


def _said(entry: Entry) -> str:
    at = to_micros(entry.written) // 1000
    tags = f"id={entry.id};display-name=Ana;tmi-sent-ts={at}"
    return f"@{tags} :ana!ana@ana.tmi.example PRIVMSG #room :{entry.piece.text}"


def _json(body: object, status: int = 200) -> Answer:
    return text("application/json; charset=utf-8", json.dumps(body), status)
