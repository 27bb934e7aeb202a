"""The panel of sources, from which one is added, tested and taken out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final

from msgspec.structs import replace
from textual.binding import BindingType

from backchannel.errors import ConfigError, StoreError
from backchannel.store import sources
from backchannel.store.store import Reader
from backchannel.store.tending import errands, parted, wrong_file
from backchannel.store.tending.errands import Wish
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.acts import UNDOES, Acts
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import Zone
from backchannel.ui.screens.panel import ChoicePanel, Go, Load, Panel
from backchannel.ui.tending.adding import AddSource
from backchannel.ui.tending.tender import Tender
from backchannel.ui.tending.words import errand_text, problem
from backchannel.ui.widgets.rows import Row

NO_FILE: Final = "This desk was opened without an event file; there is nowhere to write it"
FILE, NONE = "\tevent file", "\tnone"
"""Keys that no source has for a name."""

CHOOSE: Final = Keyed("Choose a source with {rows.next} first")


class SourcesPanel(Panel):
    """How everything is doing, and what can be done about it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SOURCES)]

    def __init__(
        self, store: Reader, zone: Zone, tender: Tender | None, load: Load, go: Go
    ) -> None:
        hint = (
            "{rows.open} asks a source now · {sources.add} adds · {sources.test} tests · "
            "{sources.remove} removes · Esc goes back"
        )

        async def told() -> Sequence[Row]:
            rows = [*await self._with_tests(await load()), *await self._wrong_file()]
            return rows if await store.read(sources.health) else [*rows, self._nothing()]

        super().__init__("How it is going", Keyed(hint), "Looking …", told, go=go)
        self._store, self._zone, self._tender = store, zone, tender

    def act_by(self, acts: Acts) -> None:
        """Whose decisions are made here."""
        self._acts = acts
        self.deeds = {
            "fetch_now": acts.fetch_now,
            "undo": lambda: self._bringing_back(acts.undo),
            "redo": lambda: self._bringing_back(acts.redo),
        }

    async def _bringing_back(self, deed: Callable[[], Awaitable[None]]) -> None:
        """The cursor goes to a source that comes back."""
        before = {row.key for row in self.rows.rows}
        await deed()
        await self.look_again()
        back = [row.key for row in self.rows.rows if row.key not in before]
        if back:
            self.rows.choose(back[0])

    def action_add(self) -> None:
        """`a`."""
        if (tender := self._there()) is not None:
            acts, say = self._acts, self.tell
            self.app.push_screen(AddSource(self._store, acts, self._zone, tender, say))

    async def action_test(self) -> None:
        """`t`: the collector reads it once; what came of it is said in its row."""
        name = self._chosen_name()
        specs = {each.spec.name: each.spec for each in await self._store.read(sources.asked_for)}
        if name not in specs:
            self.tell(CHOOSE)
        elif await self._acts.ask(Wish(spec=specs[name])) is None:
            self.tell("Nobody is collecting, so nobody can ask", is_problem=True)
        await self.look_again()

    async def action_remove(self) -> None:
        """`x`: asked once."""
        name = self._chosen_name()
        if (tender := self._there()) is None:
            return
        if name not in {each.source for each in await self._store.read(sources.health)}:
            self.tell(CHOOSE)
            return
        given = await self._store.read(parted.given, name)
        stays = f"; {counted(given, 'post')} of it stay{'s' if given == 1 else ''}" if given else ""
        rows = [Row("1", "1", f"Follow it no more{stays}"), Row("2", "2", "Keep it")]

        async def chosen(row: Row) -> None:
            if row.key == "1":
                await self._remove(tender, name, stays)

        self.app.push_screen(removal_panel(f"Remove {name}?", rows, chosen))

    async def _remove(self, tender: Tender, name: str, stays: str) -> None:
        try:
            await tender.remove(name)
        except (ConfigError, StoreError) as error:
            self.tell(problem(error), is_problem=True)
            return
        await self.look_again()
        self.tell(f"Removed  {name}{stays}", UNDOES)

    async def _with_tests(self, rows: Sequence[Row]) -> Sequence[Row]:
        tests, now = await self._store.read(errands.probes), self._store.now()
        said = {name: errand_text(test, now, self._zone()) for name, test in tests.items()}
        return [
            replace(row, more=(said[row.key], *row.more)) if said.get(row.key) else row
            for row in rows
        ]

    async def _wrong_file(self) -> Sequence[Row]:
        wrong = await self._store.read(wrong_file.wrong)
        on = "what it said before is followed on"
        return [Row(FILE, "✕ event file", wrong, on, is_loud=True)] if wrong else []

    def _nothing(self) -> Row:
        return Row(NONE, "◌ no source", with_keys(self, Keyed("{sources.add} adds one")))

    def _chosen_name(self) -> str:
        return self.rows.chosen.key if self.rows.chosen is not None else ""

    def _there(self) -> Tender | None:
        if self._tender is None:
            self.tell(NO_FILE, is_problem=True)
        return self._tender


def removal_panel(title: str, rows: Sequence[Row], then: Go) -> ChoicePanel:
    """A question with an answer to each digit."""

    async def load() -> Sequence[Row]:
        return rows

    return ChoicePanel(
        title, Keyed("{rows.open} or a digit chooses · Esc goes back"), "", load, then
    )
