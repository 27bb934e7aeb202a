"""A feed document read into drafts: RSS, Atom, JSON Feed, or the page that announces them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import structs

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft, Kind
from backchannel.sources import autodiscovery
from backchannel.sources.syndication import decoding, entries, json_feed, media
from backchannel.sources.syndication.flavour import Flavour
from backchannel.sources.syndication.plain import reader
from backchannel.sources.syndication.plain.reader import Plain
from backchannel.sources.syndication.survey import Element, Survey, for_feedparser, survey

MOST_ENTRIES = 500
_PAGE = re.compile(
    r"(?>\s*<!--.*?-->)*\s*(?:<!doctype\s+html\b|<html\b|<head\b|<body\b)",
    re.IGNORECASE | re.DOTALL,
)
# Some publishers wrap their feed in a page; feedparser finds it there.
_FEED = re.compile(r"<(?:feed\s[^>]{0,500}2005/Atom|rss\s[^>]{0,80}version)")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2.6e6, "yearly": 3.2e7}


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What one document held.

    `drafts` are the newest, at most 500, in the order of the document, and `cut` is how many more
    there were. `total` counts entries, `rejected` those with nothing to show. `older` is the
    address of the next page, or of the archive before it (RFC 5005, sections 3 and 4), `wait` the
    seconds the publisher asks to leave between polls. `hub` is who tells of what is new in `topic`,
    the feed's name for itself (WebSub, section 4). If the document is a web page, `is_page` is true
    and `announced` are the feeds it names.
    """

    drafts: tuple[Draft, ...] = ()
    title: str = ""
    total: int = 0
    cut: int = 0
    rejected: int = 0
    older: str = ""
    hub: str = ""
    topic: str = ""
    wait: float | None = None
    has_ended: bool = False
    is_page: bool = False
    announced: tuple[str, ...] = ()


def read_feed(body: bytes, hints: Mapping[str, str]) -> FeedDocument:
    """Read a document. Meant to run in a worker process: it can be slow and can be killed.

    Hints: `address` (where it came from, after redirects), `content-type`, `now` (ISO 8601),
    `what` (a `Kind` that every entry is to have) and `by` (`author` tells entries of one id apart
    by who wrote them). Raises SourceRefused for what is not a feed and
    SourceUnreachable for what is broken.
    """
    text = decoding.decode(body, hints.get("content-type", ""))
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if "\0" in start and not start.startswith(("<", "{", "[")):
        raise SourceRefused("answered with something that is not text", why=Refusal.NOT_A_SOURCE)
    address = hints.get("address", "")
    if start.startswith(("{", "[")):
        return _from_json(text.lstrip("\ufeff"), hints)
    text = decoding.tidy(text)
    if not text:
        raise SourceRefused("answered with an empty document", why=Refusal.NOT_A_SOURCE)
    if _PAGE.match(text) and not _FEED.search(text):
        found = autodiscovery.announced(text, address)
        return FeedDocument(is_page=True, announced=found)
    return _from_xml(text, hints)


def _from_json(text: str, hints: Mapping[str, str]) -> FeedDocument:
    address, now = hints.get("address", ""), _now(hints)
    document = json_feed.read(text)
    flavour = Flavour("", document.home_page_url, address, override=_override(hints))
    drafts = [
        json_feed.item_draft(raw, document, flavour=flavour, address=address, now=now)
        for raw in document.items
    ]
    usable = _distinct(_apart(drafts, hints))
    return FeedDocument(
        drafts=_newest(usable),
        cut=max(0, len(usable) - MOST_ENTRIES),
        title=document.title,
        total=len(drafts),
        rejected=drafts.count(None),
        older=media.absolute(document.next_url, address),
        hub=media.absolute(json_feed.hub(document), address),
        topic=media.absolute(document.feed_url, address),
        has_ended=document.expired,
    )


def _from_xml(text: str, hints: Mapping[str, str]) -> FeedDocument:
    if found := reader.read(text):
        return document(found, hints)
    return document(thoroughly(text), hints)


def thoroughly(text: str) -> Plain:
    """The document as feedparser reads it, mended if need be; raises as `read_feed` does."""
    text, found = _surveyed(text)
    parsed = _parsed(for_feedparser(text, found.prefix))
    version, items = entries.text(parsed, "version"), entries.records(parsed, "entries")
    if not version and not items:
        if not text.startswith("<"):
            raise SourceRefused("answered with text that is not a feed", why=Refusal.NOT_A_SOURCE)
        raise SourceRefused("answered with XML that is not a feed", why=Refusal.NOT_A_SOURCE)
    return Plain(entries.record(parsed, "feed"), items, _media(found, len(items)))


def document(found: Plain, hints: Mapping[str, str]) -> FeedDocument:
    """What was found, made into drafts."""
    address, feed, items = hints.get("address", ""), found.feed, found.entries
    flavour = Flavour(
        generator=_generator(feed),
        home=entries.text(feed, "link"),
        address=address,
        override=_override(hints),
    )
    channel = entries.Channel(feed, flavour, address, _now(hints))
    drafts = [
        entries.draft(item, own, channel) for item, own in zip(items, found.media, strict=True)
    ]
    usable = _distinct(_apart(drafts, hints))
    return FeedDocument(
        drafts=_newest(usable),
        cut=max(0, len(usable) - MOST_ENTRIES),
        title=entries.text(feed, "title"),
        total=len(items),
        rejected=drafts.count(None),
        older=_linked(feed, "next", address) or _linked(feed, "prev-archive", address),
        hub=_linked(feed, "hub", address),
        topic=_linked(feed, "self", address),
        wait=_wait(feed),
    )


def _parsed(text: str) -> entries.Fields:
    import feedparser

    try:
        # Bytes in a stream: feedparser opens strings, and even bytes, as files or addresses. No
        # content-location: it would resolve Atom ids, too, and they are not addresses.
        found: entries.Fields = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # It trusts documents to be less broken than they can be.
        raise SourceUnreachable("answered with a feed too broken to read") from error
    return found


def _surveyed(text: str) -> tuple[str, Survey]:
    """The text, mended if that makes it well-formed, and what is in it."""
    found = survey(text)
    if found.problem:
        mended = decoding.mend(text)
        again = survey(mended)
        if not again.problem:
            return mended, again
    return text, found


def _media(found: Survey, count: int) -> list[Element]:
    """The Media RSS of each entry; nothing if the entries seen are not those feedparser saw."""
    own = found.media
    if not found.problem and len(own) != count:
        own = []
    missing = [Element("entry", {}) for _ in range(count - len(own))]
    return [*own, *missing][:count]


def _distinct(drafts: Iterable[Draft]) -> list[Draft]:
    """Each id once. Some feeds give one guid to everything; then the link tells entries apart."""
    known: dict[str, Draft] = {}
    for draft in drafts:
        first = known.get(draft.id)
        if first is None:
            known[draft.id] = draft
        elif draft.url and draft.url != first.url and draft.url not in known:
            known[draft.url] = structs.replace(draft, id=draft.url)
    return list(known.values())


def _apart(drafts: Iterable[Draft | None], hints: Mapping[str, str]) -> Iterator[Draft]:
    """Those that hold something; each person's with an id of its own where that is asked for."""
    for draft in drafts:
        if draft and hints.get("by") == "author" and draft.author.name:
            yield structs.replace(draft, id=f"{draft.id} {draft.author.name}")
        elif draft:
            yield draft


def _newest(drafts: list[Draft]) -> tuple[Draft, ...]:
    """The newest, in their order; those without a date count as new, as feeds begin with these."""
    if len(drafts) <= MOST_ENTRIES:
        return tuple(drafts)
    latest = datetime.max.replace(tzinfo=UTC)
    ranked = sorted(range(len(drafts)), key=lambda at: drafts[at].published or latest, reverse=True)
    return tuple(drafts[at] for at in sorted(ranked[:MOST_ENTRIES]))


def _generator(feed: entries.Fields) -> str:
    detail = entries.record(feed, "generator_detail")
    return f"{entries.text(feed, 'generator')} {entries.text(detail, 'href')}".strip()


def _linked(feed: entries.Fields, rel: str, address: str) -> str:
    """Where the feed itself links to: its next page, its hub, its own address."""
    links = entries.records(feed, "links")
    found = (entries.text(link, "href") for link in links if entries.text(link, "rel") == rel)
    return media.absolute(next(found, ""), address)


def _wait(feed: entries.Fields) -> float | None:
    """Seconds between polls by `ttl` or the syndication module; hours to skip are not read."""
    ttl = media.number(entries.text(feed, "ttl"))
    if ttl:
        return min(ttl * 60.0, 86_400.0)
    period = _PERIODS.get(entries.text(feed, "sy_updateperiod").lower())
    often = media.number(entries.text(feed, "sy_updatefrequency")) or 1
    return min(period / often, 86_400.0) if period else None


def _override(hints: Mapping[str, str]) -> Kind | None:
    return Kind(hints["what"]) if hints.get("what") else None


def _now(hints: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(hints["now"]) if "now" in hints else datetime.now(UTC)
