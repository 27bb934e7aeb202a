"""Notes as they were written: emphasis, what is to be done, and what only looks so."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.clean.emphasis import outstanding, stretches


@pytest.mark.parametrize(
    ("written", "words", "stressed"),
    [
        ("three **objections** so far", "three objections so far", ["objections **"]),
        (
            "__all__ of *them*, _now_",
            "all of them, now",
            ["all __", "them *", "now _"],
        ),
        ("~~no~~ yes", "no yes", ["no ~~"]),
        ("! ask Ana #action today", "! ask Ana #action today", ["! ", "#action "]),
        ("? who pays", "? who pays", ["? "]),
        ("**ask #actions**", "ask #actions", ["ask #actions **"]),
    ],
)
def test_what_stands_out(written: str, words: str, stressed: list[str]) -> None:
    told, found = outstanding(written)
    assert told == words
    assert [f"{told[each.start : each.end]} {each.mark}" for each in found] == stressed


@pytest.mark.parametrize(
    "written",
    ["2 * 3 * 4", "snake_case_name", "5**2 and 6**2", "** no **", "a*b*c", "is it?", "#actionable"],
)
def test_what_is_no_emphasis_stays_as_it_was_typed(written: str) -> None:
    assert outstanding(written) == (written, ())


@given(st.text("ab *_~#!? ", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_line_is_whole_however_it_is_cut(written: str, one: int, other: int) -> None:
    told, found = outstanding(written)
    start, end = sorted((min(one, len(told)), min(other, len(told))))
    parts = [*stretches(start, end, found)]
    assert "".join(told[part] for part, _ in parts) == told[start:end]
    assert all(told[part] for part, _ in parts)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [*stretches(0, len(told), ())] == ([(slice(0, len(told)), None)] if told else [])
