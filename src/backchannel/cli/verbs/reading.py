"""`read`: what one document becomes: posts, links, what was cut, what was refused and why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from backchannel.clean.addresses import by_flag
from backchannel.cli.answers import answer, answer_json, moment, say
from backchannel.cli.choice import json_option
from backchannel.cli.exit_codes import DONE, FAILED
from backchannel.config.source_specs import host_of
from backchannel.errors import BackchannelError, ConfigError, SourceError
from backchannel.model.source import SourceSpec
from backchannel.ui.lines.amounts import counted

if TYPE_CHECKING:
    from backchannel.model.post import Draft, Post
    from backchannel.sources.api import Documents

KINDS: Final = ("bluesky", "feed", "folder", "mastodon", "misskey", "x")
MAX_BYTES: Final = 15 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes and where they came from. `url` is the base of links, empty for a file."""

    body: bytes
    url: str
    content_type: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry of a document: the post it became, or why it became none."""

    id: str
    post: Post | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a document held. `rejected` entries could not even be read as drafts."""

    drafts: tuple[Draft, ...]
    title: str = ""
    cut: int = 0
    rejected: int = 0
    announced: tuple[str, ...] = ()
    is_page: bool = False


@click.command(name="read")
@click.argument("document", metavar="FILE-or-URL")
@click.option("--as", "kind", type=click.Choice(KINDS), required=True, help="What it is.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only posts that bear this tag.")
@click.option("--local", is_flag=True, help="Allow an address on this machine or network.")
@json_option
def read_(document: str, kind: str, tags: tuple[str, ...], *, local: bool, as_json: bool) -> int:
    """Show what one document becomes; nothing is stored."""
    began = time.perf_counter()
    outcomes, found = asyncio.run(_read(document, kind, tags, local=local))
    seconds = round(time.perf_counter() - began, 3)
    for outcome in outcomes:
        if as_json:
            answer_json(_fields(outcome))
        else:
            for line in _lines(outcome):
                answer(line)
    kept = sum(outcome.post is not None for outcome in outcomes)
    if as_json:
        answer_json(
            {"title": found.title, "posts": kept, "refused": len(outcomes) - kept,
             "unreadable": found.rejected, "beyond_limit": found.cut,
             "feeds_announced": list(found.announced), "seconds": seconds}
        )  # fmt: skip
    else:
        _sum_up(kept, len(outcomes), found, seconds)
    is_feed = not (outcomes or found.announced or found.rejected or found.is_page)
    return DONE if kept or is_feed else FAILED


async def _read(
    where: str, kind: str, tags: Sequence[str], *, local: bool
) -> tuple[list[Outcome], Found]:
    from backchannel.ingest.pipeline import refine
    from backchannel.ingest.reader import DocumentReader
    from backchannel.model.post import Post
    from backchannel.model.tags import canonical

    document = await _fetch(where, local=local)
    async with DocumentReader() as documents:
        found = await _drafts(document, kind, documents)
    spec = SourceSpec(kind, kind, "backchannel", tagged=not tags, local=local)
    wanted = [canonical(tag) for tag in tags]
    made = [(draft.id, refine(draft, spec, wanted, datetime.now(UTC))) for draft in found.drafts]
    outcomes = [
        Outcome(id_, each) if isinstance(each, Post) else Outcome(id_, None, each.reason)
        for id_, each in made
    ]
    return outcomes, found


async def _fetch(where: str, *, local: bool) -> Document:
    if where.startswith(("http://", "https://")):
        from backchannel.wiring.net import polite_http

        polite = await asyncio.to_thread(polite_http)
        async with polite(allow_local=local) as http:
            try:
                got = await http.get(where)
            except SourceError as error:
                raise BackchannelError(by_flag(str(error))) from error
        return Document(got.body, got.url, got.headers.get("content-type", ""))
    path = Path(where)
    try:
        return Document(await asyncio.to_thread(_bounded, path), "", "", path.name)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path) from error


def _bounded(path: Path) -> bytes:
    with path.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ConfigError("is larger than 15 MiB", file=path)
    return body


async def _drafts(document: Document, kind: str, documents: Documents) -> Found:
    hints = {
        "address": document.url,
        "content-type": document.content_type,
        "now": datetime.now(UTC).isoformat(),
        "what": "",
    }
    if kind == "mastodon":
        return _statuses(document.body, host_of(document.url))
    if kind == "misskey":
        return _notes(document)
    if kind == "folder":
        return _records(document)
    if kind == "bluesky":
        from backchannel.sources.bluesky.document import posts_in

        shown, unreadable = posts_in(document.body)
        return Found(shown, rejected=unreadable)
    if kind == "x":
        from backchannel.sources.x.document import posts_in as posts_of_x

        shown, unreadable = posts_of_x(document.body)
        return Found(shown, rejected=unreadable)
    from backchannel.sources.feed_document import read_feed

    feed = await documents.read(read_feed, document.body, hints)
    drafts, page = feed.drafts, feed.is_page
    return Found(drafts, feed.title, feed.cut, feed.rejected, feed.announced, is_page=page)


def _statuses(body: bytes, domain: str) -> Found:
    """A list of statuses as a timeline gives them, or a single one."""
    from backchannel.sources.mastodon.drafts import draft, is_shown
    from backchannel.sources.mastodon.page import entries_of

    whole = body.strip()
    entries = entries_of(whole if whole.startswith(b"[") else b"[" + whole + b"]")
    read = [entry.status for entry in entries if entry.status is not None]
    shown = [draft(status, domain) for status in read if is_shown(status)]
    return Found(tuple(shown), rejected=len(entries) - len(shown))


def _notes(document: Document) -> Found:
    """A list of notes as Misskey gives them, or a single one."""
    from msgspec import Raw

    from backchannel.sources.misskey.drafts import draft, is_shown
    from backchannel.sources.misskey.reader import entry_of
    from backchannel.sources.payload import decode

    parts = urlsplit(document.url)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    whole = document.body.strip()
    raws = decode(whole if whole.startswith(b"[") else b"[" + whole + b"]", list[Raw])
    read = [entry.note for entry in map(entry_of, raws) if entry.note is not None]
    shown = [draft(note, origin) for note in read if is_shown(note)]
    return Found(tuple(shown), rejected=len(raws) - len(shown))


def _records(document: Document) -> Found:
    """A file as it may lie in a folder; what is wrong in it is said."""
    from backchannel.sources.records.files import read_document

    name = document.name or urlsplit(document.url).path.rpartition("/")[2]
    found = read_document(document.body, name, datetime.now(UTC).timestamp())
    for problem in found.wrong:
        say(problem)
    return Found(tuple(found.drafts), rejected=len(found.wrong))


def _lines(outcome: Outcome) -> list[str]:
    from backchannel.clean.terminal import clean_line

    post = outcome.post
    if post is None:
        return [f"refused: {clean_line(outcome.reason)}: {clean_line(outcome.id, limit=100)}"]
    lines = [f"{post.kind} by {post.author.name} {post.author.handle}".rstrip()]
    lines += [f"  at {moment(post.published) or 'no usable date'}"]
    lines += [f"  {post.title}"] if post.title else []
    lines += [f"  content warning: {post.warning}"] if post.warning else []
    lines += [f"  {line}" if line else "" for line in post.text.splitlines()]
    lines += [
        f"  {media.kind}: {media.alt or 'no description'} {media.url}" for media in post.media
    ]
    lines += [f"  link: {link}" for link in _links(post)]
    lines += [f"  tags: {' '.join(post.tags)}"] if post.tags else []
    lines += [f"  cut: {cut}" for cut in post.cut]
    return [*lines, ""]


def _links(post: Post) -> list[str]:
    spans = [span.target for span in post.spans if span.kind == "link" and span.target]
    own = [str(url) for url in (post.url, post.link) if url]
    return list(dict.fromkeys([*own, *spans]))


def _fields(outcome: Outcome) -> dict[str, object]:
    from backchannel.clean.terminal import clean_line

    post = outcome.post
    if post is None:
        return {
            "refused": clean_line(outcome.reason),
            "id": clean_line(outcome.id, limit=500),
        }
    return {
        "id": post.id,
        "kind": str(post.kind),
        "author": post.author.name,
        "handle": post.author.handle,
        "published": moment(post.published),
        "edited": moment(post.edited),
        "title": post.title,
        "text": post.text,
        "warning": post.warning,
        "sensitive": post.is_sensitive,
        "url": post.url,
        "link": post.link,
        "links": _links(post),
        "tags": list(post.tags),
        "language": post.language,
        "media": [
            {"kind": str(media.kind), "url": media.url, "alt": media.alt} for media in post.media
        ],
        "cut": list(post.cut),
    }


def _sum_up(kept: int, total: int, found: Found, seconds: float) -> None:
    parts = [counted(kept, "post"), f"{total - kept} refused"]
    parts += [f"{found.rejected} unreadable or not shown"] if found.rejected else []
    parts += [f"{found.cut} beyond the limit"] if found.cut else []
    say(f"{', '.join(parts)}, {seconds} s")
    if found.is_page and not found.announced:
        say("a web page that announces no feed")
    for address in found.announced:
        say(f"a web page that announces the feed {address}")
