"""The commands as the palette offers them: by name, where each has a meaning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import Theme

from backchannel.ui.commands import Command, Where
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.screen import Palette
from backchannel.ui.themes import OURS


def commands_in(
    app: App[None], screen: Screen[object], commands: Sequence[Command]
) -> Iterator[SystemCommand]:
    """Every command that has a meaning where the keyboard is, then the themes."""
    for command in commands:
        is_here = command.where is Where.DESK or (
            command.where is Where.STREAM and isinstance(screen, Desk) and screen.panes.has_stream
        )
        if is_here and command.id != "commands":
            keys = f" ({command.shown_keys})" if command.keys else ""
            run = _runner(screen, command.action, command.where)
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


def _runner(screen: Screen[object], action: str, where: Where) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        if where is Where.STREAM and isinstance(screen, Desk):
            await screen.panes.streams[screen.panes.active].run_action(action)
        else:
            await screen.run_action(action)

    return run
