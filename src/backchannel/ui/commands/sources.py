"""The sources: what is followed, and changing that."""

from __future__ import annotations

from typing import Final

from backchannel.ui.commands.command import Command, Group, Where

_PROGRAM, _SOURCES = Group.PROGRAM, Where.SOURCES

SOURCES: Final[tuple[Command, ...]] = (
    Command("add_source", (), "Add source", "Follow one more place: an address, a room, a hashtag on a server",
            _PROGRAM, "panel('add_source')", opens_line=True),
    Command("sources.add", ("a",), "Add", "In the sources: follow one more place",
            _PROGRAM, "add", _SOURCES, opens_line=True),
    Command("sources.test", ("t",), "Test", "In the sources: read the chosen one once, and say what came",
            _PROGRAM, "test", _SOURCES),
    Command("sources.remove", ("x",), "Remove", "In the sources: follow the chosen one no more; its posts stay",
            _PROGRAM, "remove", _SOURCES),
    Command("sources.everything", ("e",), "Everything", "Before a source is added: take all there is, or only what bears the tag",
            _PROGRAM, "everything", Where.ADDING),
)  # fmt: skip  # a table reads better than a page of brackets
