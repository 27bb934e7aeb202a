"""Relative addresses inside a feed's HTML, made absolute against the feed's own base."""

from __future__ import annotations

import re

from backchannel.sources.syndication.media import absolute

_RELATIVE = re.compile(
    r"""(\s(?:href|src|poster)\s*=\s*)(["'])(?![a-zA-Z][a-zA-Z0-9+.-]{0,30}:|\#)([^"'<>]{0,2048})\2"""
)
_MAY_BE_RELATIVE = re.compile(r"""=\s*["'](?![a-zA-Z][a-zA-Z0-9+.-]{0,30}:|\#)""")
"""A part of it that begins with a sign that is quickly found; most links are absolute."""


def with_absolute_links(markup: str, base: str) -> str:
    """The HTML with every quoted relative `href`, `src` and `poster` resolved against `base`.

    A draft has no base of its own: whoever reads it later knows only the page of the entry, which
    is not what `xml:base` or the address of the feed may say.
    """
    if not base or "=" not in markup or not _MAY_BE_RELATIVE.search(markup):
        return markup
    return _RELATIVE.sub(
        lambda found: f"{found[1]}{found[2]}{absolute(found[3], base)}{found[2]}", markup
    )
