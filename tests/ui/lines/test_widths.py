"""What is counted the same everywhere, and what is not."""

from __future__ import annotations

from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from backchannel.ui.lines.widths import is_narrow, is_sure, most_cells


@given(st.text(st.characters(max_codepoint=0x2FFF)))
def test_what_counts_as_narrow_takes_one_cell_a_letter(text: str) -> None:
    assert not is_narrow(text) or cell_len(text) == len(text)


def test_what_is_sure_is_what_unicode_and_textual_both_say() -> None:
    controls = {*range(0x20), *range(0x7F, 0xA0)}
    for code in range(0x110000):
        letter = chr(code)
        if code not in controls and is_sure(letter):
            is_mark, is_wide = category(letter) == "Mn", east_asian_width(letter) in "WF"
            assert cell_len(letter) == (0 if is_mark else 1 + is_wide), hex(code)


@pytest.mark.parametrize(
    "text",
    ["👨\u200d👩\u200d👧", "👍🏽", "🇬🇧", "❤\ufe0f", "1\ufe0f\u20e3", "की", "กำ", "\U0001faea"],
)
def test_what_terminals_count_differently_is_not_sure(text: str) -> None:
    assert not is_sure(text)
    assert most_cells(text) >= cell_len(text)


@pytest.mark.parametrize(
    "text", ["plain", "é…·—“”€", "Ünïcode", "漢字、ひらがな", "😀 👍", "╭─ ●◐○ ▲ ✕"]
)
def test_ordinary_text_is_sure(text: str) -> None:
    assert is_sure(text)


@given(st.text())
def test_no_text_is_counted_as_more_than_it_may_take(text: str) -> None:
    assert most_cells(text) >= cell_len(text)
