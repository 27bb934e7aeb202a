from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.hostile import HOSTILE, OBEYED

from backchannel.clean import marks
from backchannel.clean.terminal import (
    TEXT_LIMIT,
    clean_line,
    clean_text,
    cut_line,
    cut_text,
    follow,
    is_clean,
    shorten,
)

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BITS = (
    *("\x1b", "[", "]", "31m", "0;", "\x07", "\\", "\x9b", "\x9d", "\x9c", "\x90", "P", "\r", "\n"),
    *("\t", " ", "\xa0", "\u3000", "\x00", "\x7f", "\u202e", "\u200d", "\u200c", "\ufe0f", "a"),
    *("\u0301", "\u05b0", "\u0f39", "\u0e33", "\U0001f468", "\U0001f3fd", "\U0001f1ec", "\ud83d"),
    *("\ude00", "\U0001f3f4", "\U000e0067", "\U000e007f", "\ufdd0", "\u2028", "\u1160", "\u1161"),
    *("\U000e0100", "\ufeff", "\u094d", "\u0915", "é", "…", "\U00011366", "\u1e00", "\ua670"),
)
anything = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(BITS), max_size=40).map("".join),
    st.sampled_from(HOSTILE),
)

LEGITIMATE = {
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "skin tone": "👍🏽 and 👩🏿\u200d🚀",
    "flags": "🇬🇧🇺🇦",
    "England, Scotland, Wales": " ".join(
        "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
        for region in ("gbeng", "gbsct", "gbwls")
    ),
    "keycap and heart": "#️⃣ 1️⃣ ❤️",
    "Persian": "می\u200cخواهم",
    "Arabic with vowels": "ٱلْحَمْدُ لِلَّهِ",
    "an abbreviation that ends in a joiner": "سنة ه\u200d",
    "Hebrew with points and accents": "בְּרֵאשִׁ֖ית בָּרָ֣א",
    "Hindi": "क्षत्रिय हिन्दी में",
    "Sinhala": "ශ්\u200dරී",
    "Malayalam chillu": "ന്\u200d",
    "Thai": "ที่นี่ น้ำ ก็",
    "Tibetan": "ཧཱུྃ བསྒྲུབས",
    "Vietnamese, decomposed": unicodedata.normalize("NFD", "Tiếng Việt"),
    "Japanese": "が、ガ 日本語　全角",
    "Korean, decomposed": unicodedata.normalize("NFD", "한국어"),
    "an ideograph with its variant": "葛\U000e0100",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Khmer": "ភាសាខ្មែរ",
    "not normalised": "ﬁ Å ① Å",
}


@given(anything)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean_text(raw)
    assert clean_text(once) == once
    assert is_clean(once)


@given(anything)
def test_a_clean_line_stays_the_same_as_a_line_and_as_a_text(raw: str) -> None:
    line = clean_line(raw)
    assert clean_line(line) == line
    assert clean_text(line) == line
    assert "\n" not in line
    assert len(line) <= 300


@given(anything)
def test_nothing_is_left_that_a_terminal_obeys(raw: str) -> None:
    for letter in clean_text(raw):
        assert letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}
        assert letter not in BIDI
        assert ord(letter) & 0xFFFE != 0xFFFE
        assert not 0xFDD0 <= ord(letter) <= 0xFDEF


@given(anything)
def test_a_clean_text_can_be_written_as_utf_8(raw: str) -> None:
    assert clean_text(raw).encode().decode() == clean_text(raw)


@given(anything)
def test_lines_have_no_trailing_space_and_empty_lines_stand_alone(raw: str) -> None:
    text = clean_text(raw)
    assert "\n\n\n" not in text
    assert text == text.strip()
    assert all(line == line.rstrip() for line in text.split("\n"))


@given(anything)
def test_no_letter_carries_a_flood_of_marks(raw: str) -> None:
    run = 0
    for letter in clean_text(raw):
        run = run + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        assert run <= 10


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_people_write_stays_as_they_wrote_it(name: str) -> None:
    text = LEGITIMATE[name]
    assert clean_text(text) == text
    assert clean_text(f"before {text} after") == f"before {text} after"


@pytest.mark.parametrize("raw", OBEYED)
def test_what_a_terminal_obeys_is_not_clean(raw: str) -> None:
    assert not is_clean(raw)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("a\x1b]0;a forged title\x07b", "ab"),
        ("a\x1b]2;a forged title\x1b\\b", "ab"),
        ("a\x1b]52;c;ZXZpbA==\x07b", "ab"),
        ("a\x1b]8;;https://evil.example/\x1b\\b\x1b]8;;\x1b\\c", "abc"),
        ("a\x1bPq#0;2\n-~~\x1b\\b", "ab"),
        ("a\x1bka forged name\x1b\\b", "ab"),
        ("a\x1b(0b\x1bcc", "abc"),
        ("a\x1b[3\x001mb", "ab"),
    ],
)
def test_a_sequence_goes_as_a_whole(raw: str, seen: str) -> None:
    assert clean_text(raw) == seen


def test_a_sequence_that_never_ends_does_not_swallow_the_post() -> None:
    text = clean_text("so \x1b]52;c;ZXZpbA== what did the room say?\n\nA lot.")
    assert text == "so  what did the room say?\n\nA lot."


def test_a_sequence_ends_no_later_than_its_line() -> None:
    assert "kept" in clean_text("a \x1b]0;title\nkept\nb\x07")


def test_misread_bytes_of_another_encoding_lose_no_words() -> None:
    assert clean_text("\x93the room is full\x94 and \x9dit stays\x9d full") == (
        "the room is full and  stays full"
    )


def test_line_ends_of_every_kind_are_one_kind() -> None:
    assert clean_text("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h") == "a\nb\nc\nd\ne\nf\ng\nh"


def test_tabs_become_spaces_and_a_line_has_none_in_a_row() -> None:
    assert clean_text("a\tb") == "a    b"
    assert clean_line(" a\t\n\u3000b ") == "a b"


def test_halves_of_a_character_are_joined_and_lone_ones_go() -> None:
    assert clean_text("\ud83d\ude00 \ud83d!") == "😀 !"


def test_joiners_that_only_hide_a_word_go() -> None:
    assert clean_text("i\u200cd\u200de\u200ba") == "idea"
    assert clean_text("क\u200d\u200d\u200dष") == "क\u200dष"


def test_marks_cannot_reach_over_a_frame() -> None:
    assert clean_text("\u0301\u20ddabc\n\u0316def") == "abc\ndef"


def test_a_flag_keeps_only_valid_tags() -> None:
    assert clean_text("\U0001f3f4\U000e0067\U000e0062 a\U000e0041") == "\U0001f3f4 a"


def test_a_text_within_its_limit_is_not_cut() -> None:
    assert cut_text("a" * 10, limit=10) == ("a" * 10, False)
    assert cut_line("a b", limit=3) == ("a b", False)


def test_a_cut_text_says_so_and_ends_in_an_ellipsis() -> None:
    cut = cut_text("word " * 20_000)
    assert cut.was_cut
    assert len(cut.text) <= TEXT_LIMIT
    assert cut.text.endswith("word…")


def test_what_comes_after_a_flood_of_nothing_is_cut_and_said() -> None:
    assert cut_line("hello" + "\x00" * 1_000_000 + "world") == ("hello…", True)


@pytest.mark.parametrize("name", LEGITIMATE)
def test_a_cut_never_splits_a_grapheme(name: str) -> None:
    text = LEGITIMATE[name].replace(" ", "")
    for limit in range(1, len(text)):
        kept = shorten(text, limit).text[:-1]
        after = text[len(kept)]
        assert unicodedata.category(after)[0] != "M"
        assert not kept.endswith("\u200d")
        assert after not in "\u200c\u200d\ufe0f🏻🏼🏽🏾🏿"
        assert sum(0x1F1E6 <= ord(letter) <= 0x1F1FF for letter in kept) % 2 == 0


def test_room_for_nothing_is_filled_with_nothing() -> None:
    assert clean_line("abc", limit=0) == ""
    assert clean_line("abc", limit=1) == "…"


@given(anything, st.integers(0, 40))
@example("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f" * 30, 8)
@example("\U0001f468\u200d" * 200, 100)
def test_any_limit_holds_and_leaves_a_clean_text(raw: str, limit: int) -> None:
    for cut in (cut_text(raw, limit=limit), cut_line(raw, limit=limit)):
        assert len(cut.text) <= limit
        assert is_clean(cut.text)


@given(anything, st.lists(st.integers(0, 200), max_size=8))
def test_offsets_that_can_be_followed_stay_in_order_and_in_bounds(
    raw: str, wanted: list[int]
) -> None:
    offsets = sorted(min(place, len(raw)) for place in wanted)
    cut, places = follow(raw, offsets, limit=100)
    assert cut == cut_text(raw, limit=100)
    assert places == [] or len(places) == len(offsets)
    assert places == sorted(places)
    assert all(0 <= place <= len(cut.text) for place in places)


def test_an_offset_is_followed_through_what_is_taken_out() -> None:
    raw = "\x1b[31mred\x1b[0m\xa0\n\n\n\nroom"
    cut, places = follow(raw, [raw.index("red"), raw.index("room"), len(raw)])
    assert cut.text == "red\n\nroom"
    assert places == [0, 5, 9]


def test_the_quick_look_for_marks_misses_none() -> None:
    joining = (
        letter
        for letter in map(chr, range(0x110000))
        if unicodedata.category(letter) in {"Mn", "Me"}
    )
    assert all(marks.MAY_JOIN.made.match(letter) for letter in joining)
