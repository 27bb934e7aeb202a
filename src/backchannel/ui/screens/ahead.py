"""What opens over the desk, imported and made ahead: the first time is as quick as all others.

Most of the time to the first frame of a panel went into what Textual does for each widget that is
new. A panel that is ready has only to be read, laid out and painted. It is used once: nothing of
what was shown or chosen in it before can be seen in the next.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

from textual.geometry import Size
from textual.screen import Screen

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk

_OPENING: Final = (
    "backchannel.ui.details.view",
    "backchannel.ui.details.screen",
    "backchannel.ui.palette.commands",
    "backchannel.ui.palette.screen",
    "backchannel.ui.palette.help_panel",
    "backchannel.ui.screens.activity",
    "backchannel.ui.screens.view_panels",
    "backchannel.ui.time_bar.opening",
    "backchannel.ui.ruling.ruler",
    "backchannel.ui.ruling.panels",
    "backchannel.ui.ruling.tray",
    "backchannel.ui.screens.search_panel",
    "backchannel.ui.programme.panel",
    "backchannel.ui.questions.cues_panel",
    "backchannel.ui.screens.over",
)

_AFTER, _BETWEEN = 1.0, 0.05
"""Seconds after the first frame, and between two imports of 1 to 30 ms: a key comes in between."""

_AGAIN: Final = 0.25
"""Seconds after which what was opened and closed is made again."""


async def import_ahead() -> None:
    """Import it piece by piece, for an import in a thread may meet one that somebody waits for."""
    await asyncio.sleep(_AFTER)
    for name in _OPENING:
        await asyncio.sleep(_BETWEEN)
        import_module(name)


_READY: Final = "programme", "health", "log", "stashed", "cues"
"""What is opened often, and knows only when it is shown what it is about.

Nothing with a line to type in: a new one of Textual's takes away what is selected on the screen.
"""

_Look = tuple[int, Size]
"""How often all was styled anew, and the size of the terminal."""


class Ahead:
    """Panels that are mounted, each for one use; none has read anything yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ready: dict[str, tuple[Screen[None], _Look]] = {}
        self._is_uncovered = asyncio.Event()

    async def run(self) -> None:
        """Have one of each, a while after the last was closed. Never returns.

        Not before: who has opened one presses keys in it.
        """
        await import_ahead()
        self._desk.app.screen_change_signal.subscribe(self._desk, self._look_again)
        while True:
            self._is_uncovered.clear()
            if self._desk.is_current:
                await self.make()
            await self._is_uncovered.wait()
            await asyncio.sleep(_AGAIN)

    def _look_again(self, screen: Screen[object]) -> None:
        if screen is self._desk:
            self._is_uncovered.set()

    async def make(self) -> None:
        """Those that are missing, one after the other."""
        for name in _READY:
            if name not in self._ready:
                await asyncio.sleep(_BETWEEN)
                self._mount(name)

    def take(self, name: str) -> Screen[None] | None:
        """The one of this name, if there is one and it looks as one that is made now."""
        panel, look = self._ready.pop(name, (None, None))
        if panel is None or look == self._look:
            return panel
        panel.remove()
        return None

    def _mount(self, name: str) -> None:
        from backchannel.ui.screens.over import made

        panel, app = made(self._desk, name), self._desk.app
        self._ready[name] = panel, self._look
        app._register(app, panel)  # noqa: SLF001  # as Textual does with one that is shown

    @property
    def _look(self) -> _Look:
        app = self._desk.app
        return app._css_update_count, app.size  # noqa: SLF001  # as it compares screens
