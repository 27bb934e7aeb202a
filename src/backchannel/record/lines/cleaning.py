"""What a file says, made safe to draw: a record may be anybody's.

What this program wrote comes out as it went in, for cleaning twice is cleaning once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, TypeVar

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line, clean_text, is_clean
from backchannel.clean.urls import canonical
from backchannel.model.post import Author, CleanText, Media, Poll, Post, Span, SpanKind, Url

ID_LIMIT: Final = 4_096
_TITLE, _NAME, _WARNING = 300, 100, 500
_MOST, _MOST_SPANS = 100, 5_000
_LINE: Final = 300
_FIRST_YEAR, _LAST_YEAR = 1, 9_000

T = TypeVar("T")


def clean_id(raw: str) -> str:
    """A name of a post or a decision; raises ValueError for what can be none."""
    parts = raw.split("\x1f")
    if not raw or len(raw) > ID_LIMIT or len(parts) > 2 or not all(map(_is_plain, parts)):
        raise ValueError("it has an id that can be none")
    return raw


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises ValueError where no time zone is told.

    And for one near the ends of the calendar, for people count on from it.
    """
    if moment.tzinfo is None:
        raise ValueError("it has a time without a time zone")
    if not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise ValueError("it has a time outside the calendar")
    return moment.astimezone(UTC)


def clean_post(raw: Post, names: Iterable[str]) -> Post:
    """The post under all its names. Raises ValueError for what can be no post."""
    text = clean_text(raw.text)
    return Post(
        id=clean_id(raw.id),
        kind=raw.kind,
        author=_author(raw.author),
        title=clean_line(raw.title, limit=_TITLE),
        text=text,
        spans=_spans(raw.spans, len(text)) if text == raw.text else (),
        url=_url(raw.url),
        link=_url(raw.link),
        published=_moment(raw.published),
        edited=_moment(raw.edited),
        tags=tuple(clean_line(tag, limit=_LINE) for tag in raw.tags[:_MOST]),
        media=_each(_media, raw.media),
        poll=_poll(raw.poll) if raw.poll else None,
        language=clean_line(raw.language, limit=35),
        reply_to=raw.reply_to and clean_id(raw.reply_to),
        warning=clean_line(raw.warning, limit=_WARNING),
        is_sensitive=raw.is_sensitive,
        likes=_count(raw.likes),
        boosts=_count(raw.boosts),
        replies=_count(raw.replies),
        cut=tuple(clean_line(cut) for cut in raw.cut[:_MOST]),
        aliases=tuple(map(clean_id, names)),
    )


def _is_plain(part: str) -> bool:
    return part.isprintable() and is_clean(part)


def _author(raw: Author) -> Author:
    handle = clean_line(raw.handle, limit=_NAME)
    name = clean_line(raw.name, limit=_NAME) or handle or clean_line("somebody")
    return Author(name, handle, _url(raw.url), raw.is_bot)


def _spans(raw: Iterable[Span], length: int) -> tuple[Span, ...]:
    found: list[Span] = []
    for span in raw:
        target = _target(span)
        if target is not None and 0 <= span.start < span.end <= length:
            found.append(replace(span, target=target))
    return tuple(found[:_MOST_SPANS])


def _target(span: Span) -> str | None:
    if span.kind is SpanKind.HASHTAG:
        return clean_line(span.target)
    return canonical(span.target) if span.target else ""


def _media(raw: Media) -> Media | None:
    url = canonical(raw.url)
    if url is None:
        return None
    return replace(
        raw,
        url=url,
        alt=clean_text(raw.alt),
        preview=_url(raw.preview),
        mime=clean_line(raw.mime),
    )


def _poll(raw: Poll) -> Poll:
    options = tuple(
        (clean_line(text, limit=_TITLE), None if votes is None else _count(votes))
        for text, votes in raw.options[:_MOST]
    )
    return Poll(options, _moment(raw.closes), None if raw.voters is None else _count(raw.voters))


def _each(clean: Callable[[T], T | None], raw: tuple[T, ...]) -> tuple[T, ...]:
    made = (clean(each) for each in raw[:_MOST])
    return tuple(each for each in made if each is not None)


def _url(raw: str | None) -> Url | None:
    return canonical(raw) if raw else None


def _moment(raw: datetime | None) -> datetime | None:
    return None if raw is None else utc(raw)


def _count(value: int) -> int:
    return min(max(value, 0), 2**53)


def clean_words(raw: str, limit: int) -> CleanText:
    """Words of several lines; raises ValueError for more than there can be."""
    if len(raw) > limit:
        raise ValueError(f"it has more than {limit:,} characters")
    return clean_text(raw)
