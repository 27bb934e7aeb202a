"""What opens over the desk is there before somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OPENED = """
import asyncio, sys
from pathlib import Path
from textual.screen import ModalScreen
from tests.ui.desk.stage import desk_on, remark, store_with, until
from backchannel.ui.screens.ahead import import_ahead

async def main():
    async with store_with(Path(sys.argv[1]), [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await import_ahead()
        before = set(sys.modules)
        for key in ("S", "h", "A", "U", "v", "F", "question_mark", "enter", "colon"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.desk)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.desk)
        print(*sorted(name for name in set(sys.modules) - before if "backchannel" in name))

asyncio.run(main())
"""


def test_nothing_is_imported_when_somebody_opens_it(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    found = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-c", OPENED, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == []
