"""The first desk on a machine shows the way round, and no other one does."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.test_leaving import ended, opened


def test_the_way_round_is_shown_once(tmp_path: Path) -> None:
    with opened(tmp_path) as (terminal, _):
        assert terminal.until(lambda: "Tour " in terminal.painted)
        terminal.type(b"q")
        assert terminal.until(lambda: "\x1b[?1049l" in terminal.painted)
        assert ended(terminal.pid) == 0
    with opened(tmp_path) as (terminal, _):
        assert terminal.until(lambda: "Nothing here yet" in terminal.painted)
        terminal.until(lambda: False, 1)
        assert "Tour " not in terminal.painted
        terminal.type(b"q")
        assert ended(terminal.pid) == 0
