"""The lists that open over the desk."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from backchannel.store import board, sources
from backchannel.store.store import Reader
from backchannel.ui.desk.acts import Acts
from backchannel.ui.desk.views import health_rows, hidden_rows
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row


def hidden_panel(store: Reader, acts: Acts, zone: ZoneInfo) -> Panel:
    """What is out of sight; Enter brings it back."""

    async def load() -> Sequence[Row]:
        return hidden_rows(await store.read(board.hidden), zone)

    async def bring_back(row: Row) -> None:
        await acts.bring_back(int(row.key))

    return Panel(
        "Hidden", "Enter brings it back · Esc goes back", "Nothing is hidden.", load, bring_back
    )


def health_panel(store: Reader, zone: ZoneInfo) -> Panel:
    """How every source is doing, in full."""

    async def load() -> Sequence[Row]:
        return health_rows(await store.read(sources.health), store.now(), zone)

    hint = "R asks every source now · Esc goes back"
    return Panel("Sources", hint, "This event has no sources.", load)
