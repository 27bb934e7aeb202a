"""NO_COLOR (no-color.org) in a real terminal: greys, and everything still says what it says."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from tests.ui.terminal.test_pty import desk, filled

from backchannel.model.preferences import DeskAppearance
from backchannel.store.desk.layout import keep_appearance
from backchannel.store.store import Store

_INDEXED = re.compile(r"[34]8;5;(\d+)")
_MIXED = re.compile(r"[34]8;2;(\d+);(\d+);(\d+)")
_NAMED = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;|m)")
BLACK, WHITE, RAMP = 16, 231, range(232, 256)


async def choose(path: Path, theme: str | None) -> None:
    """As somebody did at the desk earlier."""
    async with Store(path) as store:
        await store.write(keep_appearance, DeskAppearance(theme))


@pytest.mark.parametrize("theme", [None, "nord"])
@pytest.mark.parametrize("depth", ["", "truecolor"])
def test_without_colour_nothing_is_painted_but_greys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: str, theme: str | None
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLORTERM", depth)
    store = filled(tmp_path / "event.db")
    asyncio.run(choose(store, theme))
    with desk(store) as terminal:
        assert terminal.until(lambda: "Remark 1" in terminal.painted)
        assert terminal.until(lambda: "refused" in terminal.painted)  # its state, as a word
        terminal.type(b"jp")
        assert terminal.until(lambda: "Pinned" in terminal.painted)
        terminal.type(b"?")
        assert terminal.until(lambda: "Next post; from the newest edge" in terminal.painted)
        sgr = "".join(re.findall(r"\x1b\[[\d;]*m", terminal.painted))
        indexed = {int(number) for number in _INDEXED.findall(sgr)}
        assert indexed <= {BLACK, WHITE, *RAMP}
        assert all(len(set(mixed)) == 1 for mixed in _MIXED.findall(sgr))
        assert not _NAMED.search(_MIXED.sub("", _INDEXED.sub("", sgr)))
        assert indexed or _MIXED.search(sgr)
