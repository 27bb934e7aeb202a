"""Every action, declared once: from here come keys, footer, help, palette and the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from backchannel.ui.commands.command import Command, Group, Where
from backchannel.ui.commands.deciding import DECIDING
from backchannel.ui.commands.joining import JOINING
from backchannel.ui.commands.places import PLACES
from backchannel.ui.commands.program import PROGRAM
from backchannel.ui.commands.programme import PROGRAMME
from backchannel.ui.commands.questions import QUESTIONS
from backchannel.ui.commands.reading import READING
from backchannel.ui.commands.rules import RULES
from backchannel.ui.commands.sources import SOURCES
from backchannel.ui.commands.stage import STAGE
from backchannel.ui.commands.while_typing import TYPING

if TYPE_CHECKING:
    from textual.binding import Binding

__all__ = [
    "BY_ID",
    "COMMANDS",
    "Command",
    "Group",
    "Where",
    "binding",
    "bindings",
    "footer",
    "no_key",
]

COMMANDS: Final = (
    *(*READING, *DECIDING, *QUESTIONS, *RULES, *PROGRAMME, *JOINING, *STAGE),
    *(*PLACES, *SOURCES, *TYPING, *PROGRAM),
)

_FOOTER_ORDER: Final = (
    Group.DETAILS,
    Group.FIND,
    Group.DECIDE,
    Group.QUESTIONS,
    Group.PROGRAMME,
    Group.JOIN,
    Group.SHARE,
    Group.STAGE,
    Group.READ,
    Group.PLACES,
    Group.BAR,
    Group.PRESENTER,
    Group.REPLAY,
    Group.TYPING,
    Group.PROGRAM,
)

BY_ID: Final = {command.id: command for command in COMMANDS}


def bindings(where: Where) -> list[Binding]:
    """Textual's bindings for one part of the screen. Ids are the keymap's names."""
    return [binding(command) for command in _of(where) if command.action]


def binding(command: Command) -> Binding:
    """Textual's binding of one."""
    from textual.binding import Binding  # here, for who only reads the table needs no screen

    return Binding(
        ",".join(command.keys) or no_key(command.id),
        command.action,
        command.label,
        show=command.in_footer,
        id=command.id,
        tooltip=command.help,
        priority=command.where is Where.ANYWHERE,  # or else a panel would keep it from the program
    )


def no_key(action: str) -> str:
    """What stands for the key of an action without one; nobody can press it."""
    return f"no_key_{action}"


def _of(where: Where) -> Iterable[Command]:
    return (command for command in COMMANDS if command.where is where)


def footer(
    where: Where, *, besides: Iterable[str] = (), commands: Sequence[Command] = COMMANDS
) -> tuple[Command, ...]:
    """What the bottom line shows while `where` has the keyboard, in the order of the groups.

    `besides` names what is worth showing just now. `commands` have the keys in force; one without
    any is not shown.
    """
    is_typing = where in {Where.FILTER, Where.NOTE, Where.ASK}
    places = {where} if is_typing else {Where.DESK, where}
    shown = [
        each
        for each in commands
        if each.keys and (each.in_footer or each.id in besides) and each.where in places
    ]
    own = where is Where.QUESTIONS  # where little else is done with what is chosen
    return tuple(
        sorted(
            shown,
            key=lambda each: (own and each.where is not where, _FOOTER_ORDER.index(each.group)),
        )
    )
