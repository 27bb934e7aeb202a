"""Larger letters of the terminal's own: asked for, written, and gone again without a trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from tests.hostile import OBEYED
from tests.ui.terminal.sized import Knows, SizedGrid
from textual._compositor import CompositorUpdate

from backchannel.ui.terminal.larger import Block, Larger
from backchannel.ui.terminal.runs import extent

CONSOLE: Final = Console(color_system="truecolor")
UTF8: Final = {"TERM": "xterm-kitty", "LANG": "en_GB.UTF-8"}
WIDTH, HEIGHT = 40, 16
SEQUENCE: Final = re.compile(
    r"\x1b\[\d+;\d+H(\x1b\[[\d;]*m)?\x1b\]66;s=[1-7](:w=[1-7])?;[^\x00-\x1f\x7f-\x9f]*\x07(\x1b\[0m)?"
)


def asked(knows: Knows) -> Larger:
    """A terminal that was asked, and answered."""
    larger = Larger(is_wanted=True)
    _, answers = SizedGrid(80, 24, knows).feed(larger.question(UTF8))
    for answer in answers:
        row, column = map(int, answer[2:-1].split(";"))
        larger.heard(column - 1, row - 1)
    return larger


class Rows(CompositorUpdate):
    """Some rows of letters, each from its first column."""

    def __init__(self, rows: dict[int, str]) -> None:
        self._rows = rows

    def render_segments(self, console: Console) -> str:
        return "".join(f"\x1b[{y + 1};1H{row}" for y, row in self._rows.items())


@pytest.mark.parametrize(("knows", "scale"), [(Knows.ALL, 7), (Knows.WIDTH, 1), (Knows.NOTHING, 1)])
def test_only_a_terminal_that_moves_twice_by_two_cells_has_larger_letters(
    knows: Knows, scale: int
) -> None:
    assert asked(knows).scale == scale


def test_a_terminal_that_answers_too_little_or_unasked_has_none() -> None:
    larger = Larger(is_wanted=True)
    for x in (0, 2, 4):
        assert not larger.heard(x, 1)
    larger.question(UTF8)
    assert not larger.heard(0, 1)
    assert not larger.heard(2, 1)
    assert larger.scale == 1
    assert larger.heard(4, 1)
    assert larger.scale == 7


def test_another_terminal_that_has_none_is_believed_when_it_is_asked_anew() -> None:
    larger = asked(Knows.ALL)
    larger.question(UTF8)
    assert [larger.heard(x, 1) for x in (0, 0, 0)] == [False, False, True]
    assert larger.scale == 1


@pytest.mark.parametrize(
    "environ",
    [{"TERM": "linux"}, {"TERM": "dumb"}, {}, {"TERM": "vt220"}, {**UTF8, "LC_ALL": "C"}],
)
def test_a_terminal_that_cannot_have_them_is_not_asked(environ: dict[str, str]) -> None:
    assert Larger(is_wanted=True).question(environ) == ""


def test_nobody_is_asked_who_does_not_want_them() -> None:
    assert Larger(is_wanted=False).question(UTF8) == ""


TEXTS = st.text(st.sampled_from("ab é漢字Жعمन😀ी\u0301"), min_size=1, max_size=6).filter(extent)


@st.composite
def frames(draw: st.DrawFn) -> tuple[str, list[Block]]:
    """A letter that fills the screen, and larger ones below each other in it."""
    blocks, y = list[Block](), 0
    for text in draw(st.lists(TEXTS, max_size=3)):
        scale = draw(st.integers(2, 3))
        y += draw(st.integers(0, 2))
        block = Block(draw(st.integers(0, 4)), y, text, scale)
        if block.y + scale > HEIGHT or block.x + block.width > WIDTH:
            break
        blocks.append(block)
        y += scale
    return draw(st.sampled_from("xyz")), blocks


def painted(
    larger: Larger, fill: str, blocks: Sequence[Block], before: str, grid: SizedGrid
) -> None:
    """As a program paints: rows that differ, those that are disturbed, and the larger letters."""
    changed = range(HEIGHT) if fill != before else ()
    disturbed = larger.disturbed(blocks, changed, HEIGHT)
    rows = dict.fromkeys({*changed, *disturbed}, fill * WIDTH)
    under = Rows({y: _around(row, y, blocks) for y, row in rows.items()})
    update = larger.over(under, blocks, is_whole=True) if disturbed else under
    grid.feed(update.render_segments(CONSOLE))


def _around(row: str, y: int, blocks: Sequence[Block]) -> str:
    """A row with blanks where larger letters are to stand."""
    for block in blocks:
        if y in block.rows:
            row = row[: block.x] + " " * block.width + row[block.x + block.width :]
    return row


@given(shown=st.lists(frames(), min_size=1, max_size=5), is_forgotten=st.booleans())
def test_whatever_stood_there_only_what_is_shown_now_stands(
    shown: list[tuple[str, list[Block]]], *, is_forgotten: bool
) -> None:
    larger, grid, before = asked(Knows.ALL), SizedGrid(WIDTH, HEIGHT), ""
    for fill, blocks in shown:
        painted(larger, fill, blocks, before, grid)
        before = fill
        if is_forgotten:
            larger.forget()
    fresh = SizedGrid(WIDTH, HEIGHT)
    fill, blocks = shown[-1]
    painted(asked(Knows.ALL), fill, blocks, "", fresh)
    assert str(grid) == str(fresh)
    assert grid.big() == fresh.big()
    assert not grid.faults
    assert [(each.y, each.scale) for each in grid.big()] == [
        (block.y, block.scale) for block in blocks for _ in _parts(block, grid)
    ]


def _parts(block: Block, grid: SizedGrid) -> list[str]:
    return [each.text for each in grid.big() if each.y == block.y]


@given(blocks=st.lists(TEXTS.map(lambda text: Block(0, 0, text, 2)), min_size=1, max_size=1))
def test_what_stays_is_not_written_again(blocks: list[Block]) -> None:
    larger, grid = asked(Knows.ALL), SizedGrid(WIDTH, HEIGHT)
    painted(larger, "x", blocks, "", grid)
    assert not larger.disturbed(blocks, (), HEIGHT)
    assert not larger.disturbed(blocks, (2, 3, 15), HEIGHT)
    assert larger.disturbed(blocks, (1,), HEIGHT)


@pytest.mark.parametrize("text", OBEYED)
def test_nothing_but_text_is_in_a_sequence(text: str) -> None:
    """A second wall: what comes here was cleaned."""
    larger = asked(Knows.ALL)
    update = larger.over(Rows({}), [Block(0, 0, text, 2)], is_whole=True)
    assert not SEQUENCE.sub("", update.render_segments(CONSOLE))


def test_a_long_text_is_several_sequences() -> None:
    larger = asked(Knows.ALL)
    update = larger.over(Rows({}), [Block(0, 0, "漢" * 1_200, 2)], is_whole=True)
    found = re.findall("\x1b\\]66;[^\x07]*\x07", update.render_segments(CONSOLE))
    assert len(found) == 3
    assert all(len(each.encode()) <= 4_096 for each in found)
