"""The programme: sessions begun, overrun, ended, moved, typed in."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_DAY, _SESSIONS = Group.PROGRAMME, Where.SESSIONS

PROGRAMME: Final[tuple[Command, ...]] = (
    Command("programme", ("S",), "Programme", "The sessions: begin, overrun, end, move, edit them, or see what is filed under one",
            _DAY, "panel('programme')"),
    Command("file_under", (), "File under", "File the post, or every marked one, under another session",
            _DAY, "do('file_under')"),
    Command("move_note", (), "Move note", "File the note under another session", _DAY, "do('move_note')"),
    Command("sessions.start", ("s",), "Start", "In the programme: begin it now; the running one ends",
            _DAY, "act('start')", _SESSIONS),
    Command("sessions.overrun", ("o", "plus"), "Overrun", "In the programme: five minutes more; those that follow wait",
            _DAY, "act('overrun')", _SESSIONS),
    Command("sessions.end", ("E",), "End", "In the programme: end it now", _DAY, "act('end')", _SESSIONS),
    Command("sessions.edit", ("e",), "Edit", "In the programme: another time, length or title",
            _DAY, "edit", _SESSIONS),
    Command("sessions.add", ("a",), "Add", "In the programme: one more session", _DAY, "add", _SESSIONS),
    Command("sessions.later", ("J",), "Later", "In the programme: change places with the next one in its room",
            _DAY, "act('later')", _SESSIONS),
    Command("sessions.earlier", ("K",), "Earlier", "In the programme: change places with the one before it",
            _DAY, "act('earlier')", _SESSIONS),
    Command("sessions.remove", ("x",), "Take out", "In the programme: take it out; undo brings it back",
            _DAY, "act('remove')", _SESSIONS),
)  # fmt: skip  # a table reads better than a page of brackets
