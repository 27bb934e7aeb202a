"""The palette: a line where one types, and below it what is called so."""

from __future__ import annotations

import asyncio
import logging
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from inspect import isawaitable
from typing import Final

from msgspec.structs import replace
from textual import events, on
from textual.app import App, SystemCommand

from backchannel.errors import StoreError
from backchannel.ui.desk.screen import Desk
from backchannel.ui.key_names import shown
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.drawing import Density
from backchannel.ui.palette.finding import found
from backchannel.ui.palette.offers import OFFERS, Choice, Offer
from backchannel.ui.palette.typed_panel import TypedPanel
from backchannel.ui.screens.modal import leave_panels
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.rows import Row

Reading = Callable[[], Awaitable[Sequence[Choice]]]
"""Gives what has to be read first. May raise StoreError; must not take long."""

PATIENCE: Final = 1.0
"""Seconds that Enter waits for what has to be read, from the moment the palette opens."""

_log = logging.getLogger(__name__)


class Palette(TypedPanel):
    """The commands at once, and the rest as soon as it was read; Enter does the chosen one.

    That is the best of what is typed by then, unless somebody moved to another. One of the
    `readings` that fails is left out, one that takes long comes later, and the rest stays.
    """

    patience = 5 * PATIENCE
    """Seconds for which keys behind Enter wait: those are for what it does, and it has no line."""

    def __init__(
        self, title: str, commands: Iterable[SystemCommand], readings: Sequence[Reading] = ()
    ) -> None:
        arrows = f"{shown('up')} {shown('down')}"
        foot = Keyed(f"Enter does it · {arrows} choose · Esc goes back")
        empty = "Nothing is called so."
        hint = "a command, view, source or person" if readings else "some of its letters"
        super().__init__(title, foot, empty, self._load, prompt=" : ", hint=hint)
        self._commands = [Choice(each.title, each.help, each.callback) for each in commands]
        self._readings = readings
        self._others: list[Sequence[Choice]] = [()] * len(readings)
        self._found: Sequence[Choice] = ()
        self._best = ""
        self._has_read, self._until = asyncio.Event(), 0.0
        self.rows.can_focus = False  # a click chooses, and one types on
        self.rows.density = Density.COMPACT

    @on(events.Mount)
    def _read(self) -> None:
        self._until = asyncio.get_running_loop().time() + PATIENCE
        self.run_worker(self._read_all(), exit_on_error=False)

    async def _read_all(self) -> None:
        """Show each kind when it was read."""
        tasks = {asyncio.create_task(_one(read)): n for n, read in enumerate(self._readings)}
        pending = set(tasks)
        try:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)
                for each in done:
                    self._others[tasks[each]] = _read_by(each)
                await self.look_again()
        finally:
            for each in pending:
                each.cancel()
            self._has_read.set()

    async def _load(self) -> Sequence[Row]:
        self._found = found(self.text, self._commands, self._others)
        return [Row(_key(each), "", each.title, each.help) for each in self._found]

    async def look_again(self) -> None:
        """What is found by now; the cursor is on the best, unless somebody moved it."""
        is_moved = self.rows.chosen is not None and self.rows.chosen.key != self._best
        await super().look_again()
        self._best = _key(self._found[0]) if self._found else ""
        if self._best and not is_moved:
            self.rows.choose(self._best)

    @on(Entry.Kept)
    async def _kept(self, event: Entry.Kept) -> None:
        """Enter means what is typed: people, say, may not be read yet when it is pressed."""
        event.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._until):
                await self._has_read.wait()
        if event.text != self.text:
            await self.follow(event.text)
        if self.rows.chosen is not None:
            await self._chosen(self.rows.chosen)

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        event.stop()
        self.dismiss()

    async def _chosen(self, row: Row) -> None:
        if not self.is_current:  # a second Enter, while the first one was done
            return
        self.dismiss()
        for choice in self._found:
            if _key(choice) == row.key:
                doing = choice.do()
                if isawaitable(doing):
                    await doing
                return


async def open_palette(app: App[None], commands: Iterable[SystemCommand]) -> None:
    """Commands, and what `OFFERS` gives of the desk below everything; it is shown in sight."""
    desk = app.screen_stack[0]
    readings = (
        [partial(_on_desk, offer, desk) for offer in OFFERS] if isinstance(desk, Desk) else ()
    )
    if not isinstance(app.screen, Palette):
        await app.push_screen(Palette("Commands", commands, readings))


async def _on_desk(offer: Offer, desk: Desk) -> Sequence[Choice]:
    def in_sight(do: Callable[[], object]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await leave_panels(desk.app)
            doing = do()
            if isawaitable(doing):
                await doing

        return run

    return [replace(each, do=in_sight(each.do)) for each in await offer(desk)]


async def _one(read: Reading) -> Sequence[Choice]:
    return await read()


def _read_by(task: asyncio.Task[Sequence[Choice]]) -> Sequence[Choice]:
    """What was read, nothing if it could not be."""
    if (error := task.exception()) is None:
        return task.result()
    if not isinstance(error, StoreError):  # whoever shows posts tells of that
        _log.warning("the palette lacks something", exc_info=error)
    return ()


def _key(choice: Choice) -> str:
    """Tells two of the same name apart."""
    return str(id(choice))
