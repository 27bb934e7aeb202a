"""Terminals that know no Unicode, few colours or none, and a line of 2,400 baud."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.ui.desk.stage import EVENT, SOCIAL, remark
from tests.ui.terminal.grid import BELIEFS, Grid
from tests.ui.terminal.test_pty import Terminal, desk

from backchannel.store import posts, sources
from backchannel.store.store import Store

SIZE = (80, 24)
COLOURED = re.compile(r"\x1b\[[\d;]*(?:38|48);[25];")


def filled(path: Path) -> Path:
    """A store with enough to read, not all of it in ASCII."""

    async def fill() -> None:
        async with Store(path) as store:
            await store.write(sources.plan, EVENT, (SOCIAL,))
            remarks = [
                remark(n, f"Remark {n}: voilà, „näher“ — 漢字 …", name="Zoë Łukasiewicz")
                for n in range(1, 60)
            ]
            await store.write(posts.save, SOCIAL, tuple(remarks))

    asyncio.run(fill())
    return path


def screen(terminal: Terminal) -> str:
    grid = Grid(*SIZE, BELIEFS["one each"])
    grid.feed(terminal.painted)
    return str(grid)


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict", "TERM": "linux"},
        {"TERM": "vt100"},
    ],
    ids=["C", "ascii", "vt100"],
)
def test_without_unicode_the_desk_is_drawn_in_ascii_and_works(
    tmp_path: Path, environ: Mapping[str, str]
) -> None:
    with desk(filled(tmp_path / "event.db"), SIZE, environ) as terminal:
        assert terminal.until(lambda: "Remark 1:" in terminal.painted)
        terminal.type(b"jjp")
        assert terminal.until(lambda: "Pinned" in terminal.painted)
        terminal.until(lambda: False, 0.5)
        assert terminal.painted.isascii()
        shown = screen(terminal)
        assert "+- > 2 Backchannel" in shown
        assert '> Remark 2: voila, "naher" - ???? ~' in shown
        assert "Zoe Lukasiewicz" in shown
        terminal.type(b"\x1b")
        assert terminal.until(lambda: "> Remark 2" not in screen(terminal))
        terminal.type(b"p")
        assert terminal.until(lambda: "Choose a post with Down first" in screen(terminal))
        terminal.type(b"/")
        assert terminal.until(lambda: "Up earlier" in screen(terminal))
        terminal.type(b"voila\r:")
        assert terminal.until(lambda: "Next (j Down)" in screen(terminal))
        assert "??" not in screen(terminal).replace("????", "")  # but of Han letters
        terminal.type(b"\x1b")
        assert terminal.until(lambda: "Next (j Down)" not in screen(terminal))
        terminal.type(b"?")
        assert terminal.until(lambda: "begin to read" in terminal.painted)
        assert terminal.until(lambda: "j Down" in screen(terminal))
        assert terminal.painted.isascii()


@pytest.mark.parametrize("term", ["linux", "vt100", "xterm"])
def test_with_sixteen_colours_none_but_the_terminal_s_own_are_used(
    tmp_path: Path, term: str
) -> None:
    with desk(filled(tmp_path / "event.db"), SIZE, {"TERM": term}) as terminal:
        assert terminal.until(lambda: "Remark 1:" in terminal.painted)
        terminal.type(b"jjp")
        assert terminal.until(lambda: "Pinned" in terminal.painted)
        assert not COLOURED.search(terminal.painted)


def bytes_of(terminal: Terminal, keys: bytes) -> int:
    before = len(terminal.painted.encode())
    terminal.type(keys)
    terminal.until(lambda: False, 1)
    return len(terminal.painted.encode()) - before


def test_a_key_press_costs_little_over_a_slow_line(tmp_path: Path) -> None:
    with desk(filled(tmp_path / "event.db"), SIZE, {"TERM": "xterm"}) as terminal:
        assert terminal.until(lambda: "Remark 1:" in terminal.painted)
        terminal.until(lambda: False, 1)
        bytes_of(terminal, b"j")
        sent = [bytes_of(terminal, b"j") for _ in range(3)]
        assert min(sent) <= 300, sent
