"""Every key in one place; typing finds a command by its words, or by its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from textual import on

from backchannel.ui.commands import Command, Group, Where
from backchannel.ui.key_names import UnknownKey, key_of, shown
from backchannel.ui.keymap import Keyed
from backchannel.ui.palette.typed_panel import TypedPanel
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.rows import Row

_CLOSING: Final = "?"
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
    Where.SOURCES: "the sources",
    Where.ADDING: "adding a source",
    Where.COMPOSE: "writing a post",
    Where.OUTGOING: "drafts and sent",
    Where.QUESTIONS: "questions",
    Where.SESSIONS: "the programme",
    Where.TIME_BAR: "the time bar",
    Where.PRESENTER: "the presenter's screen",
    Where.OPERATOR: "the operator",
    Where.PROJECTOR: "a projector",
}
"""The places of commands, as people know them."""

ELSEWHERE: Final = frozenset({Where.PRESENTER, Where.OPERATOR, Where.PROJECTOR})
"""Places of other programs than the desk."""


class HelpPanel(TypedPanel):
    """The commands under their headings, or those that what is typed is about.

    `also` is said at the foot, and names keys as `Keyed` does.
    """

    def __init__(self, commands: Sequence[Command], also: str = "") -> None:
        arrows = f"{shown('up')} {shown('down')}"
        foot = Keyed(f"{also}type a word or a key · {arrows} scroll · Esc goes back")
        keys = [each.shown_key for each in commands if each.id in {"hide", "redo"} and each.keys]
        super().__init__(
            "Keys",
            foot,
            _NOTHING,
            self._found,
            prompt=" Find ",
            hint=f"{', '.join(('pin', 'filter', *keys))} …",
        )
        self._commands = commands

    async def _found(self) -> Sequence[Row]:
        return list(found(self._commands, self.text))

    async def follow(self, text: str) -> None:
        """What is typed; the key that opens the help closes it."""
        if text == _CLOSING:
            self.dismiss()
        else:
            await super().follow(text)

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        event.stop()
        if event.text:
            self.line.clear()
        else:
            self.dismiss()


def found(commands: Sequence[Command], text: str) -> Iterator[Row]:
    """The rows of the help for what is typed: a key is answered before words are."""
    if not text.strip():
        yield from _all(commands)
        return
    lead, by_key = _leads(commands), _with_key(commands, text)
    for command in by_key:
        yield Row(command.id, lead[command.id], command.help, PLACES[command.where])
    if by_key and len(text.strip()) == 1:
        return
    words = text.casefold().split()
    for command in commands:
        said = f"{command.label} {command.help} {command.id}".casefold()
        is_double = command.where is Where.ROWS or command in by_key
        if not is_double and all(word in said for word in words):
            yield Row(command.id, lead[command.id], command.help)


def _leads(commands: Sequence[Command]) -> Mapping[str, str]:
    """The keys of every command; without one, what is typed for it, if it can be found so."""
    opener = next((each.shown_key for each in commands if each.id == "commands"), ":")
    named = {
        each.id: f"{opener}{each.label.lower()}"
        for each in commands
        if each.where in {Where.DESK, Where.STREAM}
    }
    return {
        each.id: each.shown_keys if each.keys else named.get(each.id, "no key") for each in commands
    }


def _all(commands: Sequence[Command]) -> Iterator[Row]:
    lead = _leads(commands)
    for group in Group:
        own = [each for each in commands if each.group is group and each.where is not Where.ROWS]
        if own:
            yield Row(key=group, lead="", text=group.value, is_loud=True)
        yield from (Row(key=each.id, lead=lead[each.id], text=each.help) for each in own)


def _with_key(commands: Sequence[Command], text: str) -> list[Command]:
    try:
        key = key_of(text)
    except UnknownKey:
        return []
    return [command for command in commands if key in command.keys]
