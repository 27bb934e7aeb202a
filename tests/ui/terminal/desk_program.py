"""The desk as a program, for tests that look at its bytes: `python desk_program.py STORE`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from backchannel.model.preferences import Preferences
from backchannel.store import sources
from backchannel.store.desk.layout import appearance
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp


async def run(path: Path) -> None:
    async with Store(path) as store:
        unfolded = Preferences(is_folding=False)  # one person says everything here
        event, chosen = await store.read(sources.event_of), await store.read(appearance)
        await BackchannelApp(store, event, unfolded, appearance=chosen).run_async()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
