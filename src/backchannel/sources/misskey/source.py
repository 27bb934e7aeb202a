"""The source `misskey`: a server's hashtags, streamed where that works and polled where not."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import urlsplit

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.hashtags import asked_for, beginning
from backchannel.sources.mastodon.instance import origin_of
from backchannel.sources.mastodon.stream import NoStream
from backchannel.sources.misskey.gathering import Gathering, Wanted
from backchannel.sources.misskey.reader import Reader
from backchannel.sources.misskey.stream import Line, opened
from backchannel.sources.pace import check_interval

_CHECK = timedelta(minutes=5)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NO_STREAM = timedelta(minutes=5)  # of polling before a stream is tried again


@dataclass(frozen=True, slots=True)
class Options:
    """Notes with a hashtag on Misskey, Sharkey, Firefish or another of that family.

    `server` is its address (`https://key.example`). `tags` are asked for instead of the event's, as
    that server spells them. `stream` reads live. `interval` is the seconds between two polls of one
    tag.
    """

    server: str
    tags: tuple[str, ...] = ()
    stream: bool = True
    interval: float = 15.0

    def __post_init__(self) -> None:
        """Raise ValueError for a pace nobody can mean."""
        check_interval(self.interval)


class Misskey:
    """One server. The secret `token`, if there is one, is sent with every request.

    `patience` is how many seconds of a quiet stream make a heartbeat.
    """

    kind: ClassVar[str] = "misskey"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 15.0
    manners: ClassVar[frozenset[str]] = frozenset({"interval", "stream"})

    def __init__(self, options: Options, reach: Reach, *, patience: float = 30.0) -> None:
        self._options, self._reach, self._patience = options, reach, patience
        self._tags = asked_for(reach.event, options.tags)
        self._no_stream_until = _LONG_AGO
        self._is_broken = False
        self._note = ""

    @staticmethod
    def unseen(options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        host = urlsplit(origin_of(options.server)).netloc
        return (
            f"notes that never reached {host} (a small server knows few others)",
            "notes that are not public",
        )

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream, after what was missed until then; where there is none, one poll."""
        try:
            async with aclosing(self._read(bookmark)) as found:
                async for batch in found:
                    yield replace(batch, is_recovery=True) if self._is_broken else batch
        except SourceError as error:
            self._is_broken = isinstance(error, SourceUnreachable)
            self._no_stream_until = _LONG_AGO  # what failed was not the stream alone
            if bookmark is None and getattr(error, "status", None) == HTTPStatus.NOT_FOUND:
                problem = "no Misskey server answers there; is the address right?"
                raise SourceRefused(problem, why=Refusal.NOT_A_SOURCE) from error
            raise

    async def _read(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        origin, token = origin_of(self._options.server), self._reach.secret("token")
        if not self._tags:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        gathering = Gathering(
            Reader(self._reach.http, origin, token),
            origin,
            Wanted(self._tags, beginning(self._reach.event), self._reach.now()),
            bookmark,
        )
        if self._options.stream and self._reach.now() >= self._no_stream_until:
            try:
                async with opened(self._reach.http, origin, self._tags, token) as line:
                    async for batch in self._live(line, gathering):
                        yield batch
            except NoStream as error:
                self._no_stream_until = self._reach.now() + _NO_STREAM
                self._note = f"not live: {error}"[:200]
        async for batch in gathering.batches():
            yield batch
        self._is_broken = False
        yield Batch(again_in=self._options.interval * len(self._tags), note=self._note)

    async def _live(self, line: Line, gathering: Gathering) -> AsyncGenerator[Batch, None]:
        """Never ends by itself. Pages are read again now and then: a stream can lose a note."""
        while True:
            async for batch in gathering.batches():
                yield replace(batch, is_live=True)
            self._is_broken = False
            await line.watch(reversed(gathering.latest))
            yield Batch(is_live=True, note="live again" if self._note else "")
            self._note = ""
            due = self._reach.now() + _CHECK
            while self._reach.now() < due:
                heard = await line.take(self._patience)
                yield gathering.live(heard.entries, heard.gone, heard.rejected)
