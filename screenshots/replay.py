"""Pictures of a replay, and of the time bar: the demo's event, played again."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from textual.app import App

from backchannel.ingest.collector import Collector
from backchannel.ingest.replay.player import Player
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event
from backchannel.store.connection import utc_now
from backchannel.store.replay import playing, recording
from backchannel.store.replay.course import Course
from backchannel.store.sources import event_of
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp

Taken = Callable[[App[None], str], None]
"""Keeps a picture of a program under a name."""

SIZE: Final = (120, 34)
COMES: Final = 6.0
"""Seconds until what was said before is there."""


async def take_replay(store: Store, taken: Taken) -> None:
    """A desk on which the event is played, and the bar over it."""
    found = await store.read(recording.recording)
    sessions = found.event.sessions if found.event else ()
    last = max(each.starts for each in sessions if to_micros(each.starts) < found.last)
    at = min(to_micros(last + timedelta(minutes=9)), found.last)
    way = Course(str(store.path), found.first, found.last + 3_600_000_000, at, speed=10.0)
    with tempfile.TemporaryDirectory(prefix="backchannel-replay-") as made:
        path = Path(made, "replay.store")
        async with Store(path) as opened:
            await opened.write(playing.prepare, found.event or Event("", ()), way)
        async with Store(path) as opened:
            player = Collector(opened, Player(opened), utc_now)
            running = asyncio.create_task(player.run(is_patient=False))
            await asyncio.sleep(COMES)
            for name, keys in (
                ("replay", ("j", "j")),
                ("time-bar", ("j", *["j"] * 8, "Z", "left")),
            ):
                await show(opened, taken, f"{name}-{SIZE[0]}x{SIZE[1]}", keys)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def show(store: Store, taken: Taken, name: str, keys: Sequence[str]) -> None:
    """One picture after some keys."""
    app = BackchannelApp(store, await store.read(event_of))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(2)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.2)
        await pilot.pause(2)
        taken(app, name)
