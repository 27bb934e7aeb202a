"""Fewer bytes paint the same picture."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.terminal.terse import terse

TOKEN = re.compile(r"\x1b\[([0-9;]*)m|(\x1b\[[0-9;]*[A-Za-z])|(.)", re.DOTALL)
Seen = list[tuple[str, tuple[str, ...]]]


def seen(painted: str) -> Seen:
    """Every letter and sequence with the style it meets, as a terminal keeps it."""
    shown: Seen = []
    state: dict[str, str] = {}
    for numbers, sequence, letter in TOKEN.findall(painted):
        if sequence or letter:
            shown.append((sequence or letter, tuple(sorted(state.values()))))
        else:
            obey(state, numbers.split(";"))
    shown.append(("", tuple(sorted(state.values()))))
    return shown


def obey(state: dict[str, str], numbers: list[str]) -> None:
    while numbers:
        number = numbers.pop(0)
        if number in {"", "0"}:
            state.clear()
        elif number in {"38", "48"}:
            length = 4 if numbers[0] == "2" else 2
            state[number[0]] = ";".join([number, *numbers[:length]])
            del numbers[:length]
        elif number in {"39", "49"}:
            state.pop(number[0], None)
        elif len(number) > 1:
            state["4" if number.startswith(("4", "10")) else "3"] = number
        else:
            state[f"attribute {number}"] = number


numbers = st.lists(
    st.sampled_from(
        [*"1234579", "39", "49", "33", "95", "41", "104", "38;5;39", "48;5;4", "38;2;1;49;0"]
    ),
    min_size=1,
    max_size=4,
).map(";".join)
stretches = st.tuples(
    numbers, st.sampled_from(["word", " ", "│", "\r\n", "\x1b[3;4H", "\x1b[2J", "\x1b[K", ""])
).map(lambda each: f"\x1b[{each[0]}m{each[1]}\x1b[0m")
frames = st.lists(
    st.one_of(stretches, st.sampled_from(["bare", "\r\n", "\x1b[9;1H", "\x1b[?2026h"])),
    max_size=12,
).map("".join)


def visible(shown: Seen) -> Seen:
    """Moves paint nothing, whatever the style."""
    return [
        (what, () if what in {"\r", "\n"} or what.endswith("H") else style) for what, style in shown
    ]


@given(frames)
def test_every_letter_has_the_style_that_it_had(painted: str) -> None:
    assert visible(seen(terse(painted))) == visible(seen(painted))
    assert len(terse(painted)) <= len(painted)


@given(frames)
def test_no_sequence_has_more_numbers_than_terminals_hear(painted: str) -> None:
    told = re.findall(r"\x1b\[([0-9;]*)m", terse(painted))
    assert all(len(each.split(";")) <= 10 for each in told)


def test_what_is_the_same_is_said_once() -> None:
    painted = "\x1b[1;33;49m> \x1b[0m\x1b[1;33;49mAna\x1b[0m\x1b[33;49m at\x1b[0m"
    assert terse(painted) == "\x1b[1;33m> Ana\x1b[0;33m at\x1b[m"
