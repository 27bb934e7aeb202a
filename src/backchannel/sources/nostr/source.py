"""The source: hashtags on Nostr, streamed from several relays at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.hashtags import beginning
from backchannel.sources.nostr.drafts import is_over
from backchannel.sources.nostr.memory import Memory
from backchannel.sources.nostr.relay import News, Relay, Wanted

_MOST_RELAYS = 20
_WAITING = 500  # news; then the relays wait for us
_AT_ONCE = 200  # news in one batch
_GATHER = 0.05  # seconds: what comes together is stored together
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0
_PAUSE = 5.0  # seconds between two questions about people and deletions


@dataclass(frozen=True, slots=True)
class Options:
    """Posts with a hashtag on Nostr.

    `relays` are the servers that are read, all at the same time, each an address such as
    `wss://relay.example`. `tags` are asked for instead of the event's.
    """

    relays: tuple[str, ...]
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be a relay."""
        if not 1 <= len(self.relays) <= _MOST_RELAYS:
            raise ValueError(f"relays must be 1 to {_MOST_RELAYS} addresses")
        for relay in self.relays:
            relay_address(relay)


@dataclass(frozen=True, slots=True)
class _Down:
    """A relay that cannot be read now."""

    problem: SourceError


_Waiting = asyncio.Queue[tuple[str, News | _Down]]


class Nostr:
    """All relays in one stream: the same post comes from many of them, and is one.

    A relay that fails is tried again while the others go on; only when none can be read the
    source fails. `patience` is how many seconds without news make a heartbeat.
    """

    kind: ClassVar[str] = "nostr"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 15.0
    takes_token: ClassVar[bool] = False
    manners: ClassVar[frozenset[str]] = frozenset({"relays"})

    def __init__(
        self, options: Options, reach: Reach, *, patience: float = 30.0, pause: float = _PAUSE
    ) -> None:
        self._reach, self._patience, self._pause = reach, patience, pause
        self._relays = tuple(dict.fromkeys(map(relay_address, options.relays)))
        self._wanted = Wanted(_spellings(reach.event, options.tags), beginning(reach.event))
        self._memory = Memory()
        self._states: dict[str, SourceError | None] = {}
        self._notes: dict[str, str] = {}
        self._broken = set[str]()
        self._said = ""

    @staticmethod
    def unseen(options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        relays = "this relay" if len(options.relays) == 1 else f"these {len(options.relays)} relays"
        return (
            f"posts that were not sent to {relays}",
            "posts with the hashtag in their words alone: a relay looks at the tags beside them",
        )

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream without end, after what was missed until then."""
        if not self._wanted.tags:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        self._memory.recall(bookmark, self._relays)
        self._states, self._said = {}, ""
        async with self._followed() as waiting:
            while True:
                news = await self._next(waiting)
                batch = self._batch(news)
                is_heartbeat = not news and self._is_live
                if is_heartbeat or batch != Batch(is_live=batch.is_live):
                    yield batch
                self._fail_without_relays()

    @property
    def _is_live(self) -> bool:
        return any(state is None for state in self._states.values())

    @asynccontextmanager
    async def _followed(self) -> AsyncIterator[_Waiting]:
        waiting: _Waiting = asyncio.Queue(_WAITING)
        tasks = [asyncio.create_task(self._keep(relay, waiting)) for relay in self._relays]
        try:
            yield waiting
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, url: str, waiting: _Waiting) -> None:
        """Read one relay for as long as there is hope."""
        wait = _FIRST_WAIT
        while True:
            problem: SourceError = SourceUnreachable("the relay hung up")
            try:
                async with aclosing(self._news(url)) as found:
                    async for news in found:
                        await waiting.put((url, news))
                        wait = _FIRST_WAIT if news.newest is not None else wait
            except SourceError as error:
                problem = error
            await waiting.put((url, _Down(problem)))
            if isinstance(problem, SourceRefused):
                return
            asked = getattr(problem, "retry_after", None) or 0.0
            await asyncio.sleep(max(wait * random.uniform(0.5, 1.0), asked))  # noqa: S311  # no secret
            wait = min(wait * 2, _LONGEST_WAIT)

    def _news(self, url: str) -> AsyncGenerator[News, None]:
        return Relay(
            url,
            self._reach.http,
            self._wanted,
            newest=self._memory.relays.get(url),
            watched=self._memory.watched(),
            named=self._memory.profiles.knows,
            now=self._reach.now,
            pause=self._pause,
        ).news()

    async def _next(self, waiting: _Waiting) -> Sequence[tuple[str, News | _Down]]:
        """What has come, after waiting for the first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                first = await waiting.get()
            await asyncio.sleep(_GATHER)
            more = min(waiting.qsize(), _AT_ONCE)
            return [first, *(waiting.get_nowait() for _ in range(more))]
        return ()

    def _batch(self, news: Sequence[tuple[str, News | _Down]]) -> Batch:
        drafts: dict[str, Draft] = {}
        gone: list[str] = []
        is_recovery = False
        for url, each in news:
            if isinstance(each, _Down):
                self._states[url] = each.problem
                self._broken.add(url)
                continue
            self._states[url] = None
            is_recovery = is_recovery or (each.is_past and url in self._broken)
            for key in self._take(url, each, drafts):
                drafts.pop(key, None)
                gone.append(key)
        return Batch(
            drafts=tuple(drafts.values()),
            bookmark=self._memory.written() if self._is_progress(news) else None,
            gone=tuple(gone),
            is_live=self._is_live,
            is_recovery=is_recovery,
            note=self._note() if self._is_live else "",  # else it is the reason of a failure
            rejected=sum(isinstance(each, News) and each.was_rejected for _, each in news),
        )

    def _take(self, url: str, news: News, drafts: dict[str, Draft]) -> list[str]:
        """Add what it brings to the drafts; the ids of what is gone."""
        gone: list[str] = []
        if news.event and not is_over(news.event, self._reach.now()):
            found, gone = self._memory.take(news.event)
            drafts.update((draft.id, draft) for draft in found)
        if news.note:
            self._notes[url] = news.note
        if news.newest is not None:
            self._memory.read_to(url, news.newest)
            if not news.event:
                self._broken.discard(url)
        return gone

    @staticmethod
    def _is_progress(news: Sequence[tuple[str, News | _Down]]) -> bool:
        """Posts of the past are remembered with the end of their page, or they would be lost."""
        return any(isinstance(each, News) and (each.event or each.newest) for _, each in news)

    def _note(self) -> str:
        """What stands there instead of an earlier complaint, each said once."""
        down = [f"{_host(url)}: {problem}" for url, problem in self._states.items() if problem]
        cut = [f"{_host(url)}: {note}" for url, note in self._notes.items()]
        now = "; ".join((*down, *cut))[:200]
        if now == self._said:
            return ""
        self._said = now
        return now or "all relays are read again"

    def _fail_without_relays(self) -> None:
        """Raise what is wrong if no relay can be read or may yet be."""
        problems = {url: problem for url, problem in self._states.items() if problem}
        if len(problems) < len(self._relays):
            return
        waits = [error for error in problems.values() if isinstance(error, SourceUnreachable)]
        said = "; ".join(f"{_host(url)}: {problem}" for url, problem in problems.items())[:300]
        if not waits:
            refused = next(iter(problems.values()))
            why = refused.why if isinstance(refused, SourceRefused) else Refusal.NOT_A_SOURCE
            raise SourceRefused(said, why=why) from refused
        raise SourceUnreachable(
            said,
            retry_after=min(each.retry_after or 0.0 for each in waits) or None,
            is_offline=all(each.is_offline for each in waits),
        ) from waits[0]


def relay_address(written: str) -> str:
    """`wss://relay.example/path` of whatever people write for a relay; ValueError if it is none."""
    text = written.strip()
    try:
        parts = urlsplit(text if "://" in text else f"wss://{text}")
        is_one = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        parts, is_one = urlsplit(""), None
    schemes = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
    if not is_one or parts.scheme not in schemes:
        raise ValueError("a relay is written like wss://relay.example")
    return f"{schemes[parts.scheme]}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _spellings(event: Event, tags: Sequence[str]) -> tuple[str, ...]:
    """The tags in every spelling that is a tag of its own there: a relay compares letter by letter.

    Apps write tags in lower case, as they should; some write them as their people do.
    """
    written = [tag.strip().lstrip("#＃") for tag in tags or (*event.tags, *event.hashtags)]
    spelled = (form for tag in written for form in (tag.lower(), tag, tag.replace("-", "")))
    return tuple(dict.fromkeys(filter(None, spelled)))
