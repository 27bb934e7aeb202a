"""Notes as they were written: emphasis, what is to be done, and what only looks so."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.widgets.rows.emphasis import Stress, emphasised, stretches


@pytest.mark.parametrize(
    ("written", "words", "stressed"),
    [
        ("three **objections** so far", "three objections so far", ["objections: bold"]),
        (
            "__all__ of *them*, _now_",
            "all of them, now",
            ["all: bold", "them: italic", "now: italic"],
        ),
        ("~~no~~ yes", "no yes", ["no: strike"]),
        ("! ask Ana #action today", "! ask Ana #action today", ["!: bold", "#action: bold"]),
        ("? who pays", "? who pays", ["?: bold"]),
        ("**ask #actions**", "ask #actions", ["ask #actions: bold"]),
    ],
)
def test_what_stands_out(written: str, words: str, stressed: list[str]) -> None:
    told, found = emphasised(written)
    assert told == words
    assert [f"{told[each.start : each.end]}: {each.style}" for each in found] == stressed


@pytest.mark.parametrize(
    "written",
    ["2 * 3 * 4", "snake_case_name", "5**2 and 6**2", "** no **", "a*b*c", "is it?", "#actionable"],
)
def test_what_is_no_emphasis_stays_as_it_was_typed(written: str) -> None:
    assert emphasised(written) == (written, ())


@given(st.text("ab *_~#!? ", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_line_is_whole_however_it_is_cut(written: str, one: int, other: int) -> None:
    told, found = emphasised(written)
    start, end = sorted((min(one, len(told)), min(other, len(told))))
    parts = [*stretches(start, end, found)]
    assert "".join(told[each.start : each.end] for each in parts) == told[start:end]
    assert all(each.start < each.end for each in parts)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [*stretches(0, len(told), ())] == ([Stress(0, len(told), "")] if told else [])
