"""The pane of questions, and what was read for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import BindingType

from backchannel.model.roles.question import Queue, State
from backchannel.ui.commands import Where, bindings
from backchannel.ui.keymap import Keyed
from backchannel.ui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from backchannel.store.roles.ending import Ended

EMPTY: Final = Keyed(
    "No questions yet.\n{question} on a post asks it; here it takes one from the room."
)

SETTLED: Final = {State.ANSWERED: "✓", State.PARKED: "‖"}


class QuestionRows(Rows):
    """Rows with keys of their own; `marked` are the ids of those that will be merged."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.QUESTIONS)]

    def __init__(self) -> None:
        super().__init__(empty=EMPTY, aside_lines=2, id="questions")
        self.marked: set[str] = set()
        self._leaving = ""

    def leaves(self, key: str) -> None:
        """This one will be settled, and go below the queue; the cursor stays where it is."""
        self._leaving = key

    def show(self, rows: Sequence[Row], *, is_still: bool = False) -> None:
        """Show these rows; the cursor goes with its row, but for one that was just settled."""
        before = [row.key for row in self.rows]
        super().show(rows, is_still=is_still)
        key = self.chosen.key if self.chosen else ""
        is_settled = any(row.key == key and row.lead in SETTLED.values() for row in rows)
        if key and key == self._leaving and is_settled and key in before:
            self._leaving = ""
            self.choose(rows[min(before.index(key), len(rows) - 1)].key)


class Asked(NamedTuple):
    """The questions as they were read, and of each that asks what another asks, which that is.

    `ended` is a session that is over and left some open.
    """

    queue: Queue = Queue()
    same: Mapping[str, str] = {}
    ended: Ended | None = None
