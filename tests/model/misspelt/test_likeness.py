"""Which tags somebody may have meant for another, on a little invented corpus."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.misspelt.likeness import meant, slips, years_of
from backchannel.model.misspelt.ordinary import WORDS
from backchannel.model.programme import Event
from backchannel.model.tags import canonical

YEARS: Final = frozenset({"2026", "26"})

MEANT: Final = {
    "ideaperf": (
        "ideaprf idaeperf ideaperff ideaperfs idaperf ideaoerf ideaper ideaperf26 ideaperf2026 "
        "ideaprf2026"
    ),
    "ideaperf26": "ideaperf ideaperf2026 ideaprf26 ideaperfs26",
    "councillorsconnected": "councilorsconnected councillorsconected councillorconnected",
    "qualitätskatzen": "qualitätskatze qualitätskazten",
    "planet": "planets",
    "burgerrate": "buergerraete burgerratte",
    "cœursdeville": "coeursdeville coursdeville",
    "bildung": "bildungen",
    "bibliotheque": "bibliotheques",
    "forum2026": "forum26 forums2026",
    "ukgc": "ukgc26 ukgc2026",
    "kpi26": "kpi2026",
    "見本市二千二十六": "見本市二千二十",
}
"""Written by a tired hand, or with the year."""

OTHERS: Final = {
    "ideaperf": (
        "idea perf ideaperf25 ideaperf2019 ideaperform deaperf adeaperf ideaxyrf performance "
        "ideas ideaperf1"
    ),
    "ideaperf26": "ideaperf25 ideaperf36 ideaperf2025 ideaperf62",
    "planet": "plane planes plant plants planer planed planeta",
    "bildung": "bindung bildband bilden",
    "kirche": "kirsche",
    "quartier": "quartz quarters quartiers1",
    "mercado": "mercados2019 marcado mercader",
    "rate": "raete",
    "forum2026": "forum forms2026 forum2025 form2026",
    "ukgc": "ukgcs ukg ukdc gc ukgc25",
    "kpi": "kpis kpa api",
    "kpi26": "kpi kpa26",
    "wetter": "better letter setter",
    "bigcon": "bigco2 gibcon",
    "h2oforum": "h3oforum h20forum",
    "conference": "conferences2019 confidence",
}
"""Another word, another occasion, or too short to tell."""


def pairs(corpus: dict[str, str]) -> list[tuple[str, str]]:
    return [(ours, tag) for ours, tags in corpus.items() for tag in tags.split()]


@pytest.mark.parametrize(("ours", "tag"), pairs(MEANT))
def test_a_slip_of_the_hand_is_told(ours: str, tag: str) -> None:
    assert meant(tag, ("rivers", ours), YEARS) == ours


@pytest.mark.parametrize(("ours", "tag"), pairs(OTHERS))
def test_another_tag_is_left_alone(ours: str, tag: str) -> None:
    assert meant(tag, (ours,), YEARS) is None


def test_ordinary_words_are_listed_as_tags_are_compared() -> None:
    assert {word for word in WORDS if canonical(word) != word} == set()
    assert {"library", "bildung", "bibliotheque", "biblioteca"} <= WORDS


@pytest.mark.parametrize("tag", ["ideaperf", "ideaprf"])
def test_a_tag_of_the_event_is_none_that_is_nearly_one(tag: str) -> None:
    assert meant(tag, ("ideaperf", "ideaprf"), YEARS) is None


def test_the_years_of_an_event_are_those_of_its_programme_else_this_one() -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    turn = Event("A", ("a",), starts=now, ends=datetime(2027, 1, 2, tzinfo=UTC))
    assert years_of(turn, now) == {"2026", "26", "2027", "27"}
    assert years_of(Event("A", ("a",)), now) == {"2026", "26"}


LETTERS: Final = st.text("abcd", max_size=9)


@given(LETTERS, LETTERS, st.integers(0, 9))
def test_slips_lead_as_far_there_as_back_and_no_further_than_asked(
    one: str, other: str, most: int
) -> None:
    found = slips(one, other, most)
    assert found == slips(other, one, most) <= most + 1
    assert (found == 0) == (one == other)
    assert found == min(slips(one, other, 20), most + 1)
