"""The words of a post as markup: every tag is ours, everything else in it is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, TypeAlias

from markupsafe import Markup, escape
from msgspec.structs import replace

from backchannel.clean import terminal, urls
from backchannel.clean.emphasis import emphasised, stretches
from backchannel.model.post import Post, Span, SpanKind

REL: Final = "nofollow noopener ugc"
"""What a link says about where it leads: nobody here vouches for it."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_EMPTY_LINE: Final = "\n\n"
_TAGS: Final = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "s"}

_Piece: TypeAlias = tuple[str, Callable[[str], str]]
"""A part of a text, and what draws each of its paragraphs."""


def address(url: str | None) -> str:
    """An address as it may be linked to: http or https, in its one spelling; empty for others."""
    return (urls.canonical(url) or "") if url else ""


def language(code: str) -> str:
    """A language as an attribute may name it (BCP 47); empty when it is none."""
    return code if _LANGUAGE.fullmatch(code) else ""


def words(post: Post) -> Markup:
    """The whole text in paragraphs, with its links and mentions."""
    return _paragraphs(_pieces(post.text, post.spans))


def lead(post: Post, most: int) -> tuple[Markup, bool]:
    """At most so many characters of the beginning, and whether that is not all."""
    cut = terminal.shorten(post.text, most)
    if not cut.was_cut:
        return words(post), False
    end = len(cut.text) - 1
    spans = (replace(each, end=min(each.end, end)) for each in post.spans if each.start < end)
    return _paragraphs(_pieces(cut.text, tuple(spans))), True


def noted(text: str) -> Markup:
    """What a person of ours wrote down, in paragraphs and with its emphasis."""
    told, stressed = emphasised(text)
    return _paragraphs(
        (told[part], partial(_stressed, mark=mark))
        for part, mark in stretches(0, len(told), stressed)
    )


def link(url: str | None, shown: str) -> Markup:
    """A link out of the record; only the words where it may not be linked to or nothing shows."""
    href = address(url)
    if not href or not _can_be_seen(shown):
        return escape(shown)
    return Markup(f'<a href="{escape(href)}" rel="{REL}">{escape(shown)}</a>')  # noqa: S704  # both are escaped


def _paragraphs(pieces: Iterable[_Piece]) -> Markup:
    done: list[str] = []
    current: list[str] = []
    for piece, draw in pieces:
        first, *others = piece.split(_EMPTY_LINE)
        current.append(draw(first))
        for other in others:
            done.append("".join(current))
            current = [draw(other)]
    done.append("".join(current))
    told = (f'<p dir="auto">{each}</p>' for each in done if each)
    return Markup("".join(told))  # noqa: S704  # put together from what was escaped


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[_Piece]:
    """The text in order, cut where a span begins or ends; of two that overlap the first counts."""
    at = 0
    for span in sorted(spans, key=lambda each: each.start):
        if span.start < at or span.end <= span.start:
            continue
        if span.start > at:
            yield text[at : span.start], _shown
        yield text[span.start : span.end], partial(_linked, span=span)
        at = span.end
    if at < len(text):
        yield text[at:], _shown


def _shown(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def _stressed(text: str, mark: str | None) -> str:
    shown = _shown(text)
    return f"<{_TAGS[mark]}>{shown}</{_TAGS[mark]}>" if mark else shown


def _linked(text: str, span: Span) -> str:
    shown = _shown(text)
    if not _can_be_seen(text):
        return shown
    if span.kind is SpanKind.HASHTAG:
        return f'<span class="tag">{shown}</span>'
    href = address(span.target)
    return f'<a href="{escape(href)}" rel="{REL}">{shown}</a>' if href else shown


def _can_be_seen(text: str) -> bool:
    """Whether a link of this text has a name: something to see and to press."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)
