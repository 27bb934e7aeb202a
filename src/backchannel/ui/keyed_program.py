"""A program whose keys are done in the order in which they come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual import events

from backchannel.ui.pressed import Pressed, hears_at_once, is_text, paint_now, types_at_once
from backchannel.ui.terminal.program import Program


class KeyedProgram(Program, inherit_bindings=False):
    """For screens with more than one place that hears keys."""

    def __init__(
        self,
        theme: str,
        usual: str = "",
        background: Iterable[Callable[[], Awaitable[None]]] = (),
        *,
        has_large_type: bool = False,
    ) -> None:
        super().__init__(theme, usual, background, has_large_type=has_large_type)
        self._pressed = Pressed()

    def swallows(self, event: events.Event) -> bool:
        """Whether something is not to be heard just now. Nothing is."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Do what a key means before the next one is looked at.

        Textual hands a key to the widget that has the keyboard and looks up its meaning later. Keys
        that arrive together, as on a slow line, would all go where the first one found the
        keyboard, and letters behind `/` would be commands.
        """
        typed = event if isinstance(event, events.Key | events.Paste) else None
        is_new = typed is not None and not typed.is_forwarded
        if is_new:
            await self._pressed.settle()
        if self.swallows(event):
            return
        focused = self.focused if is_new and self.screen_stack else None
        is_typed = types_at_once(focused)
        is_at_once = is_typed or hears_at_once(focused)
        if typed is None or focused is None or not is_at_once:
            await super().on_event(event)
            return
        self.app_focus = True
        key = typed if isinstance(typed, events.Key) else None
        if key and await self._check_bindings(key.key, priority=True):
            return
        typed._set_forwarded()  # noqa: SLF001  # as Textual does when it hands one on
        if is_typed and (key is None or is_text(key)):
            await focused.on_event(typed)
        else:
            await super().on_event(typed)
        self._pressed.at(focused)
        if self._message_queue.empty():  # else another key may follow, and one frame shows both
            paint_now(focused)
