"""What the presenter was told, and whether it was seen."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.errors import StoreError
from backchannel.model.roles.cue import Cue
from backchannel.store.roles import cues
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row


def cues_panel(store: Reader, pen: Pen, by: str, zone: Zone) -> Panel:
    """The latest first; Enter takes one back that was not seen."""

    async def load() -> Sequence[Row]:
        now = store.now()
        return [
            Row(
                key=each.id,
                lead=clock_on(each.at, now, zone()),
                text=each.text,
                aside=f"{each.by} · {_fate(each)}",
                is_loud=each.is_waiting,
            )
            for each in await store.read(cues.latest)
        ]

    async def take_back(row: Row) -> None:
        try:
            is_done = await pen.write(cues.withdraw, row.key, by)
        except StoreError as error:
            panel.tell(f"Not stored: {error}", is_problem=True)
        else:
            panel.tell("Taken back" if is_done else "It was seen, or taken back, before")

    def _fate(each: Cue) -> str:
        if each.withdrawn is not None:
            return "taken back"
        return f"seen {clock_on(each.seen, store.now(), zone())}" if each.seen else "not seen yet"

    hint = Keyed("{rows.open} takes back what was not seen · Esc goes back")
    panel = Panel("Told to the presenter", hint, Keyed("Nothing yet. {cue} tells something."), load,
                  go=take_back)  # fmt: skip  # a panel in one breath
    return panel
