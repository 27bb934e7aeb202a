"""Text is broken into lines that fit, and nothing of it is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.lines.widths import most_cells
from backchannel.ui.lines.wrap import cells, clusters, crop, wrap

LETTERS = st.sampled_from("ab é\n漢、字👩\u200d\ufe0f❤\u0301שع🇬🇧—…\u00ad")
TEXTS = st.one_of(st.text(LETTERS, max_size=80), st.text(max_size=60))
WIDTHS = st.integers(min_value=2, max_value=40)


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


def is_one(line: str) -> bool:
    """Whether it is one letter, which is not torn however narrow a line is."""
    return len([*clusters(line, 0, len(line))]) == 1


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("one two three", ["one two", "three"]),
        ("exactly eight", ["exactly", "eight"]),
        ("incomprehensible", ["incompre", "hensible"]),
        ("a\n\nb", ["a", "", "b"]),
        ("", [""]),
        ("漢字漢字、漢字", ["漢字漢", "字、漢字"]),
        ("see 漢字漢字", ["see 漢字", "漢字"]),
        ("aaaaaaaa、", ["aaaaaaa", "a、"]),
        ("漢 漢字漢、", ["漢 漢字", "漢、"]),
        ("هل في السجل؟", ["هل في", "السجل؟"]),
        ("хто ґречний", ["хто", "ґречний"]),
        ("शुभ दिन सभी को", ["शुभ दिन", "सभी को"]),
    ],
)
def test_text_breaks_where_a_reader_expects_it(text: str, broken: list[str]) -> None:
    assert lines(text, 8) == broken


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cells(line) <= width or is_one(line) for line in lines(text, width))


@given(TEXTS, WIDTHS)
def test_only_spaces_and_line_feeds_are_left_out(text: str, width: int) -> None:
    kept = "".join(lines(text, width)).replace(" ", "")
    assert kept == text.replace(" ", "").replace("\n", "")


@given(TEXTS, WIDTHS)
def test_lines_begin_further_and_further_into_the_text(text: str, width: int) -> None:
    starts = [start for start, _ in wrap(text, width)]
    assert all(one < other for one, other in pairwise(starts))


@given(TEXTS, WIDTHS)
def test_a_cropped_text_fits_and_says_that_it_goes_on(text: str, width: int) -> None:
    text = text.replace("\n", " ")
    cropped = crop(text, width)
    assert cells(cropped) <= width
    assert cropped == text or cropped.endswith("…")


def test_a_family_and_a_flag_are_not_torn_apart() -> None:
    family = "👩\u200d👩\u200d👧"
    assert lines(family * 3, 12) == [family * 2, family]
    assert lines("x🇬🇧🇫🇷", 6) == ["x🇬🇧", "🇫🇷"]


@given(TEXTS, WIDTHS)
def test_a_line_has_room_for_what_any_terminal_makes_of_it(text: str, width: int) -> None:
    for line in lines(text, width):
        assert most_cells(line) <= width or is_one(line)
    assert most_cells(crop(text.replace("\n", " "), width)) <= width
