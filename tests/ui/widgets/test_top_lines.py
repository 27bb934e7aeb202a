from __future__ import annotations

from datetime import timedelta

import pytest
from tests.clock import START

from backchannel.model.programme import Event, Session
from backchannel.ui.widgets.top_lines import headline

KEYNOTE = Session("Keynote", START, 45)
PANEL = Session("Panel", START + timedelta(minutes=60), 30)
EVENT = Event("Performance plus", ("ideaperf",), timezone="Europe/London")


def said(*sessions: Session, at: float, width: int = 120) -> str:
    """What stands after the clock."""
    event = Event(EVENT.name, EVENT.tags, timezone=EVENT.timezone, sessions=sessions)
    line = headline(event, START + timedelta(minutes=at), width).plain
    return line.rstrip().partition("14:" if at < 60 else "15:")[2][2:].removeprefix(" · ")


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (44.5, "Keynote · 1 min left"),
        (45, "Keynote · over"),
        (48.9, "Keynote · 3 min over"),
        (74.9, "Keynote · 29 min over"),
        (75, ""),
    ],
)
def test_a_session_that_should_be_over_says_since_when(at: float, says: str) -> None:
    assert said(KEYNOTE, at=at) == says


def test_another_session_ends_what_runs_over_and_is_named_before() -> None:
    assert said(KEYNOTE, PANEL, at=48) == "Keynote · 3 min over · 15:00 Panel"
    assert said(KEYNOTE, PANEL, at=48, width=60) == "Keynote · 3 min over"
    assert said(KEYNOTE, PANEL, at=61) == "Panel · 29 min left"
