"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) read into drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TypeVar

import msgspec

from backchannel.errors import Refusal, SourceRefused
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources import payload
from backchannel.sources.syndication import dates, media
from backchannel.sources.syndication.flavour import Flavour
from backchannel.sources.syndication.links import with_absolute_links
from backchannel.sources.syndication.people import credited

_VERSION = "jsonfeed.org/version/"
S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")


class Person(msgspec.Struct):
    """Somebody who wrote something."""

    name: str = ""
    url: str = ""


class Attachment(msgspec.Struct):
    """A file that goes with an item."""

    url: str = ""
    mime_type: str = ""
    title: str = ""
    size_in_bytes: int | float | str = 0
    duration_in_seconds: int | float | str = 0


class Item(msgspec.Struct):
    """One entry. Everything is optional here; what the format demands is checked afterwards."""

    id: str | int | float = ""
    url: str = ""
    external_url: str = ""
    title: str = ""
    content_html: str = ""
    content_text: str = ""
    summary: str = ""
    image: str = ""
    banner_image: str = ""
    date_published: str = ""
    date_modified: str = ""
    author: Person = msgspec.field(default_factory=Person)
    authors: list[msgspec.Raw] = []
    tags: list[msgspec.Raw] = []
    language: str = ""
    attachments: list[msgspec.Raw] = []


class Hub(msgspec.Struct):
    """Who tells when there is something new."""

    type: str = ""
    url: str = ""


class Document(msgspec.Struct):
    """The feed as a whole."""

    version: str = ""
    title: str = ""
    home_page_url: str = ""
    feed_url: str = ""
    next_url: str = ""
    hubs: list[msgspec.Raw] = []
    language: str = ""
    expired: bool = False
    author: Person = msgspec.field(default_factory=Person)
    authors: list[msgspec.Raw] = []
    items: list[msgspec.Raw] = []


def read(text: str) -> Document:
    """The document. Raises SourceUnreachable if it is broken, SourceRefused if it is no feed."""
    not_a_feed = SourceRefused("answered with JSON that is not a feed", why=Refusal.NOT_A_SOURCE)
    if text.lstrip().startswith("["):
        raise not_a_feed
    fields = payload.decode(text, dict[str, msgspec.Raw])
    document = _from_fields(fields, Document)
    # Some publishers write only the number, so being shaped like a feed is enough.
    if _VERSION not in document.version and not {"items", "home_page_url"} <= fields.keys():
        raise not_a_feed
    return document


def hub(document: Document) -> str:
    """Where WebSub is spoken for this feed; empty where it is not."""
    hubs = (_struct(raw, Hub) for raw in document.hubs[:10])
    return next((each.url for each in hubs if each.type.lower() == "websub"), "")


def item_draft(
    raw: msgspec.Raw, document: Document, *, flavour: Flavour, address: str, now: datetime
) -> Draft | None:
    """The item as a draft; None if it has no usable id, which the format says to discard."""
    item = _struct(raw, Item)
    identity = f"{item.id:.0f}" if isinstance(item.id, float) else str(item.id).strip()
    if not identity:
        return None
    url = media.absolute(item.url, address)
    if not url and identity.startswith(("http://", "https://")):
        url = identity
    picture = media.absolute(item.image or item.banner_image, url or address)
    attachments = media.distinct(_attachments(item, url or address, picture))
    content, is_html = _content(item, url or address)
    link = media.absolute(item.external_url, address)
    kind = flavour.kind(title=item.title, content=content, media=attachments)
    if picture and not attachments:
        attachments = media.distinct([DraftMedia(MediaKind.PHOTO, picture)])
    published = dates.from_iso(item.date_published, now)
    edited = dates.from_iso(item.date_modified, now)
    return Draft(
        id=identity,
        url=url or link,
        kind=kind,
        author=_author(item, document),
        title=item.title,
        content=content,
        content_is_html=is_html,
        published=published or edited,
        edited=edited if published and edited and edited > published else None,
        tags=tuple(tag for tag in (_decoded(each, str) for each in item.tags[:100]) if tag),
        link=link or (url if kind is Kind.BOOKMARK else ""),
        media=attachments,
        language=item.language or document.language,
    )


def _content(item: Item, base: str) -> tuple[str, bool]:
    if item.content_html:
        return with_absolute_links(item.content_html, base), True
    return item.content_text or item.summary, False


def _author(item: Item, document: Document) -> DraftAuthor:
    for place in (item, document):
        people = [person for person in (_decoded(each, Person) for each in place.authors) if person]
        people = [person for person in (*people, place.author) if person.name]
        if people:
            return credited((person.name for person in people), people[0].url)
    return DraftAuthor(document.title)


def _attachments(item: Item, base: str, picture: str) -> Iterator[DraftMedia]:
    for raw in item.attachments[: media.MOST]:
        found = _struct(raw, Attachment)
        url = media.absolute(found.url, base)
        kind = media.kind_of(url, found.mime_type)
        yield DraftMedia(
            kind,
            url,
            preview="" if kind is MediaKind.PHOTO else picture,
            alt=found.title,
            mime=found.mime_type,
            bytes=media.number(found.size_in_bytes),
            seconds=media.seconds(found.duration_in_seconds),
        )


def _struct(raw: msgspec.Raw, struct: type[S]) -> S:
    """The struct, even if some of its fields have a type they should not have."""
    return _decoded(raw, struct) or _from_fields(
        _decoded(raw, dict[str, msgspec.Raw]) or {}, struct
    )


def _from_fields(fields: dict[str, msgspec.Raw], struct: type[S]) -> S:
    """The struct from those fields that have the right type; the others keep their default."""
    known = {name: type_ for name, type_ in _types(struct) if name in fields}
    values = {name: _decoded(fields[name], type_) for name, type_ in known.items()}
    return struct(**{name: value for name, value in values.items() if value is not None})


def _decoded(raw: msgspec.Raw, type_: type[T]) -> T | None:
    try:
        return msgspec.json.decode(raw, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _types(struct: type[msgspec.Struct]) -> tuple[tuple[str, type[object]], ...]:
    return tuple((field.name, field.type) for field in msgspec.structs.fields(struct))
