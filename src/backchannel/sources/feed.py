"""The source `feed`: RSS, Atom and JSON Feed, or the web page that announces one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import ClassVar

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.post import Kind
from backchannel.model.programme import Event
from backchannel.sources import autodiscovery
from backchannel.sources.api import Batch, Pushed, Reach, Response
from backchannel.sources.feed_document import FeedDocument, read_feed
from backchannel.sources.hashtags import beginning
from backchannel.sources.network.failures import to_strangers
from backchannel.sources.pace import check_interval
from backchannel.sources.syndication.bookmark import Memory
from backchannel.sources.syndication.freshness import fresh_for

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
    "application/feed+json, application/json;q=0.8, application/xml;q=0.7, text/xml;q=0.7, "
    "text/html;q=0.3, */*;q=0.1"
)
UNSEEN = ("what has left the feed before it was read",)
"""An entry that merely disappears is not deleted, and nobody says that it was there."""

_PATIENCE = 300.0  # seconds; many publishers ask for an hour, by when a session is over
_MOST_PAGES = 20
_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class Options:
    """A feed, or a page that announces one.

    `interval` is the seconds between polls; a publisher may ask for up to five minutes. `what`
    says what the entries are (article, bookmark, photo, video, post, question) where the guess
    is wrong.
    """

    url: str
    interval: float = 120.0
    what: Kind | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a pace nobody can mean."""
        check_interval(self.interval)


@dataclass(frozen=True, slots=True)
class Way:
    """How an address is asked that a preset made.

    `key` is a secret part of the query, sent and never remembered. `leads_on` is false where a web
    page in the place of the feed may not lead to another feed. `is_by_author` is true where many
    people's entries have one id, as those who bookmark the same page. `pages` is the parameter that
    counts the pages of a feed which does not say where its next one is. `most` is how many older
    pages are read at first contact. `takes_token` is true where a token would open more.
    """

    key: str = ""
    pages: str = ""
    leads_on: bool = True
    is_by_author: bool = False
    most: int = _MOST_PAGES
    takes_token: bool = False


_PLAIN = Way()


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer and what is in it; no document if nothing changed since last time."""

    response: Response
    digest: str = ""
    document: FeedDocument | None = None

    @property
    def is_page(self) -> bool:
        return self.document is not None and self.document.is_page


class Feed:
    """Polls one feed. The first contact also reads older pages, back to the event's beginning."""

    kind: ClassVar[str] = "feed"
    pane: ClassVar[str] = "feeds"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 60.0
    takes_token: ClassVar[bool] = False
    manners: ClassVar[frozenset[str]] = frozenset({"interval"})

    def __init__(self, options: Options, reach: Reach, *, way: Way = _PLAIN) -> None:
        self._options, self._reach, self._way = options, reach, way

    @staticmethod
    def feeds(options: Options, _event: Event) -> tuple[str, ...]:
        """Where other programs find the same, for OPML."""
        return (options.url,)

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return UNSEEN

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One poll. A feed that says it has ended gives its last posts, then SourceRefused."""
        before = Memory.recall(bookmark, asked=self._options.url, what=self._what)
        try:
            answer, memory = await self._fetch(before)
        except SourceRefused as error:
            if error.why is Refusal.NOT_A_SOURCE and before.has_read:
                # It was a feed and will be again: a portal, a maintenance page, a broken plug-in.
                raise SourceUnreachable(str(error)) from error
            raise
        document = answer.document
        if document is None:
            memory = memory.unchanged(answer.response)
            yield Batch(bookmark=memory.written(), again_in=self._again_in(answer, memory))
        else:
            memory = memory.read(answer.response, document, digest=answer.digest)
            hole = before.hole(document.drafts)
            newest = replace(_batch(document), again_in=self._again_in(answer, memory), hole=hole)
            if before.has_read or not document.older:
                yield replace(newest, bookmark=memory.written())
            else:
                # The bookmark comes last: if this is broken off, first contact is repeated.
                yield newest
                async for older in self._history(document):
                    yield older
                yield Batch(bookmark=memory.written(), again_in=newest.again_in)
        if memory.has_ended:
            raise SourceRefused("the feed says that it has ended", why=Refusal.GONE)
        pushed = await self._pushed(answer, memory)
        if pushed.note or pushed.again_in is not None:
            is_pushed = pushed.again_in is not None
            wait = pushed.again_in or self._again_in(answer, memory)
            yield Batch(again_in=wait, note=pushed.note, is_pushed=is_pushed)

    async def _pushed(self, answer: _Answer, memory: Memory) -> Pushed:
        """Whether somebody tells us when there is something new. A secret address is not told."""
        if self._reach.push is None or self._way.key:
            return Pushed()
        drafts = answer.document.drafts if answer.document else ()
        topic = memory.topic or answer.response.url if memory.hub else ""
        return await self._reach.push.follow(
            memory.asked,
            topic,
            memory.hub,
            (draft.id for draft in drafts),
            self._options.interval,
        )

    @property
    def _what(self) -> str:
        return self._options.what or ""

    async def _fetch(self, memory: Memory) -> tuple[_Answer, Memory]:
        """The feed itself, by way of the page that announces it if need be."""
        if memory.address != memory.asked:
            try:
                answer = await self._get(memory.address, memory)
            except SourceError as error:
                if getattr(error, "retry_after", None) is not None:
                    raise
            else:
                if not answer.is_page:
                    return answer, memory
            # Where it was found, or had moved to, is no feed: ask at the address the user gave.
            memory = Memory(memory.asked, memory.what, found=memory.found)
        answer = await self._get(memory.asked, memory)
        if not answer.is_page:
            return answer, replace(memory, found="")
        return await self._discover(answer, memory)

    async def _get(self, address: str, memory: Memory) -> _Answer:
        response = await self._fetched(address, memory)
        if response.status == 304:  # Not Modified
            return _Answer(response)
        digest = sha256(response.body).hexdigest()
        if digest == memory.digest:
            return _Answer(response, digest)
        hints = {
            "address": response.url,
            "content-type": response.headers.get("content-type", ""),
            "now": self._reach.now().isoformat(),
            "what": self._what,
            "by": "author" if self._way.is_by_author else "",
        }
        document = await self._reach.documents.read(read_feed, response.body, hints)
        if self._way.pages and document.drafts and not document.older:
            document = replace(document, older=_following(address, self._way.pages))
        return _Answer(response, digest, document)

    async def _fetched(self, address: str, memory: Memory) -> Response:
        key = self._way.key
        mark = "&" if "?" in address else "?"
        try:
            response = await self._reach.http.get(
                f"{address}{mark}{key}" if key else address,
                accept=ACCEPT,
                etag=memory.etag,
                modified=memory.modified,
            )
        except SourceRefused as error:
            if self._way.takes_token:
                raise
            raise to_strangers(error) from error
        # Where it led to would give the key away, to the store and to relative links.
        return replace(response, url=address, moved=None) if key else response

    async def _discover(self, page: _Answer, memory: Memory) -> tuple[_Answer, Memory]:
        """The best feed that a page announces; guesses if it announces none."""
        if not self._way.leads_on:
            raise SourceRefused(
                "answered with a web page where its feed should be", why=Refusal.NOT_A_SOURCE
            )
        announced = page.document.announced if page.document else ()
        candidates = announced or autodiscovery.guesses(page.response.url)
        unreachable: SourceUnreachable | None = None
        for address in candidates[:_MOST_CANDIDATES]:
            try:
                answer = await self._get(address, Memory())
            except SourceUnreachable as error:
                unreachable = error
            except SourceRefused:
                continue
            else:
                if not answer.is_page:
                    return answer, replace(memory, found=address)
        if announced and unreachable:
            raise unreachable
        raise SourceRefused(
            "answered with a web page that announces no feed", why=Refusal.NOT_A_SOURCE
        )

    async def _history(self, document: FeedDocument) -> AsyncIterator[Batch]:
        """Older pages, newest first, until the event's beginning or the end of what there is."""
        begins = beginning(self._reach.event)
        seen, bodies = set[str](), set[str]()
        known = {draft.id for draft in document.drafts}
        while document.older and document.older not in seen and len(seen) < self._way.most:
            dates = [draft.published for draft in document.drafts if draft.published]
            if not document.drafts or (begins and dates and min(dates) < begins):
                return
            seen.add(document.older)
            try:
                answer = await self._get(document.older, Memory())
            except SourceError as error:
                if not self._is_end(error):
                    yield Batch(note="older posts could not be read")
                return
            if answer.document is None or answer.is_page or answer.digest in bodies:
                return
            bodies.add(answer.digest)
            document = answer.document
            if self._is_again(document, known):
                return
            yield _batch(document)
        if document.older and document.older not in seen:
            yield Batch(note=f"{len(seen)} pages of older posts, of more")

    def _is_again(self, document: FeedDocument, known: set[str]) -> bool:
        """Whether there is nothing new on a page, as where nobody counts pages; then it is."""
        ids = {draft.id for draft in document.drafts}
        is_again = bool(self._way.pages) and ids <= known
        known |= ids
        return is_again

    def _is_end(self, error: SourceError) -> bool:
        """Where pages are only counted, the one after the last is not there."""
        return bool(self._way.pages) and getattr(error, "status", None) == HTTPStatus.NOT_FOUND

    def _again_in(self, answer: _Answer, memory: Memory) -> float:
        wish = max(memory.wait or 0.0, fresh_for(answer.response.headers, self._reach.now()))
        return max(self._options.interval, min(wish, _PATIENCE))


def _following(address: str, parameter: str) -> str:
    """The page after this one; the first has no number."""
    before, found, number = address.rpartition(f"{parameter}=")
    if found and number.isdigit():
        return f"{before}{parameter}={int(number) + 1}"
    return f"{address}{'&' if '?' in address else '?'}{parameter}=2"


def _batch(document: FeedDocument) -> Batch:
    kept = len(document.drafts)
    note = f"the newest {kept:,} of {kept + document.cut:,} posts" if document.cut else ""
    return Batch(drafts=document.drafts, rejected=document.rejected, note=note)
