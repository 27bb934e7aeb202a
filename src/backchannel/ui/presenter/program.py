"""The presenter's screen as a program of its own."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.screen import Screen

from backchannel.model.preferences import USUAL, Preferences
from backchannel.store.store import Store
from backchannel.ui.commands import Where, bindings
from backchannel.ui.keymap import Keyed, Keymap, with_keys
from backchannel.ui.presenter.screen import Presenting
from backchannel.ui.terminal.program import Program

_AGAIN: Final = Keyed("{presenter.leave} again leaves")


class Presenter(Program, inherit_bindings=False):
    """Shows it until it is left by the same key twice: a clicker in a pocket must not end it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ANYWHERE)]

    def __init__(
        self,
        store: Store,
        preferences: Preferences = USUAL,
        background: Iterable[Callable[[], Awaitable[None]]] = (),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.keymap = Keymap(preferences.keys)
        has_large_type = preferences.has_large_type
        super().__init__(preferences.theme, "", background, has_large_type=has_large_type)
        self._store, self._clock = store, clock
        self.set_keymap(dict(self.keymap.for_textual()))

    def get_default_screen(self) -> Screen[None]:
        """The only one."""
        return Presenting(self._store, self.leave, self._clock)

    async def leave(self) -> None:
        """The second time in a row."""
        screen = self.screen
        if isinstance(screen, Presenting) and not screen.is_asking_to_leave:
            screen.ask_to_leave(with_keys(screen, _AGAIN))
        else:
            self.exit()

    async def action_interrupt(self) -> None:
        """Ctrl+C, as the key that leaves."""
        await self.leave()
