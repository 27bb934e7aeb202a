"""The lists that open over the desk: what is hidden, how sources are doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.screen import Screen

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store import board, pages
from backchannel.store.check import upkeep
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.places import covered
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Acts, Voice
from backchannel.ui.deciding.hand import Hand, Outside
from backchannel.ui.desk.status import Status
from backchannel.ui.finding.leading import lead_to
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.times import Zone
from backchannel.ui.screens.coverage.near_tags import NEAR, near_rows, refused_row
from backchannel.ui.screens.decided_rows import decision_rows, stash_rows
from backchannel.ui.screens.health_rows import facts, source_rows
from backchannel.ui.screens.panel import ChoicePanel, Go, Panel, Typed
from backchannel.ui.tending.sources_panel import SourcesPanel
from backchannel.ui.tending.tender import Tender
from backchannel.ui.widgets.rows import Row, Rows

NEAR_HINT: Final = Keyed("{rows.open} leads to where it is added, or said to be another")
OTHER_HINT: Final = Keyed("{rows.open} leads to where that is taken back")


class OfRow:
    """A choice of one post: that of the row under the cursor, in a list whose keys are places."""

    def __init__(self, store: Reader, rows: Rows) -> None:
        self._store, self._rows = store, rows

    async def chosen_post(self) -> StoredPost | None:
        """That one; None where the row is about something else."""
        row = self._rows.chosen
        if row is None or not row.key.isdecimal():
            return None
        return (await self._store.read(pages.by_places, [int(row.key)])).get(int(row.key))

    async def chosen_posts(self) -> Sequence[StoredPost]:
        """That one alone."""
        post = await self.chosen_post()
        return [post] if post else []

    def unmark(self) -> None:
        """Nothing is marked here."""

    def chosen_note(self) -> Note | None:
        """None: these lists are of posts."""
        return None


def stashed_panel(
    store: Reader,
    acts: Acts,
    zone: Zone,
    outside: Outside,
    *,
    go_to: Callable[[StoredPost], None],
    say: Voice,
) -> Panel:
    """What was put aside; Enter goes to it."""

    async def load() -> Sequence[Row]:
        return stash_rows(await store.read(board.stashed), store.now(), zone())

    async def show(row: Row) -> None:
        try:
            found = await store.read(pages.by_places, [int(row.key)])
            for post in found.values():
                await lead_to(store, post, go_to, say)
        except StoreError as error:
            say(str(error), is_problem=True)

    hint = Keyed("{rows.open} goes to it · {stash} takes it up again · Esc goes back")
    empty = "Nothing is put aside. {stash} puts a post aside for later."
    panel = ChoicePanel("Later", hint, empty, load, go=show)
    panel.deeds = Hand(
        OfRow(store, panel.rows), acts.said_by(panel.tell), panel.tell, outside
    ).deeds
    return panel


class LogPanel(Panel):
    """Who decided what, and when; one's own can be taken back and done again from here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", show=False, id="undo"),
        Binding("ctrl+r", "redo", "Redo", show=False, id="redo"),
    ]

    def __init__(self, store: Reader, acts: Acts, zone: Zone) -> None:
        async def load() -> Sequence[Row]:
            return decision_rows(await store.read(board.log), store.now(), zone())

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


def choice_panel(
    title: str, rows: Sequence[Row], then: Go, typed: Typed | None = None
) -> ChoicePanel:
    """One of several; with `typed` also words of one's own, which hears how they begin."""
    if typed is not None:
        from backchannel.ui.questions.cue_choice import CueChoice

        return CueChoice(title, rows, then, typed)

    async def load() -> Sequence[Row]:
        return rows

    hint = Keyed("{rows.open} or a digit chooses · Esc goes back")
    return ChoicePanel(title, hint, "There is nothing to choose.", load, go=then)


def health_panel(
    store: Reader,
    acts: Acts,
    zone: Zone,
    status: Status,
    *,
    tender: Tender | None = None,
    near: Callable[[], Screen[None]],
) -> Panel:
    """How everything is doing, in full, for as long as it is open; Enter asks one source.

    On a tag that is nearly the event's it opens `near`, where one can be added.
    """

    async def load() -> Sequence[Row]:
        await status.read()
        kept, covers, now = await store.read(upkeep), await store.read(covered), store.now()
        situation = status.situation(now)
        rows = facts(situation, status.lease, kept, now, zone())
        told = near_rows(await store.read(near_tags.near_tags), with_keys(panel, NEAR_HINT))
        others = await store.read(near_tags.refused)
        told += refused_row(others, with_keys(panel, OTHER_HINT))
        return [*rows, *source_rows(situation, covers, now, zone()), *told]

    async def fetch(row: Row) -> None:
        if row.key.startswith(NEAR):
            panel.app.push_screen(near())
        elif row.key in status.source_names():
            await acts.fetch_now(row.key)

    panel = SourcesPanel(store, zone, tender, load, fetch)
    acts = acts.said_by(panel.tell)
    panel.act_by(acts)
    return panel
