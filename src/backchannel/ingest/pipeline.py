"""The way of a post: from a stranger's draft to a post that may be drawn.

    normalise   id, address, UTC and never in the future            pure
    clean       nothing left that a terminal obeys                  pure, `backchannel.clean`
    match       the event's tags it carries; none, then passed over pure, `model.tags`

What comes out is compared, stored and logged by `store.posts.save` in one transaction. This file
is the whole order; nothing else happens to a post on its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from backchannel.clean import html, terminal, urls
from backchannel.model import tags
from backchannel.model.post import (
    Author,
    CleanText,
    Draft,
    DraftAuthor,
    DraftMedia,
    Kind,
    Media,
    Poll,
    Post,
    Url,
)
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec

TITLE_LIMIT: Final = 300
NAME_LIMIT: Final = 100
TAG_LIMIT: Final = 50
MEDIA_LIMIT: Final = 10
OPTION_LIMIT: Final = 20
ALT_LIMIT: Final = 1_500
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing on the web is older than feeds; an earlier date is a mistake."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A draft that did not become a post, and why in words."""

    reason: str
    is_ours: bool
    """False when it simply bears none of the event's tags."""


def refine(draft: Draft, source: SourceSpec, wanted: Sequence[str], now: datetime) -> Post | Passed:
    """Make a post of a draft, or say why not. `wanted` are canonical tags. Never raises."""
    if not draft.id:
        return Passed("it has no id", is_ours=True)
    url = urls.canonical(draft.url)
    base = url or ""
    title = _title(draft, base)
    body = (
        html.from_html(draft.content, base=base)
        if draft.content_is_html
        else html.from_plain(draft.content, base=base)
    )
    if not (title or body.text or draft.media or draft.link or url):
        return Passed("it is empty", is_ours=True)
    carried = tags.carried(wanted, draft.tags, title, body.text)
    if not carried and not source.tagged:
        return Passed("it bears none of the event's tags", is_ours=False)
    link = urls.canonical(draft.link, base)
    own_tags = _tags(draft.tags, title, body.text)
    return Post(
        id=_identity(draft, source, url),
        kind=draft.kind,
        author=_author(draft.author, source),
        title=title,
        text=body.text,
        spans=body.spans,
        url=url,
        link=link,
        published=_moment(draft.published, now),
        edited=_moment(draft.edited, now),
        tags=own_tags[:TAG_LIMIT],
        media=tuple(filter(None, (_media(each, base) for each in draft.media[:MEDIA_LIMIT]))),
        poll=_poll(draft, now),
        language=_language(draft.language),
        reply_to=terminal.clean_line(draft.reply_to, limit=2_048),
        warning=terminal.clean_line(draft.warning, limit=500),
        is_sensitive=draft.is_sensitive,
        likes=_count(draft.likes),
        boosts=_count(draft.boosts),
        replies=_count(draft.replies),
        cut=_cut(draft, len(own_tags), was_cut=body.was_cut),
        aliases=_aliases(draft, source, url, link),
    )


def _identity(draft: Draft, source: SourceSpec, url: Url | None) -> str:
    if draft.uri:
        return draft.uri[:2_048]
    if url and _is_its_own_page(draft, url):
        return urls.identity(url)
    return id_within(source.name, draft.id)


def _aliases(
    draft: Draft, source: SourceSpec, url: Url | None, link: Url | None
) -> tuple[str, ...]:
    found = [id_within(source.name, draft.id)]
    if url and _is_its_own_page(draft, url) and url != link:
        found.append(urls.identity(url))
    return tuple(found)


def _is_its_own_page(draft: Draft, url: Url) -> bool:
    """Whether the address is of this very post: many people may bookmark the same page."""
    return draft.kind is not Kind.BOOKMARK or bool(draft.link and urls.canonical(draft.link) != url)


def _title(draft: Draft, base: str) -> CleanText:
    raw = html.from_html(draft.title, base=base).text if draft.title_is_html else draft.title
    return terminal.clean_line(raw, limit=TITLE_LIMIT)


def _author(draft: DraftAuthor, source: SourceSpec) -> Author:
    handle = terminal.clean_line(draft.handle, limit=NAME_LIMIT)
    name = terminal.clean_line(draft.name, limit=NAME_LIMIT)
    fallback = handle or terminal.clean_line(source.name, limit=NAME_LIMIT)
    return Author(name or fallback, handle, urls.canonical(draft.url), draft.is_bot)


def _moment(value: datetime | None, now: datetime) -> datetime | None:
    """UTC, never in the future; None when the date cannot be meant."""
    if value is None or value.tzinfo is None:
        return None
    try:
        moment = value.astimezone(UTC)
    except (OverflowError, ValueError):  # year 1 or 9999 with an offset
        return None
    return min(moment, now) if moment >= EARLIEST else None


def _tags(given: Sequence[str], title: str, text: str) -> tuple[str, ...]:
    named = (tags.canonical(terminal.clean_line(tag, limit=100)) for tag in given[:500])
    found = (*named, *tags.in_text(f"{title}\n{text}"))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _media(draft: DraftMedia, base: str) -> Media | None:
    url = urls.canonical(draft.url, base)
    if url is None:
        return None
    return Media(
        kind=draft.kind,
        url=url,
        alt=terminal.clean_line(draft.alt, limit=ALT_LIMIT),
        preview=urls.canonical(draft.preview, base),
        mime=terminal.clean_line(draft.mime, limit=100),
        width=_size(draft.width),
        height=_size(draft.height),
        bytes=_size(draft.bytes),
        seconds=draft.seconds if draft.seconds and 0 < draft.seconds < 1e7 else None,
    )


def _poll(draft: Draft, now: datetime) -> Poll | None:
    if draft.poll is None:
        return None
    options = tuple(
        (terminal.clean_line(text, limit=TITLE_LIMIT), None if votes is None else _count(votes))
        for text, votes in draft.poll.options[:OPTION_LIMIT]
    )
    closes = draft.poll.closes
    is_usable = closes is not None and closes.tzinfo is not None and closes.year < now.year + 100
    voters = None if draft.poll.voters is None else _count(draft.poll.voters)
    return Poll(options, closes if is_usable else None, voters)


def _language(raw: str) -> str:
    tag = terminal.clean_line(raw, limit=35).replace("_", "-")
    return tag.lower() if tag.replace("-", "").isalnum() and tag.isascii() else ""


def _count(value: int) -> int:
    return min(max(value, 0), 2**53)


def _size(value: int | None) -> int | None:
    return value if value is not None and 0 < value < 2**53 else None


def _cut(draft: Draft, tag_count: int, *, was_cut: bool) -> tuple[CleanText, ...]:
    cuts = []
    if was_cut:
        cuts.append("text shortened")
    if tag_count > TAG_LIMIT:
        cuts.append(f"{TAG_LIMIT} of {tag_count} tags kept")
    if len(draft.media) > MEDIA_LIMIT:
        cuts.append(f"{MEDIA_LIMIT} of {len(draft.media)} attachments kept")
    return tuple(terminal.clean_line(cut) for cut in cuts)
