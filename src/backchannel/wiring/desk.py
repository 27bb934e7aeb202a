"""The desk on its store, with a collector beside it. Imports no source."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backchannel.config.places import places
from backchannel.model.preferences import DeskAppearance, DeskLayout, Preferences
from backchannel.model.programme import Event
from backchannel.store.connection import Connection
from backchannel.store.desk.layout import appearance, layout
from backchannel.store.search import event_of, told_event
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp
from backchannel.ui.desk.screen import Desk
from backchannel.wiring.later import FIRST_FRAME, log_later
from backchannel.wiring.signals import closed_by_signals
from backchannel.wiring.tending.tender import FileTender

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.ui.tour import Welcome


_LOOKS_FOR_GARBAGE: Final = (1_000, 2, 500)
"""Short looks often, and one through everything, 30 ms in which no key is heard, very seldom."""


async def show_desk(
    store_path: Path,
    event_path: Path | None,
    event_file: EventFile | None,
    preferences: Preferences,
    *,
    planned: Callable[[], None] = lambda: None,
    expected: Event | None = None,
    is_demo: bool = False,
    said: str = "",
) -> bool:
    """The facilitator's desk until it is left, with a collector unless another is alive.

    The collector follows the file at `event_path`. With an `event_file` the store is told of it
    first, and `planned` is called when that is on the disk. Without, the store must already be of
    the `expected` event, if there is one: else nothing is shown, and the answer is False. What is
    `said` stands on its line at first. Raises KeyboardInterrupt after the desk was closed because
    a signal asked for it.
    """
    async with Store(store_path) as store:
        if event_file is not None:
            from backchannel.wiring.collecting import plan

            await plan(store, event_file)
            planned()
        told, event, arranged, chosen = await store.read(_at_first)
        if expected is not None and told != expected:
            return False
        command = collector_command(event_path, store_path)
        app = BackchannelApp(
            store,
            event,
            preferences,
            layout=arranged,
            appearance=chosen,
            background=[lambda: _begin(app, store, command, said), log_later, _spare_what_stays],
            welcome=_welcome(is_offer=is_demo),
            tender=FileTender(event_path, store, preferences.by) if event_path else None,
        )
        with closed_by_signals(app.close_down) as signals:
            await app.run_async(mouse=preferences.has_mouse)
        if signals:
            raise KeyboardInterrupt
        if app.fault is not None:
            raise app.fault
    return True


async def _begin(app: BackchannelApp, store: Store, command: Sequence[str], said: str) -> None:
    await _greet(app, said)
    await _collect(app, store, command)


async def _collect(app: BackchannelApp, store: Store, command: Sequence[str]) -> None:
    """The first frame comes first: a collector that starts costs a core for a while."""
    await asyncio.sleep(FIRST_FRAME)
    from backchannel.ingest.child import keep_collector

    await keep_collector(store, command, tell=partial(_say_on, app))


def _at_first(
    db: Connection,
) -> tuple[Event | None, Event | None, DeskLayout, DeskAppearance]:
    """What the first frame needs, read at once."""
    return told_event(db), event_of(db), layout(db), appearance(db)


def _welcome(*, is_offer: bool) -> Welcome | None:
    """For somebody who was not shown round on this machine yet."""
    where = places()
    if where.shown_round.exists():
        return None
    from backchannel.ui.tour import Welcome

    return Welcome(where.remember_shown_round, is_offer=is_offer)


def _say_on(app: BackchannelApp, why: str) -> None:
    """Tell the desk, if it is still there, why a collector ended."""
    if app.screen_stack and isinstance(desk := app.screen_stack[0], Desk):
        desk.status.say_not_collecting(why)


async def _greet(app: BackchannelApp, said: str) -> None:
    """Say something on the desk when it is there; the terminal's own lines are behind it."""
    if said and app.screen_stack and isinstance(desk := app.screen_stack[0], Desk):
        desk.call_after_refresh(desk.said.say, said)


async def _spare_what_stays() -> None:
    """Modules, styles and widgets live as long as the desk.

    Looking through them for garbage, once the screen is up, would hold up a key for nothing.
    """
    await asyncio.sleep(1)
    gc.freeze()
    gc.set_threshold(*_LOOKS_FOR_GARBAGE)
    gc.enable()


def collector_command(event_file: Path | None, store: Path) -> Sequence[str]:
    """The command line of a collector that a desk starts."""
    named = [str(event_file)] if event_file else []
    return [
        *(sys.executable, "-m", "backchannel", "collect", *named),
        *("--store", str(store), "--child"),
    ]
