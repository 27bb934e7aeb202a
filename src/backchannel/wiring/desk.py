"""The desk on its store, with a collector beside it. Imports no source."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backchannel.ingest.child import keep_collector
from backchannel.store import sources
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile


async def show_desk(
    store_path: Path,
    event_path: Path | None,
    event_file: EventFile | None,
    *,
    by: str,
    theme: str = "",
) -> None:
    """The facilitator's desk until it is left, with a collector unless another is alive.

    The collector follows the file at `event_path`. `event_file` is None when the store was told of
    it before.
    """
    async with Store(store_path) as store:
        if event_file is not None:
            from backchannel.wiring.collecting import plan

            await plan(store, event_file)
        command = collector_command(event_path, store_path)
        app = BackchannelApp(
            store,
            await store.read(sources.event_of),
            by=by,
            theme=theme,
            background=[partial(keep_collector, store, command), _spare_what_stays],
        )
        await app.run_async()
        if app.fault is not None:
            raise app.fault


async def _spare_what_stays() -> None:
    """Modules, styles and widgets live as long as the desk.

    Looking through them for garbage, once the screen is up, would hold up a key for nothing.
    """
    await asyncio.sleep(1)
    gc.freeze()


def collector_command(event_file: Path | None, store: Path) -> Sequence[str]:
    """The command line of a collector that a desk starts."""
    named = [str(event_file)] if event_file else []
    return [
        *(sys.executable, "-m", "backchannel", "collect", *named),
        *("--store", str(store), "--child"),
    ]
