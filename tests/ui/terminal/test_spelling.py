"""Terminals that know ASCII only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import backchannel.ui
from backchannel.ui.terminal.spelling import SIGNS, in_ascii, knows_ascii_only


@given(st.characters())
def test_every_letter_keeps_its_room(letter: str) -> None:
    spelt = in_ascii(letter)
    assert spelt.isascii()
    assert len(spelt) == (1 if letter.isascii() else cell_len(letter))


def test_letters_with_marks_lose_them_and_others_are_question_marks() -> None:
    assert in_ascii("Chloé Dupuits à Łódź: 漢 ж") == "Chloe Dupuits a Lodz: ?? ?"
    assert in_ascii("╭─ ▸ 2 ─╮ ● ok ▲ 3 new") == "+- > 2 -+ * ok ^ 3 new"


def test_escape_sequences_are_left_alone() -> None:
    assert in_ascii("\x1b[1;33m▌\x1b[0m") == "\x1b[1;33m>\x1b[0m"


def test_whatever_the_screens_draw_has_a_sign_that_stands_for_it() -> None:
    drawn = set()
    for path in Path(backchannel.ui.__file__).parent.rglob("*.py"):
        if path.name not in {"widths.py", "spelling.py", "small.py", "large.py"}:  # tables
            drawn |= set(re.findall("[^\x00-\x7f]", path.read_text("utf-8")))
    assert {letter for letter in drawn if in_ascii(letter) == "?"} == set()
    assert all(len(sign) == 1 for sign in SIGNS.values())


@pytest.mark.parametrize(
    ("environ", "is_so"),
    [
        ({}, False),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "de_DE.utf8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "pl_PL.ISO-8859-2"}, True),
        ({"LANG": "en_GB.UTF-8", "PYTHONIOENCODING": "ascii:replace"}, True),
        ({"LANG": "C", "PYTHONIOENCODING": "utf-8"}, False),
        ({"LANG": "en_GB.UTF-8", "TERM": "vt100"}, True),
        ({"LANG": "en_GB.UTF-8", "TERM": "vt220-w"}, True),
        ({"LANG": "en_GB.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_a_terminal_is_asked_by_its_surroundings(environ: dict[str, str], *, is_so: bool) -> None:
    assert knows_ascii_only(environ) is is_so
