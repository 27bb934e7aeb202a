"""Whose posts side by side are one row."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.filters import a_post

from backchannel.model.post import Author, CleanText, StoredPost, Url
from backchannel.ui.lines.bursts import Bursts


def run(*authors: Author) -> list[StoredPost]:
    """Posts a second apart, the newest first."""
    made = a_post()
    return [
        replace(made, place=made.place - at * 1_000_000, post=replace(made.post, author=author))
        for at, author in enumerate(authors)
    ]


def on_blog(name: str) -> Author:
    """Somebody without an account, whose feed names the blog as everybody's page."""
    return Author(CleanText(name), CleanText(""), Url("https://city.example/blog"))


@pytest.mark.parametrize(
    ("names", "rows"), [(("Ana",) * 4, 1), (("Ana", "Ana", "Ben", "Ben"), 4), (("Ana",) * 3, 3)]
)
def test_a_burst_is_of_one_person_also_on_a_blog_of_several(
    names: tuple[str, ...], rows: int
) -> None:
    assert len(Bursts(4).fold(run(*map(on_blog, names)), ())) == rows


def test_an_account_is_one_person_whatever_it_is_called() -> None:
    authors = [Author(CleanText(name), CleanText("@a@toot.example")) for name in "abcd"]
    assert len(Bursts(4).fold(run(*authors), ())) == 1
