"""Which questions are near enough to be offered as one."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from backchannel.model.questions.likeness import alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who pays for the town hall?", "And the town hall, who is paying for it?"),
        ("Where can I find the slides?", "Where do we find the slides please?"),
        ("Was hat die Prüfung gekostet?", "Wie viel hat die Prüfung am Ende gekostet?"),
        (
            "Comment les analystes sont-ils formés ?",
            "J'aimerais savoir comment former des analystes",
        ),
        ("¿Quién paga los paneles?", "Quien paga estos paneles??"),
        ("What does one sensor cost?", "what's the price of a sensor"),
        ("Was kostet ein Sensor?", "Wie teuer ist denn ein einzelner Sensor?"),
        ("Will the talk be recorded? Stuck on a train.", "is there a recording of the talk"),
        ("Who pays when the grant ends?", "Who is paying after the end of the grant?"),
    ],
)
def test_they_ask_the_same(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When is the next round of inspections?", "Where is the next round of inspections?"),
        ("Could you say more on the 3 priorities?", "Could you say more on the 4 priorities?"),
        (
            "Could you say more on the three priorities?",
            "Could you say more on all four priorities?",
        ),
        ("Should we publish league tables?", "Should we not publish league tables?"),
        ("Will the tables be published?", "Why are the tables published?"),
        ("Who pays?", "Who decides?"),
        ("What does a sensor cost?", "How long does a sensor last?"),
        (
            "Where are the slides of the talk in Leeds?",
            "Where is a recording of the talk in Leeds?",
        ),
        ("Quelqu'un a le lien vers l'étude ?", "Quelqu'un peut partager le lien vers le plan ?"),
        ("", ""),
        ("???", "???"),
    ],
)
def test_they_do_not(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@given(st.text(max_size=100), st.text(max_size=100))
def test_it_does_not_matter_which_comes_first(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
