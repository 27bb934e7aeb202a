"""The desk in terminals that disagree about letters: its frame is where it is in all of them."""

from __future__ import annotations

from pathlib import Path

from tests.ui.terminal.grid import BELIEFS, Grid
from tests.ui.terminal.test_pty import desk, filled

ODD: tuple[str, ...] = (
    "👨\u200d👩\u200d👧 a family and some more words, enough of them to fill a line of the pane",
    "👍🏽 skin 👍🏽👍🏽👍🏽 tones",
    "🇬🇧🇫🇷🇩🇪 flags",
    "❤\ufe0f ⚠\ufe0f 1\ufe0f\u20e3 " * 12,
    "शुभ दिन सभी को, क्षमा कीजिए मैं देर से आया हूँ " * 4,
    "วันนี้เราทำ",
    "plain words, to compare",
)
ENDS_FRAMES = b"\x1b[?2026;2$y"
"""The answer of a terminal that shows nothing of a frame before its end."""

FRAME_ENDS = "\x1b[?2026l"
KEYS = (
    b"jjj",
    b"f",
    b"\r",
    b"n",
    b"jj",
    b"\x1b",
    b"1",
    b"jjj",
    b"3",
    b"j",
    b"?",
    b"\x1b",
    b"2",
    b"/x",
    b"\x1b",
)


def test_the_frame_is_the_same_in_every_terminal(tmp_path: Path) -> None:
    terminals = {name: Grid(140, 40, belief) for name, belief in BELIEFS.items()}
    with desk(filled(tmp_path / "event.db", ODD)) as program:
        program.type(ENDS_FRAMES)
        assert program.until(lambda: "plain words" in program.painted)
        seen = 0
        for keys in KEYS:
            program.type(keys)
            program.until(lambda: False, 0.25)
            end = program.painted.rfind(FRAME_ENDS)
            for terminal in terminals.values():
                terminal.feed(program.painted[seen:end])
            seen = end
            ours, *others = (terminal.frame() for terminal in terminals.values())
            assert len(ours) > 200
            assert all(frame == ours for frame in others)
            assert not any(terminal.wraps for terminal in terminals.values())


def test_lines_wrap_again_after_the_desk(tmp_path: Path) -> None:
    terminal = Grid(140, 40, BELIEFS["counted as we do"])
    with desk(filled(tmp_path / "event.db")) as program:
        assert program.until(lambda: "Remark 1" in program.painted)
        program.type(b"q")
        assert program.until(lambda: "\x1b[?1049l" in program.painted)
        terminal.feed(program.painted)
    assert terminal.wraps
