"""Relative addresses in HTML."""

from __future__ import annotations

import pytest

from backchannel.sources.syndication.links import with_absolute_links

BASE = "https://a.example/b/c"


@pytest.mark.parametrize(
    ("markup", "absolute"),
    [
        ('<a href="d">', '<a href="https://a.example/b/d">'),
        ("<img alt='' src='/d'>", "<img alt='' src='https://a.example/d'>"),
        ('<a href="//b.example/">', '<a href="https://b.example/">'),
        ('<a href="https://b.example/">', '<a href="https://b.example/">'),
        ('<a href="mailto:x@b.example">', '<a href="mailto:x@b.example">'),
        ('<a href="#note">', '<a href="#note">'),
        ('<a data-href="d">', '<a data-href="d">'),
        ("plain = text", "plain = text"),
    ],
)
def test_only_relative_addresses_change(markup: str, absolute: str) -> None:
    assert with_absolute_links(markup, BASE) == absolute
    assert with_absolute_links(absolute, BASE) == absolute
