"""Why a source cannot be read, in words that are true also later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backchannel.model.source import Health
from backchannel.ui.health.coverage_words import why_text

UNTIL = datetime(2026, 7, 1, 14, 31, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("asked us to wait 40 s", "asked us to wait until 14:32"),
        ("asked us to wait", "asked us to wait until 14:32"),  # as stores of old have it
        ("429: asked us to wait 12 min", "429: asked us to wait until 14:32"),
        ("the relay asked us to wait", "the relay asked us to wait"),  # it did not say how long
        ("connected 12 times in a minute; waiting 4 s",) * 2,
        ("429 Too Many Requests",) * 2,
    ],
)
def test_until_when_and_not_for_how_long(problem: str, said: str) -> None:
    asked = Health("blog.example", "feed", problem=problem, until=UNTIL)
    assert why_text(asked, lambda at: f"{at:%H:%M}") == said


def test_nobody_who_did_not_say_is_quoted() -> None:
    asked = Health("blog.example", "feed", problem="429: asked us to wait 12 min")
    assert why_text(asked, str) == "429: asked us to wait 12 min"
