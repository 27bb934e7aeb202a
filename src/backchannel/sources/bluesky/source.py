"""The source: the whole network's stream sifted for hashtags, and what is asked for beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from backchannel.errors import Refusal, SourceError, SourceRefused
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.bluesky import bookmark as bookmarks
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.bookmark import Bookmark
from backchannel.sources.bluesky.gathering import Gathering
from backchannel.sources.bluesky.jetstream import SILENCE, Hosts, Stream
from backchannel.sources.bluesky.search import Login, Search, Session
from backchannel.sources.bluesky.sieve import Sieve
from backchannel.sources.hashtags import asked_for

_SCHEMES = ("wss", "ws", "https", "http")
_COUNTS = timedelta(minutes=2)  # between two looks at likes
_HOLE = timedelta(minutes=10)  # the network is never silent for so long
_COLLECTED = 0.1  # seconds in which what comes together becomes one batch


@dataclass(frozen=True, slots=True)
class Options:
    """Posts with a hashtag on Bluesky, live and without an account.

    `hosts` are servers of the stream (Jetstream), asked in turn; `appview` is the one that knows
    names and counts. `tags` are asked for instead of the event's. `handle` is an account that
    searches for the past, on `server`, with an app password as its token.
    """

    hosts: tuple[str, ...] = (
        "jetstream.us-east.bsky.network",
        "jetstream.us-west.bsky.network",
        "jetstream2.us-east.bsky.network",
        "jetstream1.us-west.bsky.network",
    )
    appview: str = "https://public.api.bsky.app"
    tags: tuple[str, ...] = ()
    server: str = ""
    handle: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be meant."""
        if not self.hosts:
            raise ValueError("hosts must name at least one server")
        for host in self.hosts:
            scheme, found, rest = host.rpartition("://")
            if not rest.strip("/") or (found and scheme not in _SCHEMES):
                raise ValueError(f"hosts must be names of servers, not {host!r}")
        if bool(self.handle) is not bool(self.server):
            raise ValueError('handle and server go together, as in server = "https://bsky.social"')


class Bluesky:
    """The network.

    `patience` is how many seconds of a quiet stream make a heartbeat, `silence` after how many
    without any line the next server is asked.
    """

    kind: ClassVar[str] = "bluesky"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 1.0
    manners: ClassVar[frozenset[str]] = frozenset({"hosts", "appview"})

    def __init__(
        self, options: Options, reach: Reach, *, patience: float = 10.0, silence: float = SILENCE
    ) -> None:
        self._options, self._reach = options, reach
        self._patience, self._silence = patience, silence
        self._tags = asked_for(reach.event, options.tags)
        self._hosts = Hosts(options.hosts)
        self._said = ""
        self._known_login: Login | None = None
        self._session: Session | None = None

    @staticmethod
    def unseen(options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        past = "what was posted before the first look, for want of an account"
        return (
            *(() if options.handle else (past,)),
            "what was posted in a break of more than a day and a half",
        )

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream, from where it was left."""
        if not self._tags:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        self._said = ""
        mark = bookmarks.read(bookmark)
        async with AsyncExitStack() as stack:
            opened = self._hosts.opened(self._reach.http, mark.cursor)
            socket = await stack.enter_async_context(opened)
            appview = AppView(self._reach.http, self._options.appview, self._reach.now)
            silence = self._silence if self._hosts.is_whole else None
            stream = Stream(socket, Sieve(self._tags), appview.stirred, silence)
            stack.push_async_callback(stream.close)
            stack.push_async_callback(_ended, asyncio.create_task(appview.run()))
            following = Following(stream, appview, Gathering(appview, mark), self._reach)
            try:
                async with aclosing(self._follow(following, mark)) as found:
                    async for batch in found:
                        yield batch
            except SourceError:
                self._hosts.next()
                raise

    async def _follow(self, on: Following, mark: Bookmark) -> AsyncGenerator[Batch, None]:
        """Never ends by itself."""
        began = self._reach.now()
        session = self._session_of(self._login())
        if session is not None and not mark.is_searched:
            since = mark.owed or _starts(self._reach.event)
            on.appview.search(Search(session, self._tags, since))
        yield replace(on.batch(began), note=self._note(on, ""))
        hole = ""
        while True:
            if not await on.heard(self._patience):
                continue
            lost = None
            if not hole and (gap := _gap(mark, on.stream.first)):
                hole = self._miss(on, gap, session)
                lost = gap if session is None else None
            owed = hole if session is not None else ""  # it may still be found
            yield replace(on.batch(began), note=self._note(on, owed), hole=lost)

    def _miss(self, on: Following, gap: tuple[datetime, datetime], session: Session | None) -> str:
        """Say what the servers no longer have; with an account it is searched for."""
        if session is not None and not on.gathering.is_owing:
            on.gathering.owe(gap[0])
            on.appview.search(Search(session, self._tags, gap[0]))
        since, until = (f"{when:%d %B %H:%M}" for when in gap)
        return f"posts between {since} and {until} (UTC) may be missing"

    def _session_of(self, login: Login | None) -> Session | None:
        """The session of before, while it is the same login: a broken stream needs no new one."""
        if login != self._known_login:
            self._known_login = login
            self._session = Session(self._reach.http, login) if login is not None else None
        return self._session

    def _login(self) -> Login | None:
        options, password = self._options, self._reach.secret("token")
        if not options.handle or not password:
            return None
        server = options.server if "://" in options.server else f"https://{options.server}"
        return Login(server.rstrip("/"), options.handle.lstrip("@"), password)

    def _note(self, on: Following, hole: str) -> str:
        """What is missing, when that is not what was said last; a blank takes it away."""
        past = ""
        if not self._options.handle:
            past = "what was posted before is not seen without an account"
        elif self._login() is None:
            past = "what was posted before is not seen: the app password is missing"
        elif on.appview.refusal:
            past = f"what was posted before is not seen: {on.appview.refusal}"
        names = f"names and counts are missing: {on.appview.problem}" if on.appview.problem else ""
        said = "; ".join(filter(None, (hole, names, past)))[:200] or " "
        if said == self._said:
            return ""
        self._said = said
        return said


class Following:
    """An open stream and what is asked beside it."""

    def __init__(
        self, stream: Stream, appview: AppView, gathering: Gathering, reach: Reach
    ) -> None:
        self.stream, self.appview, self.gathering = stream, appview, gathering
        self._now, self._looked_at = reach.now, reach.now() - _COUNTS
        self._quiet_since = 0.0

    async def heard(self, patience: float) -> bool:
        """Wait until there is something to tell, `patience` seconds at most."""
        clock = asyncio.get_running_loop().time
        self._quiet_since = self._quiet_since or clock()
        left = self._quiet_since + patience - clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, left)):
                await self.appview.stirred.wait()
                await asyncio.sleep(_COLLECTED)
        self.appview.stirred.clear()
        self.gathering.hear(self.stream.take())
        self.gathering.learn(self.appview.take())
        self._look_again()
        is_due = clock() >= self._quiet_since + patience
        if not is_due and not self.gathering.is_urgent:
            return False
        self._quiet_since = 0.0
        return True

    def batch(self, began: datetime) -> Batch:
        """What there is to tell. What was posted before we came closes a gap."""
        until = self.stream.until
        batch = self.gathering.batch(until)
        return replace(batch, is_recovery=until is not None and until < to_micros(began))

    def _look_again(self) -> None:
        if self._now() - self._looked_at >= _COUNTS and self.gathering.recent:
            self._looked_at = self._now()
            self.appview.look_again(self.gathering.recent)


def _starts(event: Event) -> datetime | None:
    return event.starts or min((session.starts for session in event.sessions), default=None)


def _gap(mark: Bookmark, first: int | None) -> tuple[datetime, datetime] | None:
    """What lies between the last line of before and the first of now, if that is long."""
    if mark.until is None or first is None:
        return None
    now = from_micros(first)
    return (mark.until, now) if now - mark.until > _HOLE else None


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
