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


LONG = Session("Keynote: What we count and what counts", START, 45)
CONNECTED = Event("Councillors connected", ("councilsconnect", "ccx26"), sessions=(LONG,))


@pytest.mark.parametrize(
    ("width", "says"),
    [
        (140, " backchannel  Councillors connected  #councilsconnect #ccx26 "),
        (
            100,
            " Councillors connected  14:36 · Keynote: What we count and what counts · 9 min left",
        ),
        (80, " Councillors connected  14:36 · Keynote: What we count and what… · 9 min left"),
        (60, " Councillors connected  14:36 · Keynote: What… · 9 min left"),
        (40, " Councillors conne…  14:36 · 9 min left"),
        (30, " Council…  14:36 · 9 min left"),
    ],
)
def test_the_event_is_named_before_its_tags_and_these_before_the_program(
    width: int, says: str
) -> None:
    line = headline(CONNECTED, START + timedelta(minutes=36), width).plain
    assert " ".join(says.split()) in " ".join(line.split())
    assert len(line.rstrip()) <= width


@pytest.mark.parametrize("width", [20, 40, 60])
def test_an_event_without_a_name_is_named_by_its_tag(width: int) -> None:
    line = headline(Event("#ideaperf", ("ideaperf",)), START, width).plain
    assert "#ideaperf" in line
    assert line.rstrip().endswith("14:00")
    assert ("backchannel" in line) == (width > 20)
