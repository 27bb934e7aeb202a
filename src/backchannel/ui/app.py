"""The program: the desk on a store, with keys that are done in the order in which they come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual import events
from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from backchannel.model.preferences import (
    AS_MADE,
    AS_SET,
    USUAL,
    DeskAppearance,
    DeskLayout,
    Preferences,
    as_chosen,
)
from backchannel.model.programme import Event
from backchannel.model.roles.people import People
from backchannel.store.store import Store
from backchannel.ui.commands import Where, bindings
from backchannel.ui.desk.screen import Desk
from backchannel.ui.keyed_program import KeyedProgram
from backchannel.ui.keymap import PALETTE, Keymap
from backchannel.ui.pressed import heard
from backchannel.ui.stray import Stray

if TYPE_CHECKING:
    from backchannel.ui.tending.tender import Tender
    from backchannel.ui.tour import Welcome


_PALETTE: Final = Binding("ctrl+p", "palette", show=False, id=PALETTE, priority=True)


class BackchannelApp(KeyedProgram, inherit_bindings=False):
    """Runs the desk on a store. `background` jobs run beside it and end with it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ANYWHERE), _PALETTE]

    def __init__(
        self,
        store: Store,
        event: Event | None,
        preferences: Preferences = USUAL,
        *,
        layout: DeskLayout = AS_MADE,
        appearance: DeskAppearance = AS_SET,
        background: Iterable[Callable[[], Awaitable[None]]] = (),
        welcome: Welcome | None = None,
        tender: Tender | None = None,
    ) -> None:
        self.tender = tender
        self.people: People = event.people if event else ()
        self.keymap = Keymap(preferences.keys)
        super().__init__(
            as_chosen(preferences, appearance).theme,
            preferences.theme,
            background,
            has_large_type=preferences.has_large_type,
        )
        if appearance.theme not in self.available_themes:  # as after another version of Textual's
            appearance = replace(appearance, theme=None)
        self._store, self._event, self._preferences = store, event, preferences
        self._layout, self._appearance = layout, appearance
        self._welcome, self.stray = welcome, Stray(store.now)
        self.set_keymap(dict(self.keymap.for_textual()))

    def watch_theme(self, before: str, now: str) -> None:
        """Whatever they were chosen with, the desk remembers it."""
        super().watch_theme(before, now)
        if before != now and (desk := _desk_of(self)):
            desk.appearance.painted(now)

    def get_default_screen(self) -> Screen[None]:
        """The desk is all there is below the panels: no empty screen is built first."""
        desk = Desk(
            self._store,
            self._event,
            self._preferences,
            self._layout,
            appearance=self._appearance,
            welcome=self._welcome,
        )
        desk.panes.begin()
        return desk

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        """Apply the style sheet, but not to a widget that is not mounted yet: that comes then.

        Textual does it for each class that is given to a widget as it is made.
        """
        if node.parent is not None or node is self:
            super().update_styles(node, animate=animate)

    def swallows(self, event: events.Event) -> bool:
        """Letters behind a key that was refused are no commands."""
        return self.stray.takes(event, self)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key, a click or a command means; the tour notices that it was done."""
        with self.stray.watched(self, str(action)):
            is_done = await super().run_action(action, default_namespace, namespaces)
        if is_done and (desk := _desk_of(self)) and desk.later.is_touring:
            await desk.later.tour.did(str(action))
        return is_done

    async def action_palette(self) -> None:
        """Everything that can be done, by name: on the desk, and over it."""
        from backchannel.ui.palette.screen import open_palette

        await open_palette(self, self.get_system_commands(self.screen))

    def search_themes(self) -> None:
        """All themes, by name."""
        from backchannel.ui.palette.commands import open_themes

        open_themes(self)

    async def action_tour(self) -> None:
        """Show the way round the desk."""
        if desk := _desk_of(self):
            await desk.later.tour.begin()

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """What nothing over the desk is bound to may be a key of the desk."""
        is_done = await super()._check_bindings(key, priority)
        return is_done or (not priority and await heard(self.screen, key))

    async def action_blank(self) -> None:
        """Nothing on any projector; at the desk itself also again what is on air."""
        if desk := _desk_of(self):
            from backchannel.ui.screens.modal import PanelScreen

            over = self.screen
            say = over.tell if isinstance(over, PanelScreen) else None
            seen = desk.status.blank_seen if over is desk else None
            await desk.later.acts.stage.toggle_blank(seen, say)

    async def action_interrupt(self) -> None:
        """Ctrl+C: copies what somebody selected, else takes away what is over the desk.

        What was copied is no longer selected, so that the next one goes on.
        """
        from backchannel.ui.screens.modal import leave_panels
        from backchannel.ui.widgets.typed_line import is_recalled, typed_into

        line = typed_into(self.focused)
        in_line = line.selected_text if line and not is_recalled(line) else ""
        if text := self.screen.get_selected_text() or in_line:
            self.copy_to_clipboard(text)
            self.screen.clear_selection()
            if line:
                line.let_go()
            return
        await leave_panels(self)
        if isinstance(self.screen, Desk):
            await self.screen.interrupt()

    async def close_down(self) -> None:
        """End from outside, as the desk's own key does."""
        if desk := _desk_of(self):
            await desk.close_down()
        else:
            self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command that has a meaning where the keyboard is, by name."""
        from backchannel.ui.palette.commands import commands_in

        return commands_in(self, screen, self.keymap.commands)


def _desk_of(app: App[None]) -> Desk | None:
    """What is below all panels; None before it is there and when it has gone."""
    below = app.screen_stack[0] if app.screen_stack else None
    return below if isinstance(below, Desk) else None
