"""A post in one line."""

from __future__ import annotations

from tests.ui.posts import Pane, moment, post

from backchannel.ui.lines.summary import words_of


def in_short(text: str) -> str:
    return words_of(Pane().add(moment(1), post(text)))


def test_a_text_that_is_too_long_ends_at_the_end_of_a_word_and_says_so() -> None:
    found = in_short("anyone goes overhere " * 100)
    assert found.endswith(("anyone…", "goes…", "overhere…"))
    assert 900 < len(found) <= 1_000


def test_a_text_that_has_no_words_is_cut_anywhere_and_says_so() -> None:
    assert in_short("x" * 1_001) == "x" * 998 + "…"


def test_any_other_is_there_as_it_is_on_one_line() -> None:
    assert in_short("Short\n and  sweet ") == "Short and sweet"
    assert in_short("x" * 1_000 + "\n") == "x" * 1_000
