"""One whole event: desk, presenter, operator and two projectors in terminals, on one store."""

from __future__ import annotations

from pathlib import Path

from benchmarks.rehearsal.house import house
from benchmarks.rehearsal.script import SCENES


async def test_a_whole_event_with_every_screen_killed_on_the_way(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        for scene in SCENES:
            await scene(here)
        assert len(here.held) > 60
