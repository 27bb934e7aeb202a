"""The source: a room on a Matrix homeserver, live for its members and polled for everybody else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import DecodeError, Struct, json

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.matrix.drafts import moment
from backchannel.sources.matrix.entities import Joined, Page, events_of
from backchannel.sources.matrix.homeserver import Homeserver, base_of, guest_token
from backchannel.sources.matrix.room import Room, Told
from backchannel.sources.pace import check_interval

LIMIT = 2_000
"""The most events of the past that are read."""

_LOOKED_UP = 20  # edited messages from before our time, in one batch
_ENCRYPTED = "the room is encrypted; what is said in it cannot be read"


@dataclass(frozen=True, slots=True)
class Options:
    """What is said in a Matrix room.

    `server` is the homeserver that is asked and `room` its alias or id there. `interval` is the
    seconds between two polls where we are no member, and nothing is live.
    """

    server: str
    room: str
    interval: float = 15.0

    def __post_init__(self) -> None:
        """Raise ValueError for what is no room, and a pace nobody can mean."""
        check_interval(self.interval)
        if len(self.room) < 2 or self.room[0] not in "#!":
            raise ValueError("room is written like #event:matrix.example or !id:matrix.example")


class _Bookmark(Struct, frozen=True):
    """`token` says where the homeserver goes on; a member's is not everybody's."""

    token: str = ""
    is_member: bool = False


class Matrix:
    """One room. The secret `token` is an account's; without one we are a guest."""

    kind: ClassVar[str] = "matrix"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 15.0
    manners: ClassVar[frozenset[str]] = frozenset({"interval"})

    def __init__(self, options: Options, reach: Reach) -> None:
        self._options, self._reach = options, reach
        self._base = self._guest = ""
        self._room: Room | None = None
        self._is_broken = self._is_secret = False
        self._note = ""

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what is encrypted", "a room that its members alone may read, without a token")

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream where we are a member; else one poll."""
        try:
            async for batch in self._read(_recalled(bookmark)):
                yield replace(batch, is_recovery=self._is_broken and bool(batch.drafts))
                self._is_broken = self._is_broken and not batch.is_live
        except SourceUnreachable:
            self._is_broken, self._note = True, ""  # what was said is not shown any more
            raise
        except SourceRefused:
            self._base = self._guest = ""  # somebody will have acted: ask all again
            raise

    async def _read(self, before: _Bookmark) -> AsyncGenerator[Batch, None]:
        server, is_account = await self._homeserver()
        room = await self._entered(server)
        if is_account and await server.joins(room.id):
            since = before.token if before.is_member else ""
            async for batch in self._live(server, room, since):
                yield batch
        else:
            start = "" if before.is_member else before.token
            async for batch in self._polled(server, room, start):
                yield batch

    async def _homeserver(self) -> tuple[Homeserver, bool]:
        http, token = self._reach.http, self._reach.secret("token")
        if not self._base:
            self._base = await base_of(http, _origin(self._options.server))
        if not token and not self._guest:
            self._guest = await guest_token(http, self._base)
        return Homeserver(http, self._base, token or self._guest), bool(token)

    async def _entered(self, server: Homeserver) -> Room:
        id_ = await server.room_id(self._options.room)
        if self._room is None or self._room.id != id_:
            self._room = Room(id_)
        return self._room

    async def _live(
        self, server: Homeserver, room: Room, since: str
    ) -> AsyncGenerator[Batch, None]:
        """Never ends by itself. The bookmark comes with what has made it true."""
        while True:
            try:
                sync = await server.sync(room.id, since)
            except SourceUnreachable as error:
                if error.status != HTTPStatus.BAD_REQUEST or not since:
                    raise
                since = ""  # the homeserver lost its memory: all from the start
                continue
            news = sync.rooms.join.get(room.id, Joined())
            room.meet(events_of(news.state.events))
            told = room.take(events_of(news.timeline.events))
            is_whole = not news.timeline.limited or not news.timeline.prev_batch
            is_same = sync.next_batch == since
            mark = None if is_same else _written(sync.next_batch, is_member=True)
            if is_whole:
                yield await self._batch(server, room, told, bookmark=mark, is_live=True)
            else:
                yield await self._batch(server, room, told, is_live=True)
                start = news.timeline.prev_batch or ""
                async for batch in self._history(server, room, start, to=since):
                    yield replace(batch, is_live=True)
                yield Batch(bookmark=mark, is_live=True)
            since = sync.next_batch

    async def _polled(
        self, server: Homeserver, room: Room, start: str
    ) -> AsyncGenerator[Batch, None]:
        if not start:
            page = await server.messages(room.id, older=True, start="")
            yield await self._page(server, room, page)
            if page.end and not self._is_before(page):
                async for batch in self._history(server, room, page.end):
                    yield batch
            mark = _written(page.start, is_member=False)
            yield Batch(bookmark=mark, again_in=self._options.interval)
            return
        for _ in range(LIMIT):
            page = await server.messages(room.id, older=False, start=start)
            start = page.end or start
            batch = await self._page(server, room, page)
            mark = _written(start, is_member=False)
            yield replace(batch, bookmark=mark, again_in=self._options.interval)
            if not page.chunk or not page.end:
                return

    async def _history(
        self, server: Homeserver, room: Room, start: str, *, to: str = ""
    ) -> AsyncGenerator[Batch, None]:
        """Back to `to`, to the event's beginning, or to the beginning of the room."""
        read = 0
        while start:
            page = await server.messages(room.id, older=True, start=start, to=to)
            read += len(page.chunk)
            is_cut = read >= LIMIT
            note = f"only the newest {LIMIT:,} messages" if is_cut and page.end else ""
            room.meet(events_of(page.state))
            told = replace(room.take(events_of(page.chunk)), missing=())  # they come further back
            batch = await self._batch(server, room, told)
            yield replace(batch, note=note or batch.note)
            if is_cut or page.end == start or (not to and self._is_before(page)):
                return
            start = page.end or ""

    async def _page(self, server: Homeserver, room: Room, page: Page) -> Batch:
        room.meet(events_of(page.state))
        return await self._batch(server, room, room.take(events_of(page.chunk)))

    async def _batch(
        self,
        server: Homeserver,
        room: Room,
        told: Told,
        *,
        bookmark: str | None = None,
        is_live: bool = False,
    ) -> Batch:
        """What was told, with the messages that were edited and said before our time."""
        drafts = {each.id: each for each in told.drafts if not self._is_early(each.published)}
        for id_ in told.missing[:_LOOKED_UP]:
            with suppress(SourceError):  # it may be gone, or before our time in the room
                found = room.take([await server.event(room.id, id_)])
                drafts |= {
                    each.id: each for each in found.drafts if not self._is_early(each.published)
                }
        self._is_secret |= told.is_secret  # no room becomes open again
        note = _ENCRYPTED if self._is_secret else ""
        said, self._note = note if note != self._note else "", note
        return Batch(
            drafts=tuple(drafts.values()),
            bookmark=bookmark,
            gone=told.gone,
            is_live=is_live,
            note=said,
            rejected=told.rejected,
        )

    def _is_before(self, page: Page) -> bool:
        """Whether a page reaches back beyond the event's beginning."""
        times = [event.origin_server_ts for event in events_of(page.chunk) if event]
        return any(self._is_early(moment(time)) for time in times)

    def _is_early(self, published: datetime | None) -> bool:
        event = self._reach.event
        first = min((session.starts for session in event.sessions), default=None)
        starts = event.starts or first
        return starts is not None and published is not None and published < starts


def _recalled(bookmark: str | None) -> _Bookmark:
    try:
        return json.decode(bookmark or "{}", type=_Bookmark)
    except DecodeError:
        return _Bookmark()


def _written(token: str, *, is_member: bool) -> str:
    return json.encode(_Bookmark(token, is_member)).decode()


def _origin(server: str) -> str:
    """`https://host` of whatever people write for a homeserver."""
    written = server.strip()
    parts = urlsplit(written if "://" in written else f"https://{written}")
    return f"{parts.scheme}://{parts.netloc.lower()}"
