"""What the keys do while somebody types."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_TYPING = Group.TYPING

TYPING: Final[tuple[Command, ...]] = (
    Command("filter.keep", ("enter",), "Keep", "In a filter: keep it and go back to reading",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.clear", ("escape",), "Clear", "In a filter: show everything again",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.earlier", ("up", "down"), "Earlier", "In a filter or note: what was entered before",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("filter.complete", ("tab",), "Complete", "In a filter: complete a field or a known value",
            _TYPING, "", Where.FILTER, in_footer=True),
    Command("note.keep", ("enter",), "Write it down", "In a note: write it down",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("note.leave", ("escape",), "Keep as a draft", "In a note: go back; the words wait for the next note",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("note.about", ("tab",), "About another", "In a note: about the chosen post, about none, or about what it was",
            _TYPING, "", Where.NOTE, in_footer=True),
    Command("ask.keep", ("enter",), "Go on", "When asked something: go on with these words, or none",
            _TYPING, "", Where.ASK, in_footer=True),
    Command("ask.leave", ("escape",), "Not now", "When asked something: go back, and nothing is done",
            _TYPING, "", Where.ASK, in_footer=True),
)  # fmt: skip  # a table reads better than a page of brackets
