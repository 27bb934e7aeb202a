"""A screen as a program, for tests that look at its bytes: `python role_program.py ROLE STORE`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from backchannel.model.preferences import Preferences
from backchannel.store import sources
from backchannel.store.store import Reader, Store
from backchannel.ui.app import BackchannelApp
from backchannel.ui.presenter.program import Presenter
from backchannel.ui.terminal.program import Program


async def run(role: str, path: Path, *, has_large_type: bool) -> None:
    preferences = Preferences(has_large_type=has_large_type)
    program: Program
    if role == "projector":
        from backchannel.ui.projector.app import LOOK, Projector

        async with Reader(path, look=LOOK) as reader:
            await Projector(reader, has_large_type=has_large_type).run_async(mouse=False)
        return
    async with Store(path) as store:
        if role == "presenter":
            program = Presenter(store, preferences)
        else:
            program = BackchannelApp(store, await store.read(sources.event_of), preferences)
        await program.run_async(mouse=False)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), has_large_type="small" not in sys.argv))
