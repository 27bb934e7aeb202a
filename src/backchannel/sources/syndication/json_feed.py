"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) read into drafts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.syndication import dates, media
from backchannel.sources.syndication.flavour import Flavour
from backchannel.sources.syndication.links import with_absolute_links

_VERSION = "jsonfeed.org/version/"
S = TypeVar("S", bound=msgspec.Struct)


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


class Document(msgspec.Struct):
    """The feed as a whole."""

    version: str = ""
    title: str = ""
    home_page_url: str = ""
    next_url: str = ""
    language: str = ""
    expired: bool = False
    author: Person = msgspec.field(default_factory=Person)
    authors: list[msgspec.Raw] = []
    items: list[msgspec.Raw] = []


def read(body: str) -> Document:
    """The document. Raises SourceUnreachable if it is not JSON, SourceRefused if no JSON Feed."""
    try:
        fields = msgspec.json.decode(body.encode("utf-8", "replace"), type=dict[str, msgspec.Raw])
    except (msgspec.ValidationError, RecursionError) as error:
        raise SourceRefused(
            "answered with JSON that is not a feed", why=Refusal.NOT_A_SOURCE
        ) from error
    except msgspec.DecodeError as error:
        raise SourceUnreachable("answered with broken JSON") from error
    document = _lenient(fields, Document)
    # Some publishers write only the number, so being shaped like a feed is enough.
    if _VERSION not in document.version and not {"items", "home_page_url"} <= fields.keys():
        raise SourceRefused("answered with JSON that is not a feed", why=Refusal.NOT_A_SOURCE)
    return document


def item_draft(
    raw: msgspec.Raw, document: Document, *, flavour: Flavour, address: str, now: datetime
) -> Draft | None:
    """The item as a draft; None if it has no usable id, which the format says to discard."""
    fields = _decoded(raw, dict[str, msgspec.Raw])
    item = _lenient(fields or {}, Item)
    identity = f"{item.id:.0f}" if isinstance(item.id, float) else str(item.id).strip()
    if not identity:
        return None
    url = media.absolute(item.url, address)
    if not url and identity.startswith(("http://", "https://")):
        url = identity
    attachments = media.distinct(_attachments(item, url or address))
    content, is_html = _content(item, url or address)
    link = media.absolute(item.external_url, address)
    kind = flavour.kind(title=item.title, content=content, media=attachments)
    return Draft(
        id=identity,
        url=url or link,
        kind=kind,
        author=_author(item, document),
        title=item.title,
        content=content,
        content_is_html=is_html,
        published=dates.from_iso(item.date_published, now),
        edited=dates.from_iso(item.date_modified, now),
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
            names = dict.fromkeys(person.name for person in people)
            return DraftAuthor(", ".join(list(names)[:3]), url=people[0].url)
    return DraftAuthor(document.title)


def _attachments(item: Item, base: str) -> Iterator[DraftMedia]:
    picture = media.absolute(item.image or item.banner_image, base)
    for raw in item.attachments[: media.MOST]:
        found = _lenient(_decoded(raw, dict[str, msgspec.Raw]) or {}, Attachment)
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
    if picture:
        yield DraftMedia(MediaKind.PHOTO, picture)


T = TypeVar("T")


def _decoded(raw: msgspec.Raw, type_: type[T]) -> T | None:
    try:
        return msgspec.json.decode(raw, type=type_)
    except (msgspec.DecodeError, RecursionError):
        return None


def _lenient(fields: dict[str, msgspec.Raw], struct: type[S]) -> S:
    """The struct from those fields that have the right type; the others keep their default."""
    kept = {}
    for field in msgspec.structs.fields(struct):
        if field.name in fields:
            value = _decoded(fields[field.name], field.type)
            if value is not None:
                kept[field.name] = value
    return struct(**kept)
