"""Hints lose whole parts, never words, and never the way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.lines.hints import helpful, hints, whole_parts, whole_words

FOUND = "Enter goes to it · b best first · / other words · Esc goes back"


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (70, FOUND),
        (62, "Enter goes to it · b best first · / other words · Esc back"),
        (56, "Enter goes to it · b best first · Esc back"),
        (36, "Enter goes to it · Esc back"),
        (20, "Esc back"),
    ],
)
def test_what_does_not_fit_goes_from_the_least_important(width: int, said: str) -> None:
    assert hints(FOUND, width) == said


@given(st.integers(8, 80))
def test_the_way_out_is_always_there_and_whole(width: int) -> None:
    said = hints(FOUND, width)
    assert said.endswith(("Esc goes back", "Esc back"))
    assert len(said) <= width
    assert all(part in FOUND for part in said.split(" · ")[:-1])


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, "no field form; did you mean from?"),
        (22, "did you mean from?"),
        (12, "did you…"),
    ],
)
def test_of_what_is_wrong_the_suggestion_stays(width: int, said: str) -> None:
    assert helpful("no field form; did you mean from?", width) == said


def test_in_little_room_what_is_wrong_is_said_rather_than_one_word_of_a_list() -> None:
    unknown = "no field zzz; there are from, source, kind, tag, lang"
    assert helpful(unknown, 22) == "no field zzz"
    assert helpful(unknown, 36) == "there are from, source, kind, tag…"
    assert helpful("likes: takes >3, <=10 or just 5, for example", 38).endswith("or just 5")


def test_a_text_ends_after_a_word() -> None:
    assert whole_words("which time? 14:30, 20m ago", 20) == "which time? 14:30…"
    assert whole_words("which time?", 11) == "which time?"
    assert whole_words("which", 1) == ""


@pytest.mark.parametrize(
    ("width", "seen"),
    [(40, 'words  "a phrase"  -not'), (20, 'words  "a phrase"'), (14, "words"), (3, "")],
)
def test_no_part_of_what_can_be_typed_is_cut(width: int, seen: str) -> None:
    assert whole_parts('words  "a phrase"  -not', width) == seen
