"""Sentences in letters made of blocks, as large as there is room for."""

from __future__ import annotations

import unicodedata

import hypothesis.strategies as st
import pytest
from hypothesis import given

from backchannel.ui.lines.wrap import cells
from backchannel.ui.presenter.large import LARGE
from backchannel.ui.presenter.letters import written
from backchannel.ui.presenter.small import SMALL
from backchannel.ui.terminal.runs import extent

LATIN = "ABCXYZabcxyzäöüÄÖÜßéèêëçñÑíìîïóòôõøåÅÆœŒğşžčřőűąęłŁ¿¡?!,.;:'\"-–()/&%€£0123456789"


@pytest.mark.parametrize("sign", LATIN)
def test_what_people_write_with_latin_letters_is_drawn(sign: str) -> None:
    for font in (LARGE, SMALL):
        plain = font.plain(sign)
        assert plain
        for each in plain:
            rows = font.glyph(each)
            assert len(rows) == font.height
            assert len({len(row) for row in rows}) == 1
            assert any("#" in row for row in rows)


def test_letters_differ_from_each_other() -> None:
    for font in (LARGE, SMALL):
        signs = {sign for sign in font.plain(LATIN) or "" if sign not in " 'őŐŰ"}
        assert len({font.glyph(sign) for sign in signs}) == len(signs)


def test_a_short_question_is_larger_than_a_long_one() -> None:
    heights = [
        len(written(text, 78, 19).rows) / text.count(" ")
        for text in ("Who pays?", "Who pays? " * 6)
    ]
    assert heights[0] > heights[1]
    assert "█" in written("Who pays?", 78, 19).rows[0]


@pytest.mark.parametrize("text", ["谁来付钱？", "Кто платит?", "من يدفع؟", "🎉🎉🎉", "Who 谁?"])
def test_other_scripts_and_bare_emoji_are_as_the_terminal_writes_them(text: str) -> None:
    found = written(text, 78, 19)
    assert found.is_plain
    assert text in found.rows


@pytest.mark.parametrize(
    "text",
    ["谁来付钱？", "Кто платит?", "من يدفع؟", "Ποιος πληρώνει;", "कौन भुगतान करता है?", "🎉🎉🎉"],
)
def test_every_script_is_large_where_the_terminal_can_enlarge_its_letters(text: str) -> None:
    found = written(text, 78, 19, 7)
    assert not found.is_plain
    lines = list(found.enlarged.values())
    assert " ".join(line.text for line in lines) == text  # turned round by the terminal's edge
    assert min(line.scale for line in lines) >= 5
    assert all(not row.strip() for row in found.rows)


def test_of_two_ways_the_one_that_makes_letters_higher_is_taken() -> None:
    assert written("Who?", 78, 19, 7) == written("Who?", 78, 19)
    long = "Who pays for it once the first grant has run out, and who decides? "
    assert written(long, 78, 19, 7).enlarged[0].scale == 4
    assert written(long * 3, 78, 19, 7).enlarged == {}
    assert written(long * 5, 78, 19, 7).enlarged[0].scale == 2
    assert written(long * 5, 78, 19).is_plain
    assert written(long * 5, 78, 19, 1) == written(long * 5, 78, 19)


def test_no_word_is_broken_for_the_sake_of_larger_letters() -> None:
    found = written("Вопрос: водоснабжение?", 78, 19, 7)
    assert [line.text for line in found.enlarged.values()] == ["Вопрос:", "водоснабжение?"]
    assert found.enlarged[0].scale == 5


@given(
    text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300),
    width=st.integers(1, 150),
    height=st.integers(1, 45),
)
def test_nothing_enlarged_is_wider_or_higher_than_its_room(
    text: str, width: int, height: int
) -> None:
    found = written(unicodedata.normalize("NFC", text), width, height, 7, has_blocks=False)
    assert len(found.rows) <= height
    for y, line in found.enlarged.items():
        assert line.x + extent(line.text) * line.scale <= len(found.rows[y]) <= width
        assert y + line.scale <= height
        assert not any(row.strip() for row in found.rows)


def test_emoji_in_a_sentence_do_not_make_it_small() -> None:
    assert written("Who pays? 🎉", 78, 19) == written("Who pays?", 78, 19)


def test_accents_that_came_apart_are_put_together() -> None:
    assert written("cafe\u0301", 60, 10) == written("café", 60, 10)


def test_what_no_letters_have_room_for_ends_in_an_ellipsis() -> None:
    found = written("word " * 600, 40, 6)
    assert found.is_plain
    assert found.rows[-1].endswith("…")


@given(
    text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=300),
    width=st.integers(1, 150),
    height=st.integers(1, 45),
)
def test_nothing_is_wider_or_higher_than_its_room(text: str, width: int, height: int) -> None:
    found = written(unicodedata.normalize("NFC", text), width, height)
    assert len(found.rows) <= height
    if width > 3:
        assert all(cells(row) <= width for row in found.rows)
