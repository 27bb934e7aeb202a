"""What a terminal sends for what is pasted, in pieces of any size, is text and no key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.hostile import OBEYED
from tests.ui.terminal.test_pty import desk, filled
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste

from backchannel.store import board
from backchannel.store.store import Store
from backchannel.ui.terminal.pasting import BEGIN, END, LONGEST, QUIET, Keyboard

SILENCE = ("",) * QUIET
TEXTS = st.one_of(st.text(), st.sampled_from(OBEYED)).filter(lambda text: END not in text)


def heard(reads: Iterable[str]) -> list[str]:
    """Keys by their names, pastes by their text in brackets."""
    keyboard = Keyboard(XTermParser())
    found = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textual._parser.get_time", lambda: 0.0)  # a slow machine ends no sequence
        for message in (message for read in reads for message in keyboard.heard(read)):
            if isinstance(message, Paste):
                found.append(f"[{message.text}]")
            elif isinstance(message, Key):
                found.append(message.key)
    return found


def in_pieces(text: str, cuts: Iterable[int]) -> list[str]:
    bounds = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    return [text[start:end] for start, end in pairwise(bounds)]


@given(TEXTS, st.lists(st.integers(0, 100)))
@example("look \x1b[31mpx", [3, 12, 13])
@example("\x1b", [7])
@example("\x1b[200~again", [])
def test_everything_between_the_marks_is_text(text: str, cuts: list[int]) -> None:
    reads = in_pieces(f"j{BEGIN}{text}{END}k", cuts)
    assert heard(reads) == ["j", f"[{text}]", "k"]


def test_two_pastes_in_one_read_are_two() -> None:
    assert heard([f"{BEGIN}a{END}{BEGIN}b{END}x{END}"]) == ["[a]", "[b]", "x"]


def test_keys_are_what_they_were() -> None:
    assert heard(["j\x1b[A", "\x1b[", "B\x1bOP"]) == ["j", "up", "down", "f1"]


def test_a_slow_line_may_hold_up_the_rest_of_a_paste() -> None:
    assert heard([f"{BEGIN}one ", *SILENCE, "two p", *SILENCE, f"x{END}j"]) == ["[one two px]", "j"]
    assert heard([f"{BEGIN}one ", *SILENCE, "p", f"x{END}j"]) == ["[one px]", "j"]


@pytest.mark.parametrize(
    ("pressed", "key"), [("j", "j"), ("\x1b[B", "down"), ("\x1b[106;;106u", "j"), ("\r", "enter")]
)
def test_a_paste_without_an_end_ends_with_a_key_long_after_it(pressed: str, key: str) -> None:
    assert heard([f"{BEGIN}lost", *SILENCE, pressed, "", "k"]) == ["[lost]", key, "k"]


@pytest.mark.parametrize("pressed", ["\x03", "\x1b[99;5u"])
def test_ctrl_c_ends_a_paste_without_an_end(pressed: str) -> None:
    assert heard([f"{BEGIN}lost", "px", pressed, "k"]) == ["[lostpx]", "ctrl+c", "k"]


def test_a_paste_of_a_megabyte_is_taken_and_of_more_the_beginning() -> None:
    text = "A line of words.\n" * 70_000
    reads = in_pieces(f"{BEGIN}{text}{END}j", range(0, 2_000_000, 4096))
    assert heard(reads) == [f"[{text[:LONGEST]}]", "j"]


def test_a_program_in_a_terminal_obeys_nothing_that_is_pasted(tmp_path: Path) -> None:
    with desk(filled(tmp_path / "event.db")) as terminal:
        assert terminal.until(lambda: "Remark 1" in terminal.painted)
        terminal.type(b"j\x1b[200~look \x1b[31mpx\x1b[201~")
        terminal.type(b"e\x1b[200~kept \x1b[31m3 p\nx\x1b[201~\r")
        assert terminal.until(lambda: "Noted" in terminal.painted)

    async def stored() -> tuple[list[str], int, int]:
        async with Store(tmp_path / "event.db") as store:
            notes = [note.text for note in await store.read(board.notes)]
            return notes, len(await store.read(board.pins)), len(await store.read(board.hidden))

    assert asyncio.run(stored()) == (["kept 3 p x"], 0, 0)
