"""The keys at the bottom, from the declaration of commands; a click presses one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from textual import events  # Textual looks at a method's annotations
from textual.content import Content
from textual.widgets import Static

from backchannel.clean.terminal import clean_line
from backchannel.ui.commands import Command, Group
from backchannel.ui.lines.hints import helpful
from backchannel.ui.lines.wrap import cells

_WRONG: Final = " ✕ "


class KeyLine(Static):
    """Commands, grouped; those of the program itself at the right, which stay when it is short."""

    DEFAULT_CSS = """
    KeyLine { height: 1; text-wrap: nowrap; text-overflow: clip; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._commands: tuple[Command, ...] = ()
        self._hits: list[tuple[int, int, str]] = []
        self._problem = ""

    def show(self, commands: Sequence[Command]) -> None:
        """Show these, as many as fit."""
        if tuple(commands) != self._commands:
            self._commands = tuple(commands)
            self._draw()

    def complain(self, problem: str) -> None:
        """Say what is wrong in their place; with nothing, show them again."""
        if problem != self._problem:
            self._problem = problem
            self._draw()

    def on_resize(self) -> None:
        """Show as many as fit now."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Press the key that was hit."""
        for start, end, key in self._hits:
            if start <= event.x < end:
                self.app.simulate_key(key)

    def _draw(self) -> None:
        width = self.size.width or self.app.size.width
        if self._problem:
            self._hits = []
            said = helpful(clean_line(self._problem), width - len(_WRONG))
            self.update(Content.assemble((_WRONG + said, "bold $text-error")), layout=False)
            return
        last = [each for each in self._commands if each.group is Group.PROGRAM]
        first = [each for each in self._commands if each.group is not Group.PROGRAM]
        while last and _width(last) > width:
            last.pop(0)
        while first and _width(first) + _width(last) > width:
            first.pop()
        line = list(_laid_out(first))
        line.append((" " * max(0, width - _width(first) - _width(last)), "", ""))
        line += _laid_out(last)
        self._hits, at = [], 0
        for text, _, key in line:
            if key:
                self._hits.append((at, at + cells(text), key))
            at += cells(text)
        self.update(Content.assemble(*((text, style) for text, style, _ in line)), layout=False)


Piece = tuple[str, str, str]


def _laid_out(commands: Sequence[Command]) -> Iterator[Piece]:
    """(text, style, key) of every stretch."""
    group = None
    for command in commands:
        yield ("   " if group not in {None, command.group} else " ", "", "")
        group = command.group
        key = command.keys[0]
        yield command.shown_key, "bold $text-accent", key
        yield f" {command.label.lower()} ", "$text-muted", key


def _width(commands: Sequence[Command]) -> int:
    return sum(cells(text) for text, _, _ in _laid_out(commands))
