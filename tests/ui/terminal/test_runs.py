"""Lines as they are told to a terminal: which letters together, how wide, and in which order."""

from __future__ import annotations

from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.lines.wrap import cells
from backchannel.ui.terminal.runs import WIDEST, extent, is_from_right, runs

MIXED = st.text(st.sampled_from("ab 1é漢Жعمن؟שלום😀ीक\u0301\u200d❤\ufe0f"), max_size=40)


def told(line: str) -> list[str]:
    return [run.text for run in runs(line)]


@pytest.mark.parametrize(
    "line", ["Who pays?", "Кто за это платит?", "谁来付钱？", "Ποιος πληρώνει;"]
)
def test_letters_of_which_terminals_agree_are_written_together(line: str) -> None:
    assert [*runs(line)] == [(line, cells(line), True)]


def test_of_scripts_whose_letters_change_a_word_is_written_at_once_and_its_cells_are_told() -> None:
    found = [*runs("कौन भुगतान करता?")]
    assert [run.text for run in found] == ["कौन ", "भुगतान ", "करता?"]
    assert [run.width for run in found] == [4, 6, 5]  # with a space, or a little more
    assert not any(run.is_sure for run in found)


@pytest.mark.parametrize(
    ("word", "width"),
    [
        ("प्रश्नों", 4),  # two of its four letters are parts of others
        ("रिकॉर्डिंग", 6),
        ("की", 3),
        ("யார்", 5),  # wider than as many letters of Latin
        ("കേരളം", 7),
    ],
)
def test_a_word_takes_the_cells_that_its_letters_take_where_they_are_joined(
    word: str, width: int
) -> None:
    assert [(run.text, run.width) for run in runs(word)] == [(word, width)]


@pytest.mark.parametrize("word", ["विद्यार्थियों", "विश्वविद्यालयों", "ప్రశ్నలకోసం"])
def test_a_word_that_is_too_wide_is_not_parted_between_letters_that_are_joined(word: str) -> None:
    assert not any(combining(run.text[-1]) == 9 for run in runs(word))


def test_a_family_and_a_flag_are_one_each() -> None:
    assert told("👨‍👩‍👧🇬🇧 ok") == ["👨‍👩‍👧", "🇬🇧", " ok"]
    assert [run.width for run in runs("👨‍👩‍👧🇬🇧")] == [2, 2]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("من يدفع ثمن", "ثمن يدفع من"),
        ("من يدفع؟", "يدفع؟ من"),
        ("من pays the bill اليوم", "اليوم pays the bill من"),
        ("في 2026 من يدفع", "يدفع من 2026 في"),
        ("Who asked من يدفع today", "Who asked يدفع من today"),
        ("שלום world", "world שלום"),
    ],
)
def test_words_from_the_right_are_told_in_the_order_in_which_they_are_seen(
    line: str, seen: str
) -> None:
    assert "".join(told(line)) == seen
    assert is_from_right(line) == (line[0] != "W")


@given(MIXED)
def test_nothing_is_lost_and_each_run_fits_into_what_a_terminal_takes(line: str) -> None:
    found = [*runs(line)]
    assert sum(run.width for run in found) == extent(line)
    assert all(run.width <= WIDEST or run.is_sure for run in found)
    assert all(len(run.text.encode()) <= 4_096 for run in found)
    seen, said = sorted("".join(run.text for run in found)), sorted(line)
    assert not [letter for letter in said if letter not in seen and cells(letter)]


@given(st.text(st.sampled_from("ab éЖ"), max_size=40))
def test_from_the_left_all_is_told_as_it_is(line: str) -> None:
    assert "".join(told(line)) == line
