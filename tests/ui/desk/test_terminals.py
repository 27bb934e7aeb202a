"""Terminals without colour, and what is shown when the program itself is at fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with


async def test_without_colour_the_desk_shows_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        assert app.shows("Remark 1 of the day")


class Broken(DeskApp):
    """A desk with a fault in it."""

    def on_ready(self) -> None:
        self.call_later(self.break_down, "a stranger's words")

    def break_down(self, words: str) -> None:
        raise LookupError(len(words))


async def test_a_fault_of_ours_ends_the_desk_without_showing_what_it_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with store_with(tmp_path) as store:
        app = Broken(store)
        await app.run_async(headless=True, size=(80, 24))
    assert isinstance(app.fault, LookupError)
    shown = capsys.readouterr()
    assert "a stranger's words" not in shown.out + shown.err
