"""What everything that opens over the desk has in common: how the mouse leaves it, what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from textual import events, on  # Textual looks at a method's annotations
from textual.app import App

from backchannel.ui.commands import Command, Where
from backchannel.ui.key_names import shown
from backchannel.ui.keymap import keymap_of
from backchannel.ui.selecting.selecting import Selecting, copied_words
from backchannel.ui.stray import Repeating, stray_of
from backchannel.ui.terminal.screens import Answer, RowModalScreen
from backchannel.ui.widgets.frame import Hint

Deeds = Mapping[str, Callable[[], Awaitable[object]]]
"""What is done, by the ids of the commands that mean it."""

_DESK_S: Final = (Where.DESK, Where.STREAM)


async def leave_panels(app: App[None]) -> None:
    """Back to the desk, whatever is over it."""
    while len(app.screen_stack) > 1:
        await app.pop_screen()


class PanelScreen(RowModalScreen[Answer]):
    """Has a line at its `foot` for what keys do; a click beside the frame goes back as Esc does.

    Of the desk's keys those do here what they do there for which there are `deeds`, and the one for
    the palette; the others say that they do not.
    """

    back_key = "escape"

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.foot = Hint(hint)
        self.repeats: Repeating = self.foot
        self.deeds: Deeds = {}
        self._copying = Selecting(self, lambda count: self.tell(copied_words(count)))

    async def decided(self) -> None:
        """One of the deeds is done: what is shown may be another."""

    async def hear(self, key: str) -> bool:
        """A key that nothing here is bound to; whether it is one of the desk's."""
        command = self._meant(key)
        if command is None:
            return False
        if command.id in {"back", "quit"}:
            self.app.simulate_key(self.back_key)
        elif command.id == "copy_text" and self._copying.copy():
            pass  # what is marked comes before the chosen post
        elif (deed := self.deeds.get(command.id)) is not None:
            with stray_of(self.app).watched(self.app, command.action):
                await deed()
            await self.decided()
        elif command.id == "commands":
            await self.run_action(command.action)
        else:
            self.tell(f"{shown(key)} ({command.label.lower()}) works on the desk only")
        return True

    def _meant(self, key: str) -> Command | None:
        commands = [each for each in keymap_of(self).commands if each.where in _DESK_S]
        found = next((each for each in commands if key in each.keys), None)
        return None if found is None or key == self.back_key else found

    def tell(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """Say it at the foot for a while; a `Voice`."""
        self.foot.tell(text, tail, is_problem=is_problem)

    @on(events.MouseDown)
    @on(events.MouseMove)
    @on(events.MouseUp)
    def _hear_mouse(self, event: events.MouseEvent) -> None:
        self._copying.hear(event)

    @on(events.Click)
    def _leave_by_mouse(self, event: events.Click) -> None:
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.app.simulate_key(self.back_key)
