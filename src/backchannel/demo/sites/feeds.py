"""Feeds of what a site has published so far: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

import msgspec

from backchannel.demo.net.exchange import Answer, Request, text, validated
from backchannel.demo.sites.pictures import photo
from backchannel.demo.sites.prose import blog_html
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.story.happening import Picture
from backchannel.model.post import Kind, MediaKind

WINDOW = 30
"""How many entries a page of a feed shows; the first page has the newest."""

_SUMMARY = 160
_PAGE = re.compile(r"[0-9]{1,4}")
_PHOTO = re.compile(r"/(?:files|small)/([\w-]{1,40})\.png")
_FORBIDDEN = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's title, the invented host its links name, and its own address.

    `older` is the address of the page with older entries, empty on the last one. `files` is where
    the pictures are.
    """

    title: str
    host: str
    address: str
    language: str = "en"
    older: str = ""
    files: str = "https://lens.example"


def rss(channel: Channel, entries: Sequence[Entry], *, titled: bool = True) -> str:
    """RSS 2.0 with content:encoded, Dublin Core and Media RSS."""
    items = "".join(_rss_item(entry, channel.files, titled=titled) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel>\n'
        f"<title>{_xml(channel.title)}</title><link>https://{channel.host}/</link>"
        f"<description>An invented site</description><language>{channel.language}</language>"
        f'<atom:link rel="self" type="application/rss+xml" href={_attr(channel.address)}/>'
        f"{_older(channel)}\n{items}</channel></rss>\n"
    )


def atom(channel: Channel, entries: Sequence[Entry]) -> str:
    """Atom with Media RSS."""
    newest = max((entry.changed for entry in entries), default=None)
    updated = f"<updated>{_iso(newest)}</updated>" if newest else ""
    body = "".join(_atom_entry(entry, channel.files) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
        f" xml:lang={_attr(channel.language)}>\n<id>tag:{channel.host},2026:feed</id>"
        f"<title>{_xml(channel.title)}</title>{updated}"
        f'<link rel="self" href={_attr(channel.address)}/>'
        f'<link rel="alternate" href="https://{channel.host}/"/>'
        f"{_older(channel, '')}\n{body}</feed>\n"
    )


def json_feed(channel: Channel, entries: Sequence[Entry]) -> str:
    """JSON Feed 1.1."""
    older = {"next_url": channel.older} if channel.older else {}
    return msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": f"https://{channel.host}/",
            "feed_url": channel.address,
            "language": channel.language,
            **older,
            "items": [_json_item(entry, channel.files) for entry in entries],
        }
    ).decode()


Form = tuple[str, str, Callable[[Channel, Sequence[Entry]], str]]
"""(path, content type, writer)."""

RSS: Form = ("/feed.xml", "application/rss+xml", rss)
ATOM: Form = ("/atom.xml", "application/atom+xml", atom)
PHOTOS: Form = ("/services/feeds/photos_public.gne", "application/atom+xml", atom)
JSON: Form = ("/feed.json", "application/feed+json", json_feed)


class FeedSite:
    """A site with a home page and one feed. `base` is where it is reached."""

    def __init__(self, channel: Channel, shelf: Shelf, form: Form) -> None:
        self._channel, self.shelf, self._form, self.base = channel, shelf, form, ""
        self.path = form[0]

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        if request.method not in {"GET", "HEAD"}:
            return Answer(405, {"Allow": "GET, HEAD"})
        if request.path == self.path:
            return self._feed(request)
        if request.path == "/":
            return self._home()
        if photographed := _PHOTO.fullmatch(request.path):
            return Answer(body=photo(photographed[1]), headers={"Content-Type": "image/png"})
        return text("text/html; charset=utf-8", "<!doctype html><title>Not here</title>", 404)

    def _feed(self, request: Request) -> Answer:
        path, kind, write = self._form
        asked = _PAGE.fullmatch(request.asked("page"))
        page = int(asked[0]) if asked else 1
        found = list(islice(self.shelf.newest_first(), max(0, page - 1) * WINDOW, None))
        address = self.base + path
        older = f"{address}?page={page + 1}" if len(found) > WINDOW else ""
        files = self.base or self._channel.files
        channel = replace(self._channel, address=address, older=older, files=files)
        body = write(channel, found[:WINDOW])
        answer = text(f"{kind}; charset=utf-8", body, Cache_Control="max-age=5")
        return validated(answer, self.shelf.changed)

    def _home(self) -> Answer:
        path, kind, _ = self._form
        title = _xml(self._channel.title)
        page = (
            f'<!doctype html><html lang="{self._channel.language}"><head><title>{title}</title>\n'
            f'<link rel="alternate" type="{kind}" title="{title}" href="{path}">\n'
            f"</head><body><h1>{title}</h1><p>An invented site.</body></html>\n"
        )
        return text("text/html; charset=utf-8", page)


def _rss_item(entry: Entry, files: str, *, titled: bool) -> str:
    piece, body = entry.piece, _html(entry)
    link = piece.link or piece.author.page + f"/{entry.id}"
    title = f"<title>{_xml(piece.title)}</title>" if titled and piece.title else ""
    full = f"<content:encoded>{_xml(body)}</content:encoded>" if len(body) > _SUMMARY else ""
    short = body if not full else blog_html(piece.text[:_SUMMARY] + "…")
    categories = "".join(f"<category>{_xml(tag)}</category>" for tag in piece.tags)
    return (
        f"<item>{title}<link>{_xml(link)}</link>"
        f'<guid isPermaLink="false">{_identity(entry)}</guid>'
        f"<pubDate>{format_datetime(entry.written, usegmt=True)}</pubDate>"
        f"<dc:creator>{_xml(piece.author.name)}</dc:creator>{categories}"
        f"<description>{_xml(short)}</description>{full}"
        f"{''.join(_media(picture, files) for picture in piece.pictures)}</item>\n"
    )


def _atom_entry(entry: Entry, files: str) -> str:
    piece = entry.piece
    categories = "".join(f"<category term={_attr(tag)}/>" for tag in piece.tags)
    enclosures = "".join(
        f'<link rel="enclosure" type="image/png" href={_attr(_file(picture, files))}/>'
        for picture in piece.pictures
        if piece.kind is Kind.PHOTO
    )
    media = "".join(_media(picture, files) for picture in piece.pictures)
    group = f"<media:group>{media}</media:group>" if piece.kind is Kind.VIDEO else media
    return (
        f"<entry xml:lang={_attr(piece.language)}><id>{_identity(entry)}</id>"
        f"<title>{_xml(piece.title)}</title>"
        f'<link rel="alternate" href={_attr(piece.link)}/>{enclosures}'
        f"<published>{_iso(entry.written)}</published><updated>{_iso(entry.changed)}</updated>"
        f"<author><name>{_xml(piece.author.name)}</name><uri>{piece.author.page}</uri></author>"
        f'{categories}<content type="html">{_xml(_html(entry))}</content>{group}</entry>\n'
    )


def _json_item(entry: Entry, files: str) -> dict[str, object]:
    piece = entry.piece
    item: dict[str, object] = {
        "id": _identity(entry),
        "url": piece.link,
        "title": piece.title,
        "content_html": _html(entry),
        "date_published": _iso(entry.written),
        "authors": [{"name": piece.author.name, "url": piece.author.page}],
        "tags": list(piece.tags),
        "language": piece.language,
    }
    if entry.edited:
        item["date_modified"] = _iso(entry.edited)
    if piece.pictures:
        item["image"] = _file(piece.pictures[0], files)
        item["attachments"] = [
            {"url": _file(picture, files), "mime_type": "image/png"} for picture in piece.pictures
        ]
    return item


def _older(channel: Channel, prefix: str = "atom:") -> str:
    """RFC 5005, section 3: the page with what came before."""
    return f'<{prefix}link rel="next" href={_attr(channel.older)}/>' if channel.older else ""


def _identity(entry: Entry) -> str:
    return f"tag:backchannel.example,2026:{entry.piece.key}"


def _html(entry: Entry) -> str:
    return entry.piece.html or blog_html(entry.piece.text)


def _media(picture: Picture, files: str) -> str:
    moving = picture.kind is MediaKind.VIDEO
    duration = f' duration="{int(picture.seconds)}"' if picture.seconds else ""
    alt = f"<media:description>{_xml(picture.alt)}</media:description>" if picture.alt else ""
    medium, mime = ("video", "video/mp4") if moving else ("image", "image/png")
    return (
        f'<media:content url={_attr(_file(picture, files))} medium="{medium}" type="{mime}"'
        f' width="{picture.width}"'
        f' height="{picture.height}"{duration}>{alt}</media:content>'
        f"<media:thumbnail url={_attr(f'{files}/small/{picture.name}.png')}/>"
    )


def _file(picture: Picture, files: str) -> str:
    ending = "mp4" if picture.kind is MediaKind.VIDEO else "png"
    return f"{files}/files/{picture.name}.{ending}"


def _iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(written: str) -> str:
    """Text for XML 1.0, which has no place for most control characters."""
    return escape(written.translate(_FORBIDDEN))


def _attr(written: str) -> str:
    return quoteattr(written.translate(_FORBIDDEN))
