"""The lists that open over the desk: every key, what is hidden, how sources are doing."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from backchannel.model.source import Health
from backchannel.store import board, lease, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Reader
from backchannel.ui.commands import COMMANDS, Group, Where
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.desk.row_texts import health_rows, hidden_rows
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row


def help_panel() -> Panel:
    """Every key in one place, from the declaration of commands."""

    async def load() -> Sequence[Row]:
        rows = []
        for group in Group:
            rows.append(Row(key=group, lead="", text=group.value, is_loud=True))
            rows.extend(
                Row(key=command.id, lead=command.shown_keys, text=command.help)
                for command in COMMANDS
                if command.group is group and command.where is not Where.ROWS
            )
        return rows

    return Panel("Keys", "↑ ↓ scroll · : finds a command by name · Esc goes back", "", load)


def hidden_panel(store: Reader, acts: Acts, zone: ZoneInfo) -> Panel:
    """What is out of sight; Enter brings it back."""

    async def load() -> Sequence[Row]:
        return hidden_rows(await store.read(board.hidden), zone)

    async def bring_back(row: Row) -> None:
        await acts.bring_back(int(row.key))

    hint = "Enter brings it back · Esc goes back"
    return Panel("Hidden", hint, "Nothing is hidden. x hides a post.", load, go=bring_back)


def health_panel(store: Reader, acts: Acts, zone: ZoneInfo) -> Panel:
    """How every source is doing, in full, for as long as it is open."""

    async def load() -> Sequence[Row]:
        known, held = await store.read(_collected)
        now = store.now()
        is_current = held is not None and held.is_live(now)
        return health_rows(known, now, zone, is_current=is_current)

    async def fetch(_row: Row) -> None:
        await acts.fetch_now()

    hint = "Enter asks every source now · Esc goes back"
    return Panel("Sources", hint, "This event has no sources.", load, go=fetch)


def _collected(db: Connection) -> tuple[tuple[Health, ...], lease.Lease | None]:
    return sources.health(db), lease.read(db)
