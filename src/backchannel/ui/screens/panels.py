"""The lists that open over the desk: what is hidden, how sources are doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import Binding, BindingType

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost
from backchannel.store import board, pages, sources
from backchannel.store.check import upkeep
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Acts, Voice
from backchannel.ui.desk.status import Status
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.decided_rows import decision_rows, hidden_rows, mute_rows, stash_rows
from backchannel.ui.screens.health_rows import facts, source_rows
from backchannel.ui.screens.panel import ChoicePanel, Go, Panel
from backchannel.ui.widgets.rows import Row


def hidden_panel(store: Reader, acts: Acts, zone: ZoneInfo) -> Panel:
    """What is out of sight, and who; Enter brings it back."""

    async def load() -> Sequence[Row]:
        muted = mute_rows(await store.read(board.muted), store.now(), zone)
        return [*muted, *hidden_rows(await store.read(board.hidden), store.now(), zone)]

    async def bring_back(row: Row) -> None:
        if row.key.isdecimal():
            await acts.bring_back(int(row.key), row.text)
        else:
            await acts.unmute(row.key, row.text)

    hint = Keyed("{rows.open} brings it back · Esc goes back")
    empty = "Nothing is hidden. {hide} hides a post, {mute} mutes its author."
    return Panel("Hidden and muted", hint, empty, load, go=bring_back)


def stashed_panel(
    store: Reader, zone: ZoneInfo, go_to: Callable[[StoredPost], None], say: Voice
) -> Panel:
    """What was put aside; Enter goes to it."""

    async def load() -> Sequence[Row]:
        return stash_rows(await store.read(board.stashed), store.now(), zone)

    async def show(row: Row) -> None:
        try:
            found = await store.read(pages.by_places, [int(row.key)])
        except StoreError as error:
            say(str(error), is_problem=True)
            return
        for post in found.values():
            go_to(post)

    hint = Keyed("{rows.open} goes to it · {stash} there takes it up again · Esc goes back")
    empty = "Nothing is put aside. {stash} puts a post aside for later."
    return ChoicePanel("Later", hint, empty, load, go=show)


class LogPanel(Panel):
    """Who decided what, and when; one's own can be taken back and done again from here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", show=False, id="undo"),
        Binding("ctrl+r", "redo", "Redo", show=False, id="redo"),
    ]

    def __init__(self, store: Reader, acts: Acts, zone: ZoneInfo) -> None:
        async def load() -> Sequence[Row]:
            return decision_rows(await store.read(board.log), store.now(), zone)

        hint = Keyed("{undo} undoes your last · {redo} does it again · Esc goes back")
        super().__init__("Decisions", hint, "Nothing was decided yet.", load)
        self._acts = acts

    async def action_undo(self) -> None:
        """`u`."""
        await self._acts.undo()
        await self.look_again()

    async def action_redo(self) -> None:
        """Ctrl+R."""
        await self._acts.redo()
        await self.look_again()


def choice_panel(title: str, rows: Sequence[Row], then: Go) -> Panel:
    """One of several."""

    async def load() -> Sequence[Row]:
        return rows

    hint = Keyed("{rows.open} or a digit chooses · Esc goes back")
    return ChoicePanel(title, hint, "There is nothing to choose.", load, go=then)


def health_panel(store: Reader, acts: Acts, zone: ZoneInfo, status: Status) -> Panel:
    """How everything is doing, in full, for as long as it is open; Enter asks one source."""

    async def load() -> Sequence[Row]:
        await status.read()
        kept, newest, now = await store.read(upkeep), await store.read(sources.newest), store.now()
        situation = status.situation(now)
        rows = facts(situation, status.lease, kept, now, zone)
        return [*rows, *source_rows(situation, newest, now, zone)]

    async def fetch(row: Row) -> None:
        if row.key in status.source_names():
            await acts.fetch_now(row.key)

    hint = Keyed("{rows.open} asks a source now · Esc goes back")
    return Panel("How it is going", hint, "Looking …", load, go=fetch)
