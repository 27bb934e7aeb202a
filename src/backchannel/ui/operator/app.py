"""The operator's program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen

from backchannel.model.preferences import USUAL, Preferences
from backchannel.model.programme import Event
from backchannel.store.store import Store
from backchannel.ui.commands import Where, bindings
from backchannel.ui.keyed_program import KeyedProgram
from backchannel.ui.keymap import Keymap
from backchannel.ui.operator.screen import Operator
from backchannel.ui.screens.modal import PanelScreen


class OperatorApp(KeyedProgram, inherit_bindings=False):
    """Runs the operator's screen on a store. `background` jobs run beside it and end with it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ANYWHERE)]

    def __init__(
        self,
        store: Store,
        event: Event | None,
        preferences: Preferences = USUAL,
        background: Iterable[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self.keymap = Keymap(preferences.keys)
        super().__init__(preferences.theme, "", background)
        self._store, self._event, self._preferences = store, event, preferences
        self.set_keymap(dict(self.keymap.for_textual()))

    def get_default_screen(self) -> Screen[None]:
        """The stage's desk is all there is below the help.

        Whoever operates signs as the operator: the same person may sit at a desk, and neither
        undoes what was done at the other.
        """
        return Operator(self._store, self._event, f"{self._preferences.by} (operator)".strip())

    async def on_event(self, event: events.Event) -> None:
        """Count the keys: one that leaves is meant when it comes twice and nothing in between."""
        below = self.screen_stack[0] if self.screen_stack else None
        if isinstance(event, events.Key) and isinstance(below, Operator):
            below.heard += not event.is_forwarded
        await super().on_event(event)

    async def action_blank(self) -> None:
        """Nothing on any projector, also while the help is open; else again what is on air."""
        if isinstance(below := self.screen_stack[0], Operator):
            await below.action_stage("blank")
            if isinstance(over := self.screen, PanelScreen):
                over.tell(below.said.text)

    def action_interrupt(self) -> None:
        """Ctrl+C: as the key that leaves."""
        if isinstance(below := self.screen_stack[0], Operator):
            below.action_leave()
