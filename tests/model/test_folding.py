"""Folding decides which words are the same word, and where they stand in a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backchannel.model.folding import LONGEST, Phrase, find_matches, spans, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don’t measure KPIs!", ["don", "t", "measure", "kpis"]),
        ("Café, naïve, Ångström", ["cafe", "naive", "angstrom"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("İstanbul ısı Łódź Ørsted", ["istanbul", "isi", "lodz", "orsted"]),
        ("Ёлка й Ώρα", ["елка", "и", "ωρα"]),
        ("ﬁne ２０２４ x²", ["fine", "2024", "x2"]),
        ("#Idea_Perf @ana@council.example", ["idea", "perf", "ana", "council", "example"]),
        ("كِتَاب می‌خواهم", ["كتاب", "میخواهم"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("東京へ行く", ["東", "京", "へ", "行", "く"]),
        ("ดีๆ ok", ["ด", "ี", "ๆ", "ok"]),
        ("thanks🎉🎉 👍🏽 ❤️", ["thanks", "🎉", "🎉", "👍", "❤"]),
        ("... — !", []),
    ],
)
def test_words_are_folded_and_apart(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_vowel_signs_that_tell_indic_words_apart_stay() -> None:
    assert words("कि") != words("की")


def test_a_word_of_endless_length_is_cut() -> None:
    assert [len(word) for word in words("a" * 50_000)] == [LONGEST]


@given(st.text())
@example("ｶﾞ가")
@example("e\u0323\u0302 \u0344")
def test_the_same_text_in_another_normal_form_has_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(text)
    assert words(unicodedata.normalize("NFKC", text)) == words(text)


@given(st.text())
def test_words_have_no_signs_that_a_query_could_trip_over(text: str) -> None:
    for word in words(text):
        assert not set(word) & set(" \"'*():^{}-+_\x00")


@given(st.text() | st.text(alphabet="aé\u0301\u0308ｶﾞ \u1100\u1161가🎉\ufe0f字कि"))
@example("x" * 300 + " y")
def test_words_are_found_again_where_they_stand(text: str) -> None:
    placed = spans(text)
    assert [word for word, _, _ in placed] == words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in placed)


def test_what_was_found_is_marked_as_it_is_written() -> None:
    text = "Is Cafe\u0301 culture measured in CAFÉS? 東京タワー"
    asked = [Phrase(("cafe",), is_open=True), Phrase(("京", "タ"))]
    assert [text[start:end] for start, end in find_matches(text, asked)] == [
        "Cafe\u0301",
        "CAFÉS",
        "京タ",
    ]


def test_marks_that_overlap_are_one() -> None:
    asked = [Phrase(("too", "fast")), Phrase(("fast", "by", "far"))]
    assert find_matches("much too fast by far", asked) == [(5, 20)]
