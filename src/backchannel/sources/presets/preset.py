"""How a preset is declared, and how its addresses are read one after the other.

    Flickr = source(
        Preset("flickr", FlickrOptions, _photos, floor=300.0, what=Kind.PHOTO, mend=_named)
    )

A preset says where the feeds of a place are and what is odd about them; reading them is the work
of `feed`, or of a `Listing` where a place answers in JSON of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

import msgspec
from msgspec import structs

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft, Kind
from backchannel.model.programme import Event
from backchannel.model.tags import canonical
from backchannel.sources import feed
from backchannel.sources.api import Batch, Reach, Source
from backchannel.sources.presets.addresses import PACE

_NOTHING_THERE = {404, 410}
_BORNE = 10_000
"""Posts whose lists are remembered: as many as twenty lists of the largest size show."""

_SELDOM = 3_600.0
"""Seconds; whoever is asked no more often than that, for what is pushed, need not be spared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One address to read; `otherwise` are those to try where nothing is found there.

    `tag` is what all posts there bear by the word of the place, empty where it does not say so.
    """

    url: str
    tag: str = ""
    otherwise: tuple[str, ...] = ()


class Reading(Protocol):
    """What reads one address: `Feed`, or a `Listing`."""

    def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """As `Source.batches`."""


class Paced(Protocol):
    """What the options of every preset have."""

    @property
    def interval(self) -> float:
        """Seconds between two polls."""


Own = TypeVar("Own", bound=Paced)


@dataclass(frozen=True, slots=True)
class Preset(Generic[Own]):
    """A place that everybody knows.

    `asks` puts the addresses together. `what` is the kind of all posts, None to tell by what is in
    them. `mend` puts right what is odd in a draft. `is_by_author` says that many people's posts
    have one id there, `key` makes a secret part of the query of a token,
    and `takes_token` says that its reader sends one. `reads` makes a reader
    where a place has no feed of what is asked, and answers None where it has one; `has_feed` is
    false where it never has. `pages` is as in `feed.Way`. `unseen` is what it never shows.
    """

    kind: str
    options: type[Own]
    asks: Callable[[Own, Event], Iterable[Asked]]
    floor: float = 60.0
    pane: str = "feeds"
    what: Kind | None = None
    mend: Callable[[Draft], Draft] = lambda draft: draft
    is_by_author: bool = False
    has_feed: bool = True
    pages: str = ""
    unseen: tuple[str, ...] = feed.UNSEEN
    key: Callable[[str], str] | None = None
    takes_token: bool = False
    reads: Callable[[Asked, Own, Reach], Reading | None] = lambda _asked, _options, _reach: None


def source(preset: Preset[Own]) -> type[Source]:
    """The class of a preset, as the contract wants it."""

    class FromPreset:
        """A preset as a source; its bookmark holds one for each address."""

        kind: ClassVar[str] = preset.kind
        pane: ClassVar[str] = preset.pane
        options: ClassVar[type[Any]] = preset.options
        floor: ClassVar[float] = preset.floor
        takes_token: ClassVar[bool] = preset.takes_token or preset.key is not None
        manners: ClassVar[frozenset[str]] = PACE

        def __init__(self, options: Own, reach: Reach) -> None:
            self._poll = _Poll(preset, options, reach)

        @staticmethod
        def feeds(options: Own, event: Event) -> tuple[str, ...]:
            """Where other programs find the same, for OPML."""
            return tuple(each.url for each in preset.asks(options, event) if preset.has_feed)

        @staticmethod
        def unseen(_options: Own, _event: Event) -> tuple[str, ...]:
            """What it is known not to show."""
            return preset.unseen

        def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
            """One poll of every address."""
            return self._poll.batches(bookmark)

    return cast("type[Source]", FromPreset)


class _Poll(Generic[Own]):
    """Reads the addresses of a preset in turn."""

    def __init__(self, preset: Preset[Own], options: Own, reach: Reach) -> None:
        self._preset, self._options, self._reach = preset, options, reach
        self._borne: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One poll. An address where nothing is does not keep the others from being read."""
        asked = list(self._preset.asks(self._options, self._reach.event))
        if not asked:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        known = {url for each in asked for url in (each.url, *each.otherwise)}
        marks = {url: mark for url, mark in _recalled(bookmark).items() if url in known}
        missing: list[SourceError] = []
        waits: dict[str, float] = {}
        for each in asked:
            try:
                async with aclosing(self._read(each, marks)) as batches:
                    async for batch in batches:
                        if batch.again_in is not None:
                            waits[each.url] = batch.again_in
                        soonest = min(waits.values(), default=None)
                        timed = replace(batch, again_in=soonest)
                        yield self._mended(timed, each.tag, of=len(asked))
            except SourceError as error:
                if not _is_nothing(error):
                    raise
                missing.append(error)
        if len(missing) == len(asked):
            raise _not_found(missing[0], has_tag=bool(asked[0].tag)) from missing[0]

    async def _read(self, asked: Asked, marks: dict[str, str]) -> AsyncGenerator[Batch, None]:
        """The first of its addresses where something is; `marks` are brought up to date."""
        last = (asked.url, *asked.otherwise)[-1]
        for url in (asked.url, *asked.otherwise):
            reading = self._reading(replace(asked, url=url))
            found = cast("AsyncGenerator[Batch, None]", reading.batches(marks.get(url)))
            try:
                async with aclosing(found) as batches:
                    async for batch in batches:
                        if batch.bookmark is None:
                            yield batch
                        else:
                            marks[url] = batch.bookmark
                            yield replace(batch, bookmark=msgspec.json.encode(marks).decode())
            except SourceError as error:
                if url == last or not _is_nothing(error):
                    raise
            else:
                return

    def _reading(self, asked: Asked) -> Reading:
        own = self._preset.reads(asked, self._options, self._reach)
        if own is not None:
            return own
        key = self._preset.key
        way = feed.Way(
            key=key(self._reach.secret("token")) if key else "",
            leads_on=not asked.tag,
            pages=self._preset.pages,
            is_by_author=self._preset.is_by_author,
            takes_token=self._preset.takes_token or key is not None,
        )
        options = feed.Options(asked.url, self._options.interval, self._preset.what)
        return feed.Feed(options, self._reach, way=way)

    def _mended(self, batch: Batch, tag: str, *, of: int) -> Batch:
        """Who is asked for several tags is asked less often for each."""
        drafts = [self._preset.mend(draft) for draft in batch.drafts]
        if tag:
            drafts = [self._tagged(draft, tag, is_alone=of == 1) for draft in drafts]
        again_in = batch.again_in
        if again_in is not None and again_in < _SELDOM:
            again_in *= of
        return replace(batch, drafts=tuple(drafts), again_in=again_in)

    def _tagged(self, draft: Draft, tag: str, *, is_alone: bool) -> Draft:
        """What is on several lists bears the tag of each, whichever was read last."""
        own = {canonical(each) for each in draft.tags}
        borne = (*(() if is_alone else self._borne.get(draft.id, ())), tag)
        if not is_alone:
            self._remember(draft.id, borne)
        added = {canonical(each): each for each in borne if canonical(each) not in own}
        return structs.replace(draft, tags=(*draft.tags, *added.values()))

    def _remember(self, id_: str, tags: tuple[str, ...]) -> None:
        """Of the posts that were listed last: others are on no list any more."""
        self._borne[id_] = tuple(dict.fromkeys(tags))
        self._borne.move_to_end(id_)
        if len(self._borne) > _BORNE:
            self._borne.popitem(last=False)


def _recalled(bookmark: str | None) -> dict[str, str]:
    try:
        return msgspec.json.decode(bookmark or "{}", type=dict[str, str])
    except msgspec.DecodeError:
        return {}


def _is_nothing(error: SourceError) -> bool:
    """Whether nothing is at an address. Of a tag that nobody has used yet, most places say so."""
    if isinstance(error, SourceRefused):
        return error.why is Refusal.GONE
    return getattr(error, "status", None) in _NOTHING_THERE


def _not_found(error: SourceError, *, has_tag: bool) -> SourceUnreachable:
    """It may be there later: a tag that is used at last, or YouTube, which loses its feeds."""
    if has_tag:
        return SourceUnreachable("nothing has the tag there yet, or the address is wrong")
    return SourceUnreachable(f"nothing is there now, or the name is wrong ({error})")
