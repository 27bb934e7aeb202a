"""Every key in one place, made from the declaration of commands."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.ui.commands import COMMANDS, Group, Where
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row

_OF_LISTS = "rows."


def help_panel() -> Panel:
    """The help screen."""
    return Panel("Keys", "↑ ↓ to scroll · Esc to go back", "", _rows)


async def _rows() -> Sequence[Row]:
    rows = []
    for group in Group:
        rows.append(Row(key=group, lead="", text=group.value, is_loud=True))
        rows.extend(
            Row(key=command.id, lead=f"{command.shown_keys:<14}", text=command.help)
            for command in COMMANDS
            if command.group is group and command.where is not Where.ROWS
        )
    return rows
