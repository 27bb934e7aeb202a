"""Titles, summaries and full texts, and what feedparser takes them for."""

from __future__ import annotations

from typing import Final

from backchannel.sources.syndication.plain.names import Unusual
from backchannel.sources.syndication.plain.scope import (
    MARKUP,
    TYPES,
    Ending,
    Said,
    Scope,
    language_within,
)
from backchannel.sources.syndication.plain.values import is_html, mended

_OF_TEXTS: Final = frozenset({"type", "xml:lang", "lang", "xml:base", "base"})


def title(scope: Scope, said: Said) -> Ending:
    """The first title that says something."""
    detail = _detail(scope, said, "text/plain")

    def end(text: str) -> None:
        value = _value(scope, text, detail)
        if not scope.has_title:
            scope.fields["title"], scope.fields["title_detail"] = value, detail
        scope.has_title = scope.has_title or bool(value)

    return end


def description(scope: Scope, said: Said) -> Ending:
    """A summary, HTML unless it says otherwise."""
    return _summary(scope, said, "text/html")


def summary(scope: Scope, said: Said) -> Ending:
    """A summary, plain unless it says otherwise."""
    return _summary(scope, said, "text/plain")


def about(scope: Scope, said: Said) -> Ending:
    """What a podcast says of itself."""
    subtitle(scope, said)
    scope.fields.setdefault("summary", "")
    return lambda _text: None


def subtitle(scope: Scope, _said: Said) -> None:
    """What a feed says of itself; after a summary feedparser takes it for a full text."""
    if "summary" in scope.fields:
        scope.has_content = True


def encoded(scope: Scope, said: Said) -> Ending:
    """The full text, HTML unless it says otherwise."""
    return _content(scope, said, "text/html")


def content(scope: Scope, said: Said) -> Ending:
    """The full text, plain unless it says otherwise."""
    return _content(scope, said, "text/plain")


def _detail(scope: Scope, said: Said, usual: str) -> dict[str, str | None]:
    if not said.keys() <= _OF_TEXTS:
        raise Unusual
    if (kind := TYPES.get(said.get("type", usual).lower())) is None:
        raise Unusual
    scope.takes_markup = kind == MARKUP
    spoken = language_within(scope.language, said)
    return {
        "type": kind,
        "language": spoken.replace("_", "-") if spoken else spoken,
        "base": scope.bases.now,
    }


def _value(scope: Scope, text: str, detail: dict[str, str | None]) -> str:
    value = text.strip()
    if not scope.version.startswith("atom") and detail["type"] == "text/plain" and is_html(value):
        detail["type"] = "text/html"
    detail["value"] = value = mended(value)
    return value


def _summary(scope: Scope, said: Said, usual: str) -> Ending:
    if "summary" in scope.fields and not scope.has_content:
        raise Unusual  # of two summaries feedparser takes one for the full text
    detail = _detail(scope, said, usual)

    def end(text: str) -> None:
        scope.fields["summary"] = _value(scope, text, detail)
        scope.fields["summary_detail"] = detail

    return end


def _content(scope: Scope, said: Said, usual: str) -> Ending:
    scope.has_content = True
    detail = _detail(scope, said, usual)

    def end(text: str) -> None:
        value = _value(scope, text, detail)
        found = scope.fields.setdefault("content", [])
        if isinstance(found, list):
            found.append(detail)
        scope.fields.setdefault("summary", value)

    return end
