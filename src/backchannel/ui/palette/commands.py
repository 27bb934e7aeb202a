"""The commands as the palette offers them: by name, where each has a meaning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import Theme

from backchannel.ui.arranging.layout import QUESTIONS
from backchannel.ui.commands import Command, Where
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.screen import Palette
from backchannel.ui.screens.modal import PanelScreen, leave_panels
from backchannel.ui.tending.sources_panel import SourcesPanel
from backchannel.ui.themes import OURS

Do = Callable[[], Awaitable[object]]

ON_THE_CHOSEN: Final = frozenset(
    {
        *("reply", "pin", "note", "hide", "hide_because", "mute", "stash", "pin_down", "pin_up"),
        *("move_note", "file_under", "why", "question", "open_in_browser", "copy_text"),
        "copy_link",
    }
)
"""What is done with the post that the desk's cursor is on, which a panel may cover."""


def commands_in(
    app: App[None], screen: Screen[object], commands: Sequence[Command]
) -> Iterator[SystemCommand]:
    """Every command that has a meaning where the keyboard is, then the themes."""
    for command in commands:
        run = _meaning(app, screen, command)
        if run is not None and command.id != "commands":
            keys = f" ({command.shown_keys})" if command.keys else ""
            yield SystemCommand(f"{command.label}{keys}", command.help, run)
    for ours in OURS:
        short = ours.name.removeprefix("backchannel-")
        yield SystemCommand(f"Theme: {short}", "Paint in these colours", _painter(app, ours))
    yield SystemCommand("Theme: others", "Textual's own themes", lambda: open_themes(app))


def open_themes(app: App[None]) -> None:
    """Every theme that there is."""
    themes = app.available_themes.items()
    named = [SystemCommand(name, "", _painter(app, theme)) for name, theme in themes]
    app.push_screen(Palette("Themes", named))


def _painter(app: App[None], theme: Theme) -> Callable[[], None]:
    def paint() -> None:
        app.theme = theme.name

    return paint


def _meaning(app: App[None], screen: Screen[object], command: Command) -> Do | None:
    """What a command does where the keyboard is; None where it means nothing.

    What a panel has no deed for is done on the desk, in sight: the panel is left first.
    """
    if command.where is Where.STREAM:
        desk = screen if isinstance(screen, Desk) else None
        return _in_stream(desk, command) if desk and desk.panes.has_stream else None
    if command.where is Where.QUESTIONS:
        is_there = isinstance(screen, Desk) and screen.panes.active == QUESTIONS
        return _on(screen, command) if is_there else None
    has_sources = isinstance(screen, SourcesPanel)
    if command.where is Where.SOURCES and has_sources:
        return _on(screen, command)
    if command.where is not Where.DESK:
        return None
    if not isinstance(screen, PanelScreen):
        return _on(screen, command)
    deed = screen.deeds.get(command.id)
    if deed is not None:
        return _deed(screen, deed)
    return None if command.id in ON_THE_CHOSEN else _on_desk(app, command)


def _in_stream(desk: Desk, command: Command) -> Do:
    async def run() -> None:
        await desk.panes.streams[desk.panes.active].run_action(command.action)

    return run


def _on(screen: Screen[object], command: Command) -> Do:
    async def run() -> None:
        await screen.run_action(command.action)

    return run


def _deed(panel: PanelScreen[object], deed: Do) -> Do:
    async def run() -> None:
        await deed()
        await panel.decided()

    return run


def _on_desk(app: App[None], command: Command) -> Do:
    async def run() -> None:
        await leave_panels(app)
        await app.screen.run_action(command.action)

    return run
