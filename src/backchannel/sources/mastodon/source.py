"""The source: a server's hashtags, streamed where that is allowed and polled where it is not."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.mastodon import bookmark as bookmarks
from backchannel.sources.mastodon.gathering import Gathering, Wanted
from backchannel.sources.mastodon.instance import Server, origin_of, probe, view
from backchannel.sources.mastodon.reader import Reader

_DEEP = 8  # polls between two looks beyond the newest page
_PROBE = timedelta(hours=1)  # servers are upgraded, and change who may read


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


class Mastodon:
    """One server. The secret `token`, if there is one, is sent with every request."""

    kind: ClassVar[str] = "mastodon"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options

    def __init__(self, options: Options, reach: Reach) -> None:
        self._options, self._reach = options, reach
        named = (tag.strip().lstrip("#＃") for tag in options.tags or reach.event.tags)
        tags = tuple(dict.fromkeys(tag for tag in named if tag))
        self._tags = tags
        self._again_in = max(options.interval, 1.0) * max(len(tags), 1)
        self._server: Server | None = None
        self._asked: datetime | None = None
        self._polls = 0
        self._is_broken = False

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One poll, from the newest posts back to where the last one ended or the event starts."""
        is_recovery = self._is_broken and bookmark is not None
        try:
            async with aclosing(self._read(bookmark)) as found:
                async for batch in found:
                    yield replace(batch, is_recovery=is_recovery)
        except SourceUnreachable:
            self._is_broken = True
            raise
        except SourceRefused:
            self._server = None  # ask again what it shows to whom: somebody will have acted
            raise
        self._is_broken = False

    async def _read(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        token = self._reach.secret("token")
        server = await self._probed(token)
        seen = view(server, has_token=bool(token), local_only=self._options.local_only)
        reader = Reader(self._reach.http, server, seen, token)
        wanted = Wanted(self._tags, _starts(self._reach.event), self._reach.now())
        gathering = Gathering(reader, server, wanted, bookmarks.read(bookmark))
        async for batch in gathering.batches(deep=self._polls % _DEEP == 0):
            yield batch
        self._polls += 1
        yield Batch(again_in=self._again_in, note=seen.note)

    async def _probed(self, token: str) -> Server:
        now = self._reach.now()
        if self._server is None or self._asked is None or now - self._asked > _PROBE:
            origin = origin_of(self._options.server)
            self._server, self._asked = await probe(self._reach.http, origin, token), now
        return self._server


def _starts(event: Event) -> datetime | None:
    first = min((session.starts for session in event.sessions), default=None)
    return event.starts or first
