"""Entries of RSS and Atom feeds, as feedparser reads them, made into drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import unescape
from itertools import chain

from backchannel.model.post import Draft, DraftAuthor, DraftMedia
from backchannel.sources.syndication import dates, media
from backchannel.sources.syndication.flavour import Flavour
from backchannel.sources.syndication.links import with_absolute_links
from backchannel.sources.syndication.people import credited, let_go, without_mail
from backchannel.sources.syndication.survey import Element

Fields = Mapping[str, object]

_WEB = ("http://", "https://")
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_PROFILE = re.compile(r"^https?://([^/\s]+)/@([\w.-]+)(?:@([\w.-]+))?(?:/|$)")
_TAG = re.compile(r"<[^<>]*>")
_WARNED = re.compile(r"^\s*<p><strong>[^<]{1,60}</strong>(.{0,2000}?)</p>\s*<hr\s*/?>", re.DOTALL)
_REMARK = re.compile(r"<p><em>[^<]*</em></p>\s*\Z")  # of a pin, behind what was posted
_SCHEMES_OF_WORDS = {"urn:flickr:tags"}
_MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Channel:
    """What the entries of one feed have in common. `address` is where it was fetched."""

    fields: Fields
    flavour: Flavour
    address: str
    now: datetime


def value(fields: Fields, key: str) -> object:
    """A field as it is, None if it is missing."""
    # dict.get, because feedparser's own `get` answers for other keys than the one asked for.
    return dict.get(fields, key) if isinstance(fields, dict) else None


def text(fields: Fields, key: str) -> str:
    """A field as text, empty if missing or something else."""
    found = dict.get(fields, key) if isinstance(fields, dict) else None
    return found.strip() if isinstance(found, str) else ""


def record(fields: Fields, key: str) -> Fields:
    """A field that has fields of its own."""
    found = value(fields, key)
    return found if isinstance(found, dict) else {}


def records(fields: Fields, key: str) -> list[Fields]:
    """A repeated field."""
    found = value(fields, key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def draft(entry: Fields, own: Element, channel: Channel) -> Draft | None:
    """The entry as a draft; None if there is nothing in it. `own` is its Media RSS.

    One that has only its id is a draft: its author may have taken its words away.
    """
    link, page = _links(entry, channel)
    content, is_html, language = _content(entry, own, channel, link)
    title = _title(entry, own, channel, content)
    attachments = media.distinct(_media(entry, own, channel, page))
    kind = channel.flavour.kind(title=title, content=content, media=attachments)
    attachments = attachments or media.distinct(media.thumbnail(own, channel.address))
    identity = text(entry, "id") or link
    if not (title or content or attachments or identity):
        return None
    warning = ""
    if channel.flavour.is_mastodon and (found := _WARNED.match(content)):
        warning, content = unescape(_TAG.sub("", found[1])).strip(), content[found.end() :]
    published, edited = _dates(entry, channel)
    return Draft(
        id=identity or sha256(f"{title}\n{published}\n{content}".encode()).hexdigest(),
        url=page,
        kind=kind,
        author=_author(entry, own, channel, page),
        title=title,
        title_is_html=text(record(entry, "title_detail"), "type") in _HTML_TYPES,
        content=content,
        content_is_html=is_html,
        published=published,
        edited=edited,
        tags=_tags(entry, own, channel),
        link=link if channel.flavour.is_bookmarks or kind == "bookmark" else "",
        media=attachments,
        language=language or _language(entry, channel),
        reply_to=_reply_to(entry),
        warning=warning,
        is_sensitive=bool(warning)
        or media.is_adult(own)
        or value(entry, "itunes_explicit") is True,
    )


def _links(entry: Fields, channel: Channel) -> tuple[str, str]:
    """What the entry points at, and the page a person opens for it."""
    identity = text(entry, "id")
    # feedparser takes only HTML for the permalink, yet a feed may announce another type.
    alternates = (each for each in records(entry, "links") if text(each, "rel") == "alternate")
    candidates = chain((text(entry, "link"),), (text(each, "href") for each in alternates))
    addresses = chain((media.absolute(each, channel.address) for each in candidates), (identity,))
    link = next((each for each in addresses if each.startswith(_WEB)), "")
    own_page = identity.startswith(_WEB) and channel.flavour.is_bookmarks
    return link, identity if own_page else link


def _title(entry: Fields, own: Element, channel: Channel, content: str) -> str:
    """What stands above it. Not the first words again, of which a record of ours makes a title."""
    title = text(entry, "title") or _media_title(own)
    if not channel.flavour.is_record:
        return title
    said = " ".join(unescape(_TAG.sub(" ", _REMARK.sub("", content))).split())
    is_made = title == said or (title.endswith(" …") and said.startswith(title[:-1].rstrip()))
    return "" if is_made else title


def _content(entry: Fields, own: Element, channel: Channel, link: str) -> tuple[str, bool, str]:
    """The fullest text the entry has, whether it is HTML, and its own language if it says so."""
    candidates = [each for each in records(entry, "content") if text(each, "value")]
    candidates.sort(key=lambda each: text(each, "type") not in _HTML_TYPES)
    readable = (each for each in candidates if _is_readable(text(each, "type")))
    detail = next(readable, None) or record(entry, "summary_detail")
    value = text(detail, "value") or text(entry, "summary")
    if not value:
        return *media.description(own), ""
    if text(detail, "type") not in _HTML_TYPES:
        return value, False, text(detail, "language")
    base = media.absolute(text(detail, "base"), channel.address)  # set by xml:base only
    resolved = with_absolute_links(value, base or link or channel.address)
    return resolved, True, text(detail, "language")


def _is_readable(mime: str) -> bool:
    return mime in _HTML_TYPES or mime.startswith("text/") or not mime


def _dates(entry: Fields, channel: Channel) -> tuple[datetime | None, datetime | None]:
    def moment(key: str) -> datetime | None:
        parsed = value(entry, f"{key}_parsed")
        return dates.from_feedparser(text(entry, key), parsed, channel.now)

    updated = moment("updated")
    published = moment("published") or moment("created") or updated
    is_edit = published and updated and updated > published
    return published, updated if is_edit and not channel.flavour.is_video_channel else None


def _author(entry: Fields, own: Element, channel: Channel, page: str) -> DraftAuthor:
    credit = own.first("credit")
    if channel.flavour.is_mastodon and (profile := _PROFILE.match(page)):
        host, user, elsewhere = profile.groups()
        name = text(channel.fields, "title") if f"/@{user}" in channel.flavour.home else user
        return DraftAuthor(name, f"@{user}@{elsewhere or host}", profile[0].rstrip("/"))
    for fields in (entry, record(entry, "source"), channel.fields):
        people = [each for each in records(fields, "authors") if _name(each)]
        if people:
            url = media.absolute(text(people[0], "href"), channel.address)
            return credited(map(_name, people), url)
        if fields is entry and (name := without_mail(let_go(text(fields, "author")))):
            return credited([name])
        if fields is entry and credit is not None and credit.text:
            return DraftAuthor(credit.text)
    return DraftAuthor(text(record(entry, "source"), "title") or text(channel.fields, "title"))


def _name(person: Fields) -> str:
    return without_mail(let_go(text(person, "name")))


def _tags(entry: Fields, own: Element, channel: Channel) -> tuple[str, ...]:
    found: list[str] = []
    for tag in records(entry, "tags"):
        term, label = text(tag, "term"), text(tag, "label")
        if channel.flavour.is_bookmarks or text(tag, "scheme") in _SCHEMES_OF_WORDS:
            found += term.split()
        else:
            found += [each for each in (term, label) if "://" not in each]
    if keywords := own.first("keywords"):
        found += [word.strip() for word in keywords.text.split(",")]
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST_TAGS]


def _media(entry: Fields, own: Element, channel: Channel, page: str) -> Iterator[DraftMedia]:
    found = list(media.of_entry(own, base=channel.address, page=page)) if own.inside else []
    yield from found
    known = {each.url for each in found}
    for link in records(entry, "links"):
        if text(link, "rel") != "enclosure":
            continue
        url = media.absolute(text(link, "href"), channel.address)
        if url and url not in known:
            preview = next((each.url for each in media.thumbnail(own, channel.address)), "")
            mime = text(link, "type")
            length = media.number(text(link, "length"))
            duration = media.seconds(text(entry, "itunes_duration"))
            yield DraftMedia(
                media.kind_of(url, mime), url, mime=mime, bytes=length, seconds=duration,
                alt=text(link, "title"), preview=preview,
            )  # fmt: skip


def _language(entry: Fields, channel: Channel) -> str:
    return text(record(entry, "title_detail"), "language") or text(channel.fields, "language")


def _media_title(own: Element) -> str:
    found = own.first("title")
    return found.text if found else ""


def _reply_to(entry: Fields) -> str:
    for key in entry:
        if key.endswith("in-reply-to"):
            answered = record(entry, key)
            return text(answered, "ref") or text(answered, "href")
    return ""
