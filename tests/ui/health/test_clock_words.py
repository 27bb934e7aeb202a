"""What is said of this machine's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.clock import START

from backchannel.model.source import Health, Noticed
from backchannel.ui.health.clock_words import clock_text, clock_warning, seconds_ahead


def heard(ahead: float | None, *, minutes_ago: float = 1) -> Health:
    at = START - timedelta(minutes=minutes_ago)
    return Health("toot.example", "mastodon", noticed=Noticed(at, 0.1, ahead))


def test_the_middle_of_what_servers_say_counts() -> None:
    assert seconds_ahead([heard(-240), heard(-238), heard(9_000)], START) == -238


def test_what_was_said_long_ago_or_not_at_all_does_not_count() -> None:
    silent = Health("blog.example", "feed")
    assert seconds_ahead([heard(-240, minutes_ago=90), heard(None), silent], START) is None


@pytest.mark.parametrize(
    ("ahead", "said", "warned"),
    [
        (0.4, "within 5 s of the servers'", ""),
        (-12, "12 s behind the servers'", ""),
        (-240, "4 min behind the servers'", "this clock is 4 min behind"),
        (45, "45 s ahead of the servers'", "this clock is 45 s ahead"),
        (7_200, "2 h ahead of the servers'", "this clock is 2 h ahead"),
    ],
)
def test_how_far_it_is_off_is_said(ahead: float, said: str, warned: str) -> None:
    assert clock_text(ahead) == said
    assert clock_warning(ahead) == warned
