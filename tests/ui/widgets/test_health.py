from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.clock import START

from backchannel.model.source import Health, State
from backchannel.ui.widgets.health import Situation, health_line, health_text

MINUTE = timedelta(minutes=1)


def health(state: State, *, ago: float = 0, due: float | None = None, problem: str = "") -> Health:
    return Health(
        "social.example",
        "mastodon",
        state,
        ok_at=START - ago * MINUTE,
        due=None if due is None else START + due * MINUTE,
        problem=problem,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (health(State.STARTING), "starting"),
        (health(State.OK, ago=2), "ok"),
        (health(State.OK, ago=12), "12 min ago"),
        (health(State.OK, ago=300), "5 h ago"),
        (health(State.LIVE), "live"),
        (health(State.LIVE, ago=4), "silent for 4 min"),
        (health(State.RETRY, due=0.3), "retry in <1 min"),
        (health(State.RETRY, due=5), "retry in 5 min"),
        (health(State.LOGIN), "needs login"),
        (health(State.REFUSED), "refused"),
        (health(State.GONE), "has ended"),
        (health(State.OFF), "off"),
    ],
)
def test_every_state_has_its_words(given: Health, said: str) -> None:
    assert health_text(given, START) == said


def line(sources: list[Health], width: int, now: datetime = START, problem: str = "") -> str:
    return health_line(Situation(sources, is_collected=True, problem=problem), now, width).plain


def test_a_refused_source_says_why_as_long_as_there_is_room() -> None:
    bad = health(State.REFUSED, problem="no such tag here")
    assert "✕ social.example refused: no such tag here" in line([bad], 100)
    assert line([bad], 30).startswith(" ✕ social.example refused")


def test_what_is_well_gives_way_to_what_is_not() -> None:
    feeds = [Health(f"blog{n}.example", "feed", State.OK, ok_at=START) for n in range(7)]
    sources = [*feeds, health(State.LIVE), health(State.LOGIN)]
    assert "● feeds 7/7 ok" in line(sources, 100)
    assert "○ social.example needs login  ● 8 of 9 well" in line(sources, 60)
    assert all(len(line(sources, width)) <= width for width in range(1, 200))


def test_a_banner_takes_the_whole_line() -> None:
    said = line([health(State.OK)], 40, problem="the disk is full")
    assert said.startswith(" ✕ the disk is full")
    assert len(said) == 40


def test_a_gap_that_was_closed_is_told_for_a_while() -> None:
    closed = Health(
        "social.example", "mastodon", State.LIVE, ok_at=START, recovered=40, recovered_at=START
    )
    assert "live (recovered 40 posts)" in line([closed], 100)
    assert "recovered" not in line([closed], 100, START + 6 * MINUTE)
