"""Plain text to HTML, as Mastodon and as a blog write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

_TOKEN = re.compile(
    r"(?P<link>https://[^\s<>\"]+)"
    r"|(?<![\w/])@(?P<user>[a-z0-9_]+)@(?P<server>[a-z0-9.]+\.example)"
    r"|(?<![\w/&])#(?P<tag>\w+)"
)
_VISIBLE = 30


def mastodon_html(text: str, host: str) -> str:
    """The HTML that the server `host` makes of a post's text."""
    return _paragraphs(text, lambda match: _token(match, host))


def blog_html(text: str) -> str:
    """The HTML of an article: paragraphs and plain links."""
    return _paragraphs(text, _plain)


def mentions(text: str) -> tuple[tuple[str, str], ...]:
    """(user, server) of everybody a text mentions, each once."""
    found = ((m["user"], m["server"]) for m in _TOKEN.finditer(text) if m["user"])
    return tuple(dict.fromkeys(found))


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags in a text, as written, without `#`."""
    return tuple(match["tag"] for match in _TOKEN.finditer(text) if match["tag"])


def links(text: str) -> tuple[str, ...]:
    """The addresses in a text."""
    return tuple(match["link"] for match in _TOKEN.finditer(text) if match["link"])


def _paragraphs(text: str, written: Callable[[re.Match[str]], str]) -> str:
    return "".join(f"<p>{_line(part, written)}</p>" for part in text.split("\n\n") if part)


def _line(text: str, written: Callable[[re.Match[str]], str]) -> str:
    parts, here = [], 0
    for match in _TOKEN.finditer(text):
        parts += [_escaped(text[here : match.start()]), written(match)]
        here = match.end()
    return "".join((*parts, _escaped(text[here:])))


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace("&#x27;", "&#39;")


def _token(match: re.Match[str], host: str) -> str:
    if match["link"]:
        return _link(match["link"])
    if match["tag"]:
        tag = match["tag"]
        return (
            f'<a href="https://{host}/tags/{tag.lower()}" class="mention hashtag" rel="tag">'
            f"#<span>{tag}</span></a>"
        )
    return (
        f'<span class="h-card" translate="no"><a href="https://{match["server"]}/@{match["user"]}"'
        f' class="u-url mention">@<span>{match["user"]}</span></a></span>'
    )


def _link(url: str) -> str:
    """A link with its scheme hidden, and its end when it is long."""
    shown = url.removeprefix("https://")
    start, rest = shown[:_VISIBLE], shown[_VISIBLE:]
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">https://</span>'
        f'<span class="{"ellipsis" if rest else ""}">{escape(start)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )


def _plain(match: re.Match[str]) -> str:
    url = match["link"]
    return f'<a href="{escape(url)}">{escape(url)}</a>' if url else escape(match[0])
