"""The frame stays where it is, whatever a post says and whatever the terminal makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from tests.ui.terminal.grid import BELIEFS, Belief, Grid
from textual._compositor import Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from backchannel.ui.terminal.columns import HeldUpdate
from backchannel.ui.terminal.shown import Shown

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
CONSOLE = Console(color_system="truecolor")


def row(*texts: str) -> list[Strip]:
    """Panes of the same width with a border after each, all as one row."""
    return [
        strip
        for text in texts
        for strip in (Strip([Segment(set_cell_size(text, WIDTH), LINK)], WIDTH), BORDER)
    ]


class Painted(Compositor):
    """A screen of rows that are known."""

    def __init__(self, rows: Sequence[Sequence[Strip]]) -> None:
        super().__init__()
        self._painted = rows

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> list[dict[int, Strip]]:
        return [
            dict(zip(accumulate((each.cell_length for each in row), initial=0), row, strict=False))
            for row in self._painted
        ]


def painted(*rows: list[Strip], shown: Shown | None = None) -> str:
    """What is written for rows, by default to a terminal of which nothing is known."""
    update = LayoutUpdate([*rows], Region(0, 0, 3 * WIDTH + 3, len(rows)))
    return HeldUpdate((shown or Shown()).news(update), Painted(rows)).render_segments(CONSOLE)


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


def test_rows_of_ordinary_text_are_written_whole_when_nothing_is_known() -> None:
    rows = [row("plain", "Ünïcode · ● ▲", "漢字 😀"), row("a", "b", "c")]
    ours, plain = (grid(BELIEFS["counted as we do"], 2) for _ in range(2))
    ours.feed(painted(*rows))
    update = LayoutUpdate([*rows], Region(0, 0, 3 * WIDTH + 3, 2))
    plain.feed(update.render_segments(CONSOLE))
    assert str(ours) == str(plain)


@given(st.lists(TEXTS, min_size=2, max_size=5), BELIEVED)
def test_what_stands_there_already_is_as_good_as_written_anew(
    frames: list[list[str]], belief: Belief
) -> None:
    shown, changed, anew = Shown(), grid(belief), grid(belief)
    for texts in frames:
        changed.feed(painted(row(*texts), shown=shown))
    anew.feed(painted(row(*frames[-1])))
    assert str(changed) == str(anew)


def test_only_what_differs_is_written() -> None:
    shown = Shown()
    assert "same" in painted(row("same", "before", "same"), shown=shown)
    written = painted(row("same", "after", "same"), shown=shown)
    assert "after" in written
    assert "same" not in written
    assert painted(row("same", "after", "same"), shown=shown) == ""
    shown.forget()
    assert "same" in painted(row("same", "after", "same"), shown=shown)


def test_a_panel_over_a_row_writes_what_it_covers_and_nothing_beside_it() -> None:
    shown = Shown()
    painted(row("left", "middle", "right"), shown=shown)
    left, _, middle, _, right, _ = row("left", "panel", "right")
    over = [Strip([*left, *BORDER, *middle, *BORDER], 2 * WIDTH + 2), right, BORDER]
    written = painted(over, shown=shown)
    assert "panel" in written
    assert "left" not in written
    assert "right" not in written
    assert "middle" in painted(row("left", "middle", "right"), shown=shown)


def test_a_border_of_another_colour_is_written_without_the_words_in_it() -> None:
    shown = Shown()
    words = Segment("words".ljust(WIDTH))
    calm, loud = (Segment("│", Style(color=colour)) for colour in ("white", "red"))
    painted([Strip([calm, words, calm], WIDTH + 2)], shown=shown)
    written = painted([Strip([loud, words, loud], WIDTH + 2)], shown=shown)
    assert written.count("│") == 2
    assert "words" not in written
