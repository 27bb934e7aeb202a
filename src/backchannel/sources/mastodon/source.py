"""The source: a server's hashtags, streamed where that is allowed and polled where it is not."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlsplit

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.hashtags import asked_for, beginning
from backchannel.sources.mastodon import bookmark as bookmarks
from backchannel.sources.mastodon.access import NOTHING, Access, access_of
from backchannel.sources.mastodon.gathering import Gathering, Wanted
from backchannel.sources.mastodon.instance import Server, origin_of, probe, smallness, view
from backchannel.sources.mastodon.reader import Reader
from backchannel.sources.mastodon.stream import NoStream, Stream, Subscription, heard, opened
from backchannel.sources.pace import check_interval

_DEEP = 8  # polls between two looks beyond the newest page
_PROBE = timedelta(hours=1)  # servers are upgraded, and change who may read
_CHECK = timedelta(minutes=5)
_NO_STREAM = timedelta(minutes=5)  # of polling before a stream is tried again
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """Posts with a hashtag on a Mastodon server, or on one that speaks its API.

    `server` is its address (`https://social.example`). `tags` are asked for instead of the event's,
    as the server spells them: `idea_perf` and `ideaperf` are two hashtags there. `stream` reads
    live, which needs a token; `local_only` leaves out what other servers sent. `interval` is the
    seconds between two polls of one tag.
    """

    server: str
    tags: tuple[str, ...] = ()
    stream: bool = True
    local_only: bool = False
    interval: float = 15.0

    def __post_init__(self) -> None:
        """Raise ValueError for a pace nobody can mean."""
        check_interval(self.interval)


class Mastodon:
    """One server. The secret `token`, else that of a login there, is sent with every request.

    `patience` is how many seconds of a quiet stream make a heartbeat.
    """

    kind: ClassVar[str] = "mastodon"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 15.0
    manners: ClassVar[frozenset[str]] = frozenset({"interval", "stream"})

    def __init__(self, options: Options, reach: Reach, *, patience: float = 30.0) -> None:
        self._options, self._reach, self._patience = options, reach, patience
        self._tags = asked_for(reach.event, options.tags)
        self._again_in = max(options.interval, 1.0) * max(len(self._tags), 1)
        self._server: Server | None = None
        self._refused = NOTHING
        self._probed_at = self._no_stream_until = _LONG_AGO
        self._polls = 0
        self._is_broken = False
        self._note = ""
        self._was_not_live = False

    @staticmethod
    def unseen(options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        host = urlsplit(origin_of(options.server)).netloc
        local = (f"posts by people of other servers than {host}",) if options.local_only else ()
        never = f"posts that never reached {host} (a small server knows few others)"
        return (*(local or (never,)), "posts that are not public")

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream, after what was missed until then; where there is none, one poll."""
        try:
            async with aclosing(self._with_or_without_token(bookmark)) as found:
                async for batch in found:
                    yield batch
        except SourceUnreachable:
            self._is_broken = True
            raise
        except SourceRefused:
            self._server, self._refused = None, NOTHING  # somebody will have acted: ask all again
            raise

    async def _with_or_without_token(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        """A token that is no longer accepted does not cost what a stranger may read."""
        access, mark = access_of(self._reach), bookmark
        refused: SourceRefused | None = None
        if self._reach.now() - self._probed_at >= _PROBE:
            self._refused = NOTHING
        if not access.token or access != self._refused:
            try:
                async with aclosing(self._read(mark, access)) as found:
                    async for batch in found:
                        mark = mark if batch.bookmark is None else batch.bookmark
                        yield batch
                return
            except SourceRefused as error:
                if error.why is not Refusal.LOGIN or not access.token:
                    raise
                host = urlsplit(origin_of(self._options.server)).netloc
                self._refused, refused = access, access.refused(error, host)
        try:
            async with aclosing(self._read(mark, NOTHING)) as found:
                async for batch in found:
                    yield batch
        except SourceRefused as error:
            raise refused or error from error

    async def _read(self, bookmark: str | None, access: Access) -> AsyncGenerator[Batch, None]:
        token = access.token
        server = await self._ask(token, is_first=bookmark is None)
        self._is_broken = self._is_broken and bookmark is not None
        allowed = view(server, has_token=bool(token), local_only=self._options.local_only)
        not_live = access.not_live(server) if self._options.stream else ""
        notes = (self._refused.note, allowed.note, smallness(server), not_live)
        self._note = "; ".join(filter(None, notes))
        gathering = Gathering(
            Reader(self._reach.http, server, allowed, token),
            server,
            Wanted(
                self._tags,
                beginning(self._reach.event),
                self._reach.now(),
                self._options.local_only,
            ),
            bookmarks.read(bookmark),
        )
        if self._may_stream(server, live := access.live(server)):
            wanted = Subscription(
                server.streaming,
                self._tags,
                live,
                is_local=self._options.local_only,
                is_each_by_itself=server.is_pleroma,
            )
            try:
                async with opened(self._reach.http, wanted) as stream:
                    async for batch in self._live(stream, gathering):
                        yield batch
            except NoStream as error:
                self._no_stream_until = self._reach.now() + _NO_STREAM
                problem = f"not live: {error}"
                self._note = "; ".join(filter(None, (self._note, problem)))[:200]
                self._was_not_live = True
        async for batch in self._poll(gathering):
            yield batch

    def _may_stream(self, server: Server, token: str) -> bool:
        is_open = server.streams_openly or (server.is_mastodon and bool(token))
        return self._options.stream and is_open and self._reach.now() >= self._no_stream_until

    async def _poll(self, gathering: Gathering) -> AsyncGenerator[Batch, None]:
        is_recovery = self._is_broken
        async for batch in gathering.batches(deep=self._polls % _DEEP == 0 or is_recovery):
            # Also with the first one: whoever only tests the source reads no further.
            yield replace(batch, is_recovery=is_recovery, note=batch.note or self._note)
        self._polls += 1
        self._is_broken = False
        yield Batch(again_in=self._again_in, note=self._note)

    async def _live(self, stream: Stream, gathering: Gathering) -> AsyncGenerator[Batch, None]:
        """Never ends by itself. Pages are read again now and then: a stream can lose a post."""
        while True:
            is_recovery = self._is_broken
            async for batch in gathering.batches(deep=True):
                note = batch.note or self._note
                yield replace(batch, is_live=True, is_recovery=is_recovery, note=note)
                if messages := await stream.take(0):
                    yield replace(gathering.live(heard(messages)), is_recovery=is_recovery)
            self._is_broken = False
            yield Batch(is_live=True, note=self._live_note())
            due = self._reach.now() + _CHECK
            while self._reach.now() < due:
                yield gathering.live(heard(await stream.take(self._patience)))

    def _live_note(self) -> str:
        """What stands there instead of an earlier complaint."""
        note = self._note or ("live again" if self._was_not_live else "")
        self._was_not_live = False
        return note

    async def _ask(self, token: str, *, is_first: bool) -> Server:
        now, origin = self._reach.now(), origin_of(self._options.server)
        if not self._tags:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        if self._server is not None and now - self._probed_at < _PROBE:
            return self._server
        try:
            self._server, self._probed_at = await probe(self._reach.http, origin, token), now
        except SourceUnreachable as error:
            if is_first and error.status == HTTPStatus.NOT_FOUND:
                problem = "no Mastodon server answers there; is the address right?"
                raise SourceRefused(problem, why=Refusal.NOT_A_SOURCE) from error
            raise
        return self._server
