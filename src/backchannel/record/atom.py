"""The highlights as an Atom feed (RFC 4287), for whoever follows an event with a feed reader.

Ids are of the event and of the posts, and the same in every record of them. Without an address of
its own the feed names none; who puts it on a server may add one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import BinaryIO, Final
from xml.etree import ElementTree as ET

from backchannel.model.moments import from_micros
from backchannel.model.post import Author, Post
from backchannel.model.programme import Event
from backchannel.model.tags import canonical, carried
from backchannel.record.choosing import Chosen
from backchannel.record.reading import Highlight, Progress, pins, recorded
from backchannel.store.connection import Connection

NAMES: Final = uuid.UUID("5b1c3a0e-4f39-5d8e-9a55-3f6f0c7c4b11")
"""Of what ids are made from: `event` and its tags, or `post` and its id."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_WRONG: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (www.w3.org/TR/xml, section 2.2)."""

HEAD: Final = re.compile(
    rb"<\?xml [^>]*\?>\n<feed [^>]*>\n *<title>([^<]*)</title>\n *<id>urn:uuid:([^<]*)</id>\n"
    rb" *<updated>[^<]*</updated>\n *<generator>backchannel</generator>\n"
)

_HANDLE: Final = re.compile(r"@[^@\s]+@[^@\s]+")
_TITLE: Final = 80
_UNKNOWN: Final = "application/octet-stream"


def write(db: Connection, chosen: Chosen, target: BinaryIO, progress: Progress) -> None:
    """One feed, its entries in the order of the pins."""
    found = recorded(db, chosen)
    highlights = list(pins(db, chosen))
    event = found.event
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _child(feed, "title", f"{event.name}: highlights")
    _child(feed, "id", urn("event", ",".join(event.tags)))
    newest = max((_changed(each) for each in highlights), default=found.changed)
    _child(feed, "updated", _moment(newest))
    _child(feed, "generator", "backchannel")
    if event.url.startswith(("https://", "http://")):
        ET.SubElement(feed, "link", {"rel": "alternate", "href": _clean(event.url)})
    for highlight in highlights:
        feed.append(_entry(highlight, event))
    ET.indent(feed)
    target.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    target.write(ET.tostring(feed, encoding="utf-8"))
    target.write(b"\n")
    progress(1, 1)


def urn(what: str, id_: str) -> str:
    """A name for good (RFC 9562, version 5)."""
    return uuid.uuid5(NAMES, f"{what}:{id_}").urn


def _entry(highlight: Highlight, event: Event) -> ET.Element:
    stored = highlight.pin.post
    post, entry = stored.post, ET.Element("entry")
    _child(entry, "title", _title(post))
    _child(entry, "id", urn("post", post.id))
    posted = from_micros(stored.posted)
    # Not when it was pinned: whoever reads this would take that for its author's edit.
    _child(entry, "updated", _moment(max(posted, post.edited or posted)))
    _child(entry, "published", _moment(posted))
    author = ET.SubElement(entry, "author")
    _child(author, "name", _name(post.author))
    if post.author.url:
        _child(author, "uri", post.author.url)
    for rel, href in _pages(highlight):
        ET.SubElement(entry, "link", {"rel": rel, "href": _clean(href)})
    if not post.cover:
        for media in post.media:
            kind = media.mime or _UNKNOWN
            attributes = {"rel": "enclosure", "href": _clean(media.url), "type": _clean(kind)}
            ET.SubElement(entry, "link", attributes)
    for tag in _tags(post, event):
        ET.SubElement(entry, "category", {"term": _clean(tag)})
    content = ET.SubElement(entry, "content", {"type": "html"})
    content.text = _clean("".join(_paragraphs(highlight)))
    return entry


def _name(author: Author) -> str:
    """With the handle of the fediverse, for Atom has no place of its own for one."""
    is_said = author.handle in {"", author.name} or not _HANDLE.fullmatch(author.handle)
    return author.name if is_said else f"{author.name} ({author.handle})"


def _tags(post: Post, event: Event) -> tuple[str, ...]:
    """Its own; when it is covered those of the event alone, for others may say what is covered."""
    return carried(map(canonical, event.tags), post.tags) if post.cover else post.tags


def _pages(highlight: Highlight) -> Iterator[tuple[str, str]]:
    """Its own page, what it points at, and the same words elsewhere."""
    stored = highlight.pin.post
    if stored.post.url:
        yield "alternate", stored.post.url
    others = [stored.post.link] if stored.post.link and not stored.post.cover else []
    others += [copy.url for copy in stored.copies if copy.url]  # type: ignore[misc]  # a plain address
    for other in dict.fromkeys(others):
        if other != stored.post.url:
            yield "related", str(other)


def _title(post: Post) -> str:
    """Never empty: its title, its first words, or what it is."""
    if post.cover:
        return post.cover
    words = " ".join((post.title or post.text).split())
    if len(words) > _TITLE:
        words = f"{words[:_TITLE].rsplit(' ', 1)[0]} …"
    return words or f"{post.kind} by {post.author.name}"


def _paragraphs(highlight: Highlight) -> Iterator[str]:
    """HTML of our own making: every word is escaped."""
    post = highlight.pin.post.post
    words = post.cover or post.text or next((each.alt for each in post.media if each.alt), "")
    for paragraph in words.split("\n\n"):
        if paragraph.strip():
            yield f"<p>{'<br>'.join(escape(each) for each in paragraph.strip().split(chr(10)))}</p>"
    if highlight.pin.remark:
        yield f"<p><em>{escape(highlight.pin.remark)}</em></p>"


def _changed(highlight: Highlight) -> datetime:
    """When its author changed it, else when it was made a highlight: the feed's own changes."""
    post = highlight.pin.post.post
    return max(highlight.pin.at, post.edited or highlight.pin.at)


def _child(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _moment(moment: datetime) -> str:
    told = moment.astimezone(UTC).isoformat(timespec="seconds")
    return told.replace("+00:00", "Z")


def _clean(text: str) -> str:
    return _WRONG.sub("", text)
