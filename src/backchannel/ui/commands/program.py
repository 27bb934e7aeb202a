"""The program itself."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_PROGRAM = Group.PROGRAM

PROGRAM: Final[tuple[Command, ...]] = (
    Command("commands", ("colon", "ctrl+p"), "Commands", "Every command by name",
            _PROGRAM, "app.palette", in_footer=True),
    Command("help", ("question_mark",), "Help", "These keys", _PROGRAM, "panel('help')", in_footer=True),
    Command("tour", (), "Tour", "Shows the way round the desk, in two minutes", _PROGRAM, "app.tour"),
    Command("back", ("escape",), "Back", "Peel one layer: help, entry, marks, zoom, filter, cursor",
            _PROGRAM, "back"),
    Command("quit", ("q",), "Quit", "Back; with nothing left to go back from, quit", _PROGRAM, "leave"),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint everything anew, after something else wrote over it",
            _PROGRAM, "redraw", Where.ANYWHERE),
    Command("interrupt", ("ctrl+c",), "Quit", "Twice: quit from anywhere; a note half written is kept",
            _PROGRAM, "interrupt", Where.ANYWHERE),
)  # fmt: skip  # a table reads better than a page of brackets
