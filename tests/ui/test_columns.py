"""The frame stays where it is, whatever a post says and whatever the terminal makes of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from tests.ui.terminal.grid import BELIEFS, Belief, Grid
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from backchannel.ui.terminal.columns import HeldUpdate

LETTERS = st.sampled_from(
    [
        *"ab  é漢😀👩👍🏽🇬🇧❤1क",
        "\u200d",
        "\ufe0f",
        "\u20e3",
        "ी",
        "ि",
        "\u0301",
        "กำ",
        "\U0001faea",
        "─",
    ]
)
TEXTS = st.lists(st.lists(LETTERS, max_size=30).map("".join), min_size=3, max_size=3)
BELIEVED = st.sampled_from(sorted(BELIEFS)).map(BELIEFS.__getitem__)
BORDER = Strip([Segment("│")], 1)
LINK = Style(underline=True, color="blue")
WIDTH = 12


def row(*texts: str) -> list[Strip]:
    """Panes of the same width with a border after each, all as one row."""
    return [
        strip
        for text in texts
        for strip in (Strip([Segment(set_cell_size(text, WIDTH), LINK)], WIDTH), BORDER)
    ]


def painted(*rows: list[Strip]) -> str:
    region = Region(0, 0, 3 * WIDTH + 3, len(rows))
    update = HeldUpdate(LayoutUpdate([*rows], region), Screen())
    return update.render_segments(Console(color_system="truecolor"))


def grid(belief: Belief, lines: int = 1) -> Grid:
    made = Grid(3 * WIDTH + 3, lines, belief)
    made.feed("\x1b[?7l")
    return made


@given(TEXTS, BELIEVED)
def test_the_border_after_each_pane_is_in_its_column(texts: list[str], belief: Belief) -> None:
    terminal = grid(belief)
    terminal.feed(painted(row(*texts)))
    borders = [x for x, _, sign in terminal.frame() if sign == "│"]
    assert sorted(borders) == [WIDTH, 2 * WIDTH + 1, 3 * WIDTH + 2]


@given(TEXTS, TEXTS, BELIEVED)
def test_nothing_of_an_earlier_frame_remains(
    before: list[str], after: list[str], belief: Belief
) -> None:
    twice, once = grid(belief), grid(belief)
    twice.feed(painted(row(*before)) + painted(row(*after)))
    once.feed(painted(row(*after)))
    assert str(twice) == str(once)


def test_words_that_a_terminal_makes_wider_run_into_the_blanks_after_them() -> None:
    terminal = grid(BELIEFS["an old one"])
    terminal.feed(painted(row("की सभी", "", "")))
    assert str(terminal).startswith("की सभी")


def test_a_clock_at_the_right_stays_there() -> None:
    for belief in BELIEFS.values():
        terminal = grid(belief)
        segments = [Segment("❤\ufe0f👍🏽"), Segment("   "), Segment("14:01")]
        terminal.feed(painted([Strip(segments, WIDTH), BORDER]))
        assert "".join(terminal.cells[0][7:13]) == "14:01│"


def test_rows_of_ordinary_text_are_written_as_ever() -> None:
    rows = [row("plain", "Ünïcode · ● ▲", "漢字 😀"), row("a", "b", "c")]
    region = Region(0, 0, 3 * WIDTH + 3, 2)
    console = Console(color_system="truecolor")
    assert painted(*rows) == LayoutUpdate([*rows], region).render_segments(console)
