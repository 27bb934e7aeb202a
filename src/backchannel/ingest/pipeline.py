"""The way of a post: from a stranger's draft to a post that may be drawn.

    normalise   id, address, UTC and never in the future            pure
    clean       nothing left that a terminal obeys                  pure, `backchannel.clean`
    match       the event's tags it carries; none, then passed over pure, `model.tags`

What comes out is compared, stored and logged by `store.posts.save` in one transaction. This file
is the whole order; nothing else happens to a post on its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from backchannel.clean import html, terminal, urls
from backchannel.ingest.attachments import Attached, attached
from backchannel.model import tags
from backchannel.model.post import (
    Author,
    CleanText,
    Draft,
    DraftAuthor,
    DraftPoll,
    Kind,
    Poll,
    Post,
    Url,
)
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec

ID_LIMIT: Final = 512
TITLE_LIMIT: Final = 300
NAME_LIMIT: Final = 100
WARNING_LIMIT: Final = 500
TAG_LIMIT: Final = 50
TAGS_READ: Final = 1_000
OPTION_LIMIT: Final = 20
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing on the web is older than feeds; an earlier date is a mistake."""

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far in the future an edit may be before its date is not believed at all."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A draft that did not become a post, and why in words."""

    reason: str
    is_ours: bool
    """False when it simply bears none of the event's tags."""

    post: Post | None = None
    """What it is all the same: it may be known from before its author took tag or words away."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a draft says, cleaned. `tags` are all of them; the first few are kept."""

    title: terminal.Cut
    warning: terminal.Cut
    body: html.Rendered
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a draft is. `page` is its address if that names this very post, else None."""

    url: Url | None
    link: Url | None
    page: Url | None


_NAMELESS: Final = Passed("it has no id", is_ours=True)
_OTHERS: Final = "it bears none of the event's tags"
_UNREAD: Final = f"{_OTHERS} in as much as is read of so long a text"
_EMPTY: Final = "it is empty"


def refine(
    draft: Draft,
    source: SourceSpec,
    wanted: Sequence[str],
    now: datetime,
    *,
    shared: frozenset[str] = frozenset(),
) -> Post | Passed:
    """Make a post of a draft, or say why not. `wanted` are canonical tags. Never raises.

    `shared` are pages that several drafts name as theirs, as `shared_pages` finds them.
    """
    if not draft.id:
        return _NAMELESS
    base = (place := _place(draft, shared)).url or ""
    beside = attached(draft, (words := _words(draft, base)).body, base)
    carried = tags.carried(wanted, words.tags)
    post = Post(
        id=_identity(draft, source, place),
        kind=draft.kind,
        author=_author(draft.author, source),
        title=words.title.text,
        text=words.body.text,
        spans=words.body.spans,
        url=place.url,
        link=place.link,
        published=_moment(draft.published, now),
        edited=_edited(draft.edited, now),
        tags=_kept_tags(words.tags, carried),
        media=beside.media,
        poll=_poll(draft.poll),
        language=_language(draft.language),
        reply_to=spelled(draft.reply_to),
        warning=words.warning.text,
        is_sensitive=draft.is_sensitive,
        likes=_count(draft.likes),
        boosts=_count(draft.boosts),
        replies=_count(draft.replies),
        cut=_cut(draft, words, beside),
        aliases=_aliases(draft, source, place),
    )
    if not (post.title or post.text or post.media or post.link or post.url):
        return Passed(_EMPTY, is_ours=True, post=post)
    return post if carried or source.tagged else _of_others(post, words)


def _of_others(post: Post, words: _Words) -> Passed:
    return Passed(_OTHERS if words.body.was_read else _UNREAD, is_ours=False, post=post)


def spelled(raw: str) -> str:
    """An id as it is kept: itself if it may be printed and is short, else a digest of it.

    Also of the ids of what is gone and of what is answered, so that they meet. Idempotent.
    """
    if len(raw) <= ID_LIMIT and raw.isprintable() and terminal.is_clean(raw):
        return raw
    return "sha256:" + sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def shared_pages(drafts: Iterable[Draft]) -> frozenset[str]:
    """Pages that several posts of one place name as theirs, as a change log's or a podcast's do.

    Such an address says nothing of which post it is. The same words at the same address are one
    post that was delivered twice.
    """
    first: dict[str, tuple[str, str]] = {}
    shared = set[str]()
    for draft in drafts:
        if draft.uri or not draft.url:
            continue
        page, said = urls.identity(draft.url), (draft.title, draft.title or draft.content)
        if first.setdefault(page, said) != said:
            shared.add(page)
    return frozenset(shared)


def _place(draft: Draft, shared: frozenset[str]) -> _Place:
    """Many people may bookmark the same page: then its address is not of any one post."""
    url = urls.canonical(draft.url)
    leads = bool(draft.link.strip())
    link = urls.canonical(draft.link, url or "") if leads else None
    # One that leads nowhere we go leads to another page than its own all the same.
    is_own = url is not None and (draft.kind is not Kind.BOOKMARK or (leads and link != url))
    is_shared = url is not None and bool(shared) and urls.identity(url) in shared
    return _Place(url, link, url if is_own and not is_shared else None)


def _words(draft: Draft, base: str) -> _Words:
    raw = html.from_html(draft.title, base=base).text if draft.title_is_html else draft.title
    title = terminal.cut_line(raw, limit=TITLE_LIMIT)
    read = html.from_html if draft.content_is_html else html.from_plain
    body = read(draft.content, base=base)
    named = (tags.canonical(terminal.clean_line(tag)) for tag in draft.tags[:TAGS_READ])
    # What a limit takes from the reader's eyes may still say that it is of the event.
    heading = terminal.clean_line(raw, limit=terminal.TEXT_LIMIT) if title.was_cut else title.text
    found = (*named, *tags.in_text(heading), *tags.in_text(body.searched))
    # Putting letters into their one form can make a mark of what was none.
    own = tuple(dict.fromkeys(tag for tag in found if tag and terminal.is_clean(tag)))
    return _Words(title, terminal.cut_line(draft.warning, limit=WARNING_LIMIT), body, own)


def _identity(draft: Draft, source: SourceSpec, place: _Place) -> str:
    if draft.uri:
        return spelled(draft.uri)
    if place.page:
        return urls.identity(place.page)
    return id_within(source.name, spelled(draft.id))


def _aliases(draft: Draft, source: SourceSpec, place: _Place) -> tuple[str, ...]:
    found = [id_within(source.name, spelled(draft.id))]
    if place.page and place.page != place.link:
        found.append(urls.identity(place.page))
    return tuple(found)


def _author(draft: DraftAuthor, source: SourceSpec) -> Author:
    handle = terminal.clean_line(draft.handle, limit=NAME_LIMIT)
    name = terminal.clean_line(draft.name, limit=NAME_LIMIT)
    fallback = handle or terminal.clean_line(source.name, limit=NAME_LIMIT)
    name = name or fallback or terminal.clean_line("somebody")
    return Author(name, handle, urls.canonical(draft.url), draft.is_bot)


def _utc(value: datetime | None) -> datetime | None:
    """UTC; None for what has no time zone or lies outside the calendar."""
    if value is None or value.tzinfo is None:
        return None
    try:
        return value.astimezone(UTC)
    except (OverflowError, ValueError):  # year 1 or 9999 with an offset
        return None


def _moment(value: datetime | None, now: datetime) -> datetime | None:
    """UTC, never in the future; None when the date cannot be meant."""
    moment = _utc(value)
    return min(moment, now) if moment and moment >= EARLIEST else None


def _edited(value: datetime | None, now: datetime) -> datetime | None:
    """An edit in a far future would be another edit whenever it is looked at."""
    moment = _utc(value)
    return _moment(moment, now) if moment and moment - now < CLOCKS_DIFFER else None


def _kept_tags(own: Sequence[str], carried: Sequence[str]) -> tuple[str, ...]:
    """The event's own tags are never among those that a limit takes."""
    kept = own if len(own) <= TAG_LIMIT else tuple(dict.fromkeys((*carried, *own)))
    return tuple(kept[:TAG_LIMIT])


def _poll(draft: DraftPoll | None) -> Poll | None:
    if draft is None:
        return None
    options = tuple(
        (terminal.clean_line(text, limit=TITLE_LIMIT), None if votes is None else _count(votes))
        for text, votes in draft.options[:OPTION_LIMIT]
    )
    voters = None if draft.voters is None else _count(draft.voters)
    return Poll(options, _utc(draft.closes), voters)


def _language(raw: str) -> str:
    tag = terminal.clean_line(raw, limit=35).replace("_", "-")
    return tag.lower() if tag.replace("-", "").isalnum() and tag.isascii() else ""


def _count(value: int) -> int:
    return min(max(value, 0), 2**53)


def _cut(draft: Draft, words: _Words, beside: Attached) -> tuple[CleanText, ...]:
    options = len(draft.poll.options) if draft.poll else 0
    tag_count = max(len(words.tags), len(draft.tags) if len(draft.tags) > TAGS_READ else 0)
    is_whole = tag_count <= TAG_LIMIT and len(beside.media) >= beside.total and not options
    if is_whole and not (words.title.was_cut or words.body.was_cut or words.warning.was_cut):
        return ()
    cuts = {
        "title shortened": words.title.was_cut,
        "text shortened": words.body.was_cut,
        "content warning shortened": words.warning.was_cut,
        f"{TAG_LIMIT} of {tag_count:,} tags kept": tag_count > TAG_LIMIT,
        f"{len(beside.media)} of {beside.total:,} attachments kept": (
            len(beside.media) < beside.total
        ),
        f"{OPTION_LIMIT} of {options:,} poll options kept": options > OPTION_LIMIT,
    }
    return tuple(terminal.clean_line(cut) for cut, was_cut in cuts.items() if was_cut)
