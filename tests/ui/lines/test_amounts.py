from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.clock import START
from tests.ui.posts import post

from backchannel.model.post import Copy, Post, StoredPost
from backchannel.ui.lines.amounts import counted, duration, reactions, size


def stored(content: Post) -> StoredPost:
    return StoredPost(1, 1, 1, "backchannel", content, START, ("social.example",))


def test_one_is_one_and_a_thousand_has_a_comma() -> None:
    assert [counted(n, "post") for n in (0, 1, 2, 1_200)] == [
        "0 posts",
        "1 post",
        "2 posts",
        "1,200 posts",
    ]
    assert [counted(n, "reply", "replies") for n in (1, 2)] == ["1 reply", "2 replies"]


def test_what_nobody_did_with_a_post_is_not_told() -> None:
    liked = replace(post("x"), likes=1_200, replies=1, boosts=0)
    assert reactions(stored(liked)) == ["1,200 likes", "1 reply"]


def test_what_is_counted_in_several_places_is_added_up() -> None:
    copy = Copy(2, 2, "at", ("Bluesky",), likes=3, boosts=1)
    liked = replace(stored(replace(post("x"), likes=1)), copies=(copy,))
    assert reactions(liked) == ["1 boost", "4 likes"]
    assert reactions(copy) == ["1 boost", "3 likes"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (42, "0:42"),
        (83.9, "1:23"),
        (3_723, "1:02:03"),
        (-1, "0:00"),
        (float("inf"), "277777:46:40"),
    ],
)
def test_a_length_has_hours_when_there_are_some(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_500, "1.5 kB"),
        (2_300_000, "2.3 MB"),
        (15_000_000, "15 MB"),
        (999_600, "1.0 MB"),
        (7_200_000_000, "7.2 GB"),
        (3 * 10**15, "3000 TB"),
    ],
)
def test_a_size_has_two_figures_or_so(count: int, said: str) -> None:
    assert size(count) == said
