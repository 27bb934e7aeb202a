"""Drawn lines to strips of exactly the pane's width."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from backchannel.model.roles.rule import Level
from backchannel.ui.lines.drawing import Line, Role
from backchannel.ui.lines.wrap import cells, crop
from backchannel.ui.widgets.colours import context_in, cursor_in, roles_in

_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
READ_TO_HERE = " read to here "
SIGNS: Final = {Level.LOW: "☆", Level.NORMAL: "★", Level.HIGH: "✹"}
"""How much a rule wants a post to stand out; told apart without colours, too."""

_WEIGHTS: Final = {
    Level.LOW: Style(bold=False),
    Level.NORMAL: Style(bold=True),
    Level.HIGH: Style(bold=True, reverse=True),
}


class Look(NamedTuple):
    """How a post stands out."""

    is_chosen: bool = False
    is_new: bool = False
    is_context: bool = False
    is_marked: bool = False
    level: Level | None = None


class Palette(Struct, frozen=True):
    """Styles by role; the background of the chosen post and of all others."""

    roles: Mapping[Role, Style]
    cursor: Style
    context: Style

    @classmethod
    def of(cls, widget: Widget) -> Palette:
        """In the theme of the moment, on the widget's background."""
        return cls(roles_in(widget), cursor_in(widget), context_in(widget))

    def style(self, role: Role, look: Look) -> Style:
        """The style of a stretch of a post."""
        style = self.roles[role]
        if look.is_context and role is not Role.MATCH:
            style = self.context
        if look.is_chosen and role is not Role.MATCH:
            style = style + Style(bgcolor=self.cursor.bgcolor)
        return style


def margins(width: int) -> tuple[int, int]:
    """Cells left and right of the lines; the left ones say which post is chosen and which new."""
    return (2, 1) if width >= 30 else (1, 0)


def line_strip(line: Line, width: int, palette: Palette, look: Look, *, number: int = 0) -> Strip:
    """The row of a post's nth line: exactly `width` cells, whatever a post contains."""
    left, right = margins(width)
    sign = "▌" if look.is_chosen else "┊" if look.is_context else " "
    if number == 0:
        sign = "•" if look.is_new and not look.is_chosen else sign
        sign = SIGNS[look.level] if look.level else sign
        sign = "✓" if look.is_marked else sign
    sign_style = palette.style(Role.TEXT if sign == " " else Role.BADGE, look)
    if number == 0 and look.level is not None:
        sign_style += _WEIGHTS[look.level]
    segments = [Segment(sign.ljust(left), sign_style)]
    room = width - left - right
    for text, role in line:
        shown = crop(_OBEYED.sub(" ", text), room)
        room -= cells(shown)
        segments.append(Segment(shown, palette.style(role, look)))
    segments.append(Segment(" " * (room + right), palette.style(Role.TEXT, look)))
    is_sound = width > left + right
    return Strip(segments, width) if is_sound else Strip(segments).crop(0, width)


def marker_strip(width: int, palette: Palette) -> Strip:
    """The line that marks how far the reader has come."""
    said = READ_TO_HERE if width > len(READ_TO_HERE) + 4 else ""
    return Strip([Segment(said.center(width, "─"), palette.roles[Role.MARKER])], width)


def blank_strip(width: int, palette: Palette) -> Strip:
    """An empty row."""
    return Strip([Segment(" " * width, palette.roles[Role.TEXT])], width)


def centred_strip(text: str, width: int, palette: Palette) -> Strip:
    """A short remark in the middle of a row."""
    said = crop(text, width)
    left = (width - cells(said)) // 2
    filled = " " * left + said + " " * (width - left - cells(said))
    return Strip([Segment(filled, palette.roles[Role.ASIDE])], width)
