"""The talk with one relay: what it has, what comes, who is who and what was taken back (NIP-01).

A relay answers a request with what it has stored, newest first and at most as much as it likes,
says so, and goes on with what comes. So what is older is asked for page by page, until a page
brings nothing new.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import DecodeError, Raw, json

from backchannel.clean.terminal import clean_line
from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http, Socket
from backchannel.sources.nostr.drafts import people_in
from backchannel.sources.nostr.events import DELETION, POSTS, PROFILE, Event, is_genuine
from backchannel.sources.payload import decode

LIMIT = 2_000
"""The most posts of the past that are asked of one relay."""

_PAGE = 500
_OVERLAP = 300  # seconds: an author's clock may be late
_LONGEST = 256 * 2**10  # characters of one message; the largest events are half of that
_WAITING = 64  # messages; then the connection waits for us
_WATCHED = 50  # posts in one question for deletions
_WATCHES = 4
_ASKED_AT_ONCE = 100  # authors
_STRANGERS = 2_000  # authors without a name who are remembered, as are those with one
_BUSY_WAIT = 60.0  # seconds, where a relay says that we ask too much


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every relay is asked for. `since` is the event's beginning, None for all there is."""

    tags: tuple[str, ...]
    since: datetime | None = None

    def posts(self, **bounds: int | None) -> dict[str, object]:
        """The filter for posts, with the bounds that are given."""
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        return {"kinds": POSTS, "#t": self.tags, "limit": _PAGE, **given}


@dataclass(frozen=True, slots=True)
class News:
    """Something of a relay. `newest` is how far it has been read without a gap, in seconds.

    `is_past` while it tells of what was before it was asked; `note` says what is missing of it.
    """

    event: Event | None = None
    newest: int | None = None
    is_past: bool = False
    was_rejected: bool = False
    note: str = ""


@dataclass(slots=True)
class _Walk:
    """The way back through what is stored. None of it is told to be read before it is done."""

    since: int | None
    ids: set[str] = field(default_factory=set)
    oldest: int | None = None
    has_more: bool = False
    is_over: bool = False

    def meet(self, event: Event) -> None:
        """Count a stored event. A relay that gives more than it was asked for is cut short."""
        if event.id not in self.ids and len(self.ids) < LIMIT:
            self.ids.add(event.id)
            self.has_more = True
            self.oldest = min(event.created_at, self.oldest or event.created_at)

    def next_page(self) -> bool:
        """Whether there may be another page; the walk is over if not."""
        self.is_over = not self.has_more or len(self.ids) >= LIMIT
        self.has_more = False
        return not self.is_over


class Relay:
    """One relay, read from `newest` on; None means first contact.

    `watched` are the keys of posts from before, whose deletions matter; `named` says of an author
    whether the name is known. `pause` is how many seconds lie between two questions about people
    and deletions.
    """

    def __init__(
        self,
        url: str,
        http: Http,
        wanted: Wanted,
        *,
        newest: int | None,
        watched: Iterable[str],
        named: Callable[[str], bool],
        now: Callable[[], datetime],
        pause: float,
    ) -> None:
        self._url, self._http, self._wanted, self._now = url, http, wanted, now
        self._newest, self._named, self._pause = newest, named, pause
        self._since = self._first_since()
        self._walk = _Walk(self._since)
        self._watched: OrderedDict[str, None] = OrderedDict.fromkeys(watched)
        self._fresh = bool(self._watched)
        self._strangers: OrderedDict[str, None] = OrderedDict()
        self._asked: OrderedDict[str, None] = OrderedDict()
        self._due = 0.0

    async def news(self) -> AsyncGenerator[News, None]:
        """Whatever the relay says, until it hangs up. Begins with one that says it is open."""
        async with self._http.websocket(self._url) as socket:
            await _ask(socket, "posts", self._wanted.posts(since=self._since))
            yield News()
            async with aclosing(_frames(socket, self._pause)) as frames:
                async for text in frames:
                    if text is not None and (news := await self._heard(socket, text)):
                        yield news
                    await self._ask_more(socket)

    def _first_since(self) -> int | None:
        if self._newest is not None:
            return self._newest - _OVERLAP
        return int(self._wanted.since.timestamp()) if self._wanted.since else None

    async def _heard(self, socket: Socket, text: str) -> News | None:
        said = await asyncio.to_thread(_read, text)
        if said is None:
            return News(was_rejected=True)
        kind, subscription, words, event = said
        if kind == "EVENT":
            return self._take(event) if event else News(was_rejected=True)
        if kind == "EOSE":
            return await self._at_the_end(socket, subscription)
        if kind == "CLOSED" and subscription in {"posts", "older"}:
            raise _closed(words)
        return None

    def _take(self, event: Event) -> News | None:
        """An event of any subscription: what was not asked for is passed over."""
        if event.kind in {PROFILE, DELETION}:
            return News(event)
        if event.kind not in POSTS or not set(self._wanted.tags) & set(event.values("t")):
            return None
        self._watched[event.key] = None
        self._fresh = True
        while len(self._watched) > _WATCHED * _WATCHES:
            self._watched.popitem(last=False)
        for person in people_in(event):
            if person not in self._asked and not self._named(person):
                self._strangers[person] = None
        _bound(self._strangers)
        self._newest = max(self._newest or 0, min(event.created_at, int(self._now().timestamp())))
        if not self._walk.is_over:
            self._walk.meet(event)
            return News(event, is_past=True)
        return News(event, newest=self._newest)

    async def _at_the_end(self, socket: Socket, subscription: str) -> News | None:
        """All that the relay gives at once was given. Where it gave something there may be more."""
        if subscription in {"people", "older"}:
            await socket.send(_written("CLOSE", subscription))
        if subscription not in {"posts", "older"} or self._walk.is_over:
            return None
        if self._walk.next_page():
            page = self._wanted.posts(since=self._walk.since, until=self._walk.oldest)
            await _ask(socket, "older", page)
            return None
        is_cut = len(self._walk.ids) >= LIMIT
        note = f"only the newest {LIMIT:,} of its posts" if is_cut else ""
        return News(newest=self._newest or int(self._now().timestamp()), note=note)

    async def _ask_more(self, socket: Socket) -> None:
        """Ask who the strangers are and what was deleted; not for every post that comes."""
        time = asyncio.get_running_loop().time()
        if time < self._due or not (self._fresh or self._strangers):
            return
        self._due = time + self._pause
        if self._strangers:
            people = list(self._strangers)[:_ASKED_AT_ONCE]
            for person in people:
                del self._strangers[person]
            self._asked.update(dict.fromkeys(people))
            _bound(self._asked)
            await _ask(socket, "people", {"kinds": [PROFILE], "authors": people})
        if self._fresh and self._walk.is_over:
            self._fresh = False
            keys = list(self._watched)
            for at in range(0, len(keys), _WATCHED):
                page = keys[at : at + _WATCHED]
                ids = {"kinds": [DELETION], "#e": [key for key in page if ":" not in key]}
                edited = {"kinds": [DELETION], "#a": [key for key in page if ":" in key]}
                asked = [each for each in (ids, edited) if all(each.values())]
                await _ask(socket, f"gone{at}", *asked)


def _read(text: str) -> tuple[str, str, str, Event | None] | None:
    """What a message says: its kind, its subscription, its words and its event, if that is genuine.

    None if it is no message at all. Takes its time: not for the event loop.
    """
    try:
        parts = decode(text, list[Raw])
        words = [_text(part) for part in parts[:2]]
    except SourceUnreachable:
        return None
    kind, first = [*words, "", ""][:2]
    if kind != "EVENT" or len(parts) < 3:
        return kind, first, _text(parts[2]) if len(parts) > 2 else "", None
    try:
        event = decode(bytes(parts[2]), Event)
    except SourceUnreachable:
        return kind, first, "", None
    return kind, first, "", event if is_genuine(event) else None


def _text(part: Raw) -> str:
    try:
        return json.decode(part, type=str)
    except DecodeError:
        return ""


async def _frames(socket: Socket, pause: float) -> AsyncGenerator[str | None, None]:
    """Messages as they come, and None when none came for a while. Too long ones are left out."""
    waiting: asyncio.Queue[str] = asyncio.Queue(_WAITING)
    stirred = asyncio.Event()

    async def pump() -> None:
        async for text in socket:
            if len(text) <= _LONGEST:
                await waiting.put(text)
                stirred.set()

    pumping = asyncio.create_task(pump())
    pumping.add_done_callback(lambda _: stirred.set())
    try:
        while not (pumping.done() and waiting.empty()):
            if waiting.empty():
                stirred.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await stirred.wait()
            yield None if waiting.empty() else waiting.get_nowait()
        pumping.result()
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)


def _bound(people: OrderedDict[str, None]) -> None:
    """Forget those who came first: a post may name hundreds, and a relay is read for weeks."""
    while len(people) > _STRANGERS:
        people.popitem(last=False)


async def _ask(socket: Socket, subscription: str, *wanted: Mapping[str, object]) -> None:
    await socket.send(_written("REQ", subscription, *wanted))


def _written(*parts: object) -> str:
    return json.encode(parts).decode()


def _closed(words: str) -> SourceUnreachable | SourceRefused:
    """The error for a relay that ends a subscription; its first word is for programs."""
    reason, _, _ = words.partition(":")
    said = clean_line(words, limit=120)
    if reason in {"auth-required", "restricted"}:
        return SourceRefused("the relay shows posts only to its members", why=Refusal.NOT_ALLOWED)
    if reason == "rate-limited":
        return SourceUnreachable("the relay asked us to wait", retry_after=_BUSY_WAIT)
    return SourceUnreachable(f"the relay ended our subscription: {said}")
