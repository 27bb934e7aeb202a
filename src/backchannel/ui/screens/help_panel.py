"""Every key in one place; typing finds a command by its words, or by its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.ui.commands import Command, Group, Where
from backchannel.ui.key_names import UnknownKey, key_of
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Row, Rows

_CLOSING: Final = "?"
_HINT: Final = Keyed("type a word or a key · ↑ ↓ scroll · Esc goes back")
_NOTHING: Final = "No command is called so, and none has that key.\nEsc shows all."

PLACES: Final = {
    Where.ANYWHERE: "anywhere",
    Where.DESK: "the desk",
    Where.STREAM: "feeds, backchannel",
    Where.ROWS: "notes, pins, panels",
    Where.DETAILS: "details",
    Where.FILTER: "typing a filter",
    Where.NOTE: "typing a note",
    Where.ASK: "being asked",
    Where.ACTIVITY: "the activity",
}
"""The places of commands, as people know them."""


class HelpPanel(Panel):
    """The commands under their headings, or those that what is typed is about."""

    DEFAULT_CSS = """
    HelpPanel Entry { margin: 0 0 1 0; }
    HelpPanel .entry--answer { display: none; }
    """

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__("Keys", _HINT, _NOTHING, self._found)
        self._commands, self._text = commands, ""
        self._line = _HelpLine(self.rows)

    def compose(self) -> ComposeResult:
        """As every panel, with a line on top."""
        with Frame() as frame:
            frame.border_title = Content(self._title)
            yield self._line
            yield self.rows
            yield self._foot

    @on(events.Mount)
    async def _begin(self, event: events.Mount) -> None:
        """Type at once, and read once, for nothing here changes."""
        event.prevent_default()  # what other panels do then: Textual would do both
        self._line.open("", " Find ")
        await self.look_again()

    async def _found(self) -> Sequence[Row]:
        return list(found(self._commands, self._text))

    @on(Entry.Typed)
    async def _typed(self, event: Entry.Typed) -> None:
        event.stop()
        if isinstance(event, Entry.Kept | Entry.Left):
            return
        if event.text == _CLOSING:
            self.dismiss()
            return
        self._text = event.text
        await self.look_again()
        self.rows.action_go(-len(self.rows.rows))

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        event.stop()
        if event.text:
            self._line.clear()
        else:
            self.dismiss()


class _HelpLine(Entry):
    """Moves the list below it, for there is nothing earlier to recall."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
    ]

    def __init__(self, rows: Rows) -> None:
        super().__init__(" Find ", hint="pin, filter, x, Ctrl+R …", id="help-line")
        self._rows = rows

    def action_move(self, by: int) -> None:
        """Arrows."""
        self._rows.action_go(by)

    def action_move_page(self, direction: int) -> None:
        """PgUp and PgDn."""
        self._rows.action_go_page(direction)


def found(commands: Sequence[Command], text: str) -> Iterator[Row]:
    """The rows of the help for what is typed: a key is answered before words are."""
    if not text.strip():
        yield from _all(commands)
        return
    by_key = _with_key(commands, text)
    for command in by_key:
        yield Row(command.id, command.shown_keys, command.help, PLACES[command.where])
    if by_key and len(text.strip()) == 1:
        return
    words = text.casefold().split()
    for command in commands:
        said = f"{command.label} {command.help} {command.id}".casefold()
        is_double = command.where is Where.ROWS or command in by_key
        if not is_double and all(word in said for word in words):
            yield Row(command.id, command.shown_keys, command.help)


def _all(commands: Sequence[Command]) -> Iterator[Row]:
    for group in Group:
        yield Row(key=group, lead="", text=group.value, is_loud=True)
        for command in commands:
            if command.group is group and command.where is not Where.ROWS:
                yield Row(key=command.id, lead=command.shown_keys, text=command.help)


def _with_key(commands: Sequence[Command], text: str) -> list[Command]:
    try:
        key = key_of(text)
    except UnknownKey:
        return []
    return [command for command in commands if key in command.keys]
