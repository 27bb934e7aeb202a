"""What a server says by itself: one WebSocket for all hashtags.

The public document is https://misskey-hub.net/docs/for-developers/api/streaming/. There is no
resumption: who connects subscribes first and then closes the gap by reading pages. A deletion is
told only of notes that were asked about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from msgspec import UNSET, Raw, Struct, UnsetType, json

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.sources.api import Http, Socket
from backchannel.sources.forgiving import part
from backchannel.sources.mastodon.stream import NoStream, Stream, Told
from backchannel.sources.misskey.reader import Entry, entry_of
from backchannel.sources.payload import decode

_CHANNEL = "hashtags"  # our name for the one we open
_BROKEN = "not readable"
_LONGEST_ID = 100
_WATCHED = 500  # notes of which we want to hear; a server may close on who asks of too many


class _Body(Struct, frozen=True):
    id: str = ""
    type: str = ""
    body: Raw | UnsetType = UNSET


class _Envelope(Struct, frozen=True):
    type: str = ""
    body: Raw | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Heard:
    """What some messages come to; each note once, as it was last."""

    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    rejected: int = 0


class Line:
    """An open connection that follows hashtags, and notes that somebody may delete."""

    def __init__(self, socket: Socket, stream: Stream) -> None:
        self._socket, self._stream = socket, stream
        self._watched: dict[str, None] = {}

    async def take(self, patience: float) -> Heard:
        """What has come, after waiting up to `patience` seconds for the first."""
        found = _heard(await self._stream.take(patience))
        await self.watch(entry.id for entry in found.entries)
        return found

    async def watch(self, ids: Iterable[str]) -> None:
        """Ask to be told when these are deleted; of the oldest no longer, when they are many."""
        for id_ in ids:
            if id_ and id_ not in self._watched:
                self._watched[id_] = None
                await self._socket.send(_message("subNote", {"id": id_}))
        for id_ in list(self._watched)[: max(0, len(self._watched) - _WATCHED)]:
            del self._watched[id_]
            await self._socket.send(_message("unsubNote", {"id": id_}))


@asynccontextmanager
async def opened(http: Http, origin: str, tags: Iterable[str], token: str) -> AsyncIterator[Line]:
    """Subscribed when it begins; raises NoStream if it cannot be."""
    async with AsyncExitStack() as stack:
        try:
            socket = await stack.enter_async_context(
                http.websocket(f"{origin}/streaming", token=token)
            )
            params = {"q": [[tag] for tag in tags]}  # any of them
            await socket.send(
                _message("connect", {"channel": "hashtag", "id": _CHANNEL, "params": params})
            )
        except SourceRefused as error:
            raise NoStream("the server wants a token for live posts") from error
        except SourceUnreachable as error:
            raise NoStream(str(error)) from error
        stream = Stream([_frames(socket)])
        stack.push_async_callback(stream.close)
        yield Line(socket, stream)


async def _frames(socket: Socket) -> AsyncIterator[Told]:
    async for text in socket:
        try:
            yield _told(decode(text, _Envelope))
        except SourceUnreachable:
            yield Told(_BROKEN)


def _told(said: _Envelope) -> Told:
    """A message of ours, or one without an event for those that say nothing to us."""
    body = part(said.body, _Body) or _Body()
    if said.type == "channel" and body.type == "note" and isinstance(body.body, Raw):
        return Told("note", bytes(body.body).decode())
    if said.type == "noteUpdated" and body.type == "deleted":
        return Told("deleted", body.id)
    return Told()


def _heard(messages: Iterable[Told]) -> Heard:
    entries: dict[str, Entry] = {}
    gone: list[str] = []
    rejected = 0
    for told in messages:
        if told.event == "note" and (entry := entry_of(Raw(told.payload))).note is not None:
            entries[entry.id] = entry
        elif told.event == "deleted" and 0 < len(told.payload) <= _LONGEST_ID:
            entries.pop(told.payload, None)
            gone.append(told.payload)
        elif told.event in {"note", _BROKEN}:
            rejected += 1
    return Heard(tuple(entries.values()), tuple(dict.fromkeys(gone)), rejected)


def _message(type_: str, body: dict[str, object]) -> str:
    return json.encode({"type": type_, "body": body}).decode()
