"""The program itself."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_PROGRAM, _REPLAY = Group.PROGRAM, Group.REPLAY

PROGRAM: Final[tuple[Command, ...]] = (
    Command("commands", ("colon", "ctrl+p"), "Commands", "Every command by name",
            _PROGRAM, "app.palette", in_footer=True),
    Command("help", ("question_mark",), "Help", "These keys", _PROGRAM, "panel('help')", in_footer=True),
    Command("tour", (), "Tour", "Shows the way round the desk, in two minutes", _PROGRAM, "app.tour"),
    Command("replay_pause", ("comma",), "Pause", "Hold the clock of the replay, or let it run on",
            _REPLAY, "do('replay_pause')"),
    Command("replay_faster", ("plus",), "Faster", "Play faster: ×1, ×2, ×5, ×10 and so on", _REPLAY, "do('replay_faster')"),
    Command("replay_slower", ("minus",), "Slower", "Play slower", _REPLAY, "do('replay_slower')"),
    Command("replay_later", ("right_parenthesis",), "5 min on", "Five minutes on; what was said comes at once",
            _REPLAY, "do('replay_later')"),
    Command("replay_earlier", ("left_parenthesis",), "5 min back", "Five minutes back; what came since comes again",
            _REPLAY, "do('replay_earlier')"),
    Command("replay_to", (), "Replay from", "Play on from another time", _REPLAY, "do('replay_to')", opens_line=True),
    Command("back", ("escape",), "Back", "Peel one layer: help, entry, marks, zoom, filter, cursor",
            _PROGRAM, "back"),
    Command("quit", ("q",), "Quit", "Back; with nothing left to go back from, quit", _PROGRAM, "leave"),
    Command("redraw", ("ctrl+l",), "Redraw", "Paint everything anew, after something else wrote over it",
            _PROGRAM, "redraw", Where.ANYWHERE),
    Command("interrupt", ("ctrl+c",), "Quit", "Twice: quit from anywhere; a note half written is kept",
            _PROGRAM, "interrupt", Where.ANYWHERE),
)  # fmt: skip  # a table reads better than a page of brackets
