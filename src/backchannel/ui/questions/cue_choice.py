"""What the presenter is told: one of the usual, or whatever is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events

from backchannel.clean.terminal import clean_line
from backchannel.ui.keymap import Keyed
from backchannel.ui.pressed import is_text
from backchannel.ui.screens.panel import ChoicePanel, Go, Typed
from backchannel.ui.widgets.rows import Row, Rows

_HINT = Keyed(
    "{rows.open} tells it · a digit chooses · letters begin your own words · Esc goes back"
)


class _TypedAt(Rows):
    """Hands on every letter, so that none of them is a command."""

    HEARS_AT_ONCE: ClassVar[bool] = False
    TYPES_AT_ONCE: ClassVar[bool] = True

    def __init__(self, typed: Typed) -> None:
        super().__init__(empty="", aside_lines=1)
        self._typed = typed

    async def _on_key(self, event: events.Key) -> None:
        if is_text(event) and event.character:
            event.stop()
            event.prevent_default()
            await self._typed(event.character)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        await self._typed(clean_line(event.text))


class CueChoice(ChoicePanel):
    """A digit only chooses: `2 minutes only` begins with one, too. Enter tells what is chosen."""

    def __init__(self, title: str, rows: Sequence[Row], go: Go, typed: Typed) -> None:
        async def load() -> Sequence[Row]:
            return rows

        super().__init__(title, _HINT, "", load, go)
        self.rows = _TypedAt(self._hear)
        self._leads = {row.lead: row for row in rows}
        self._begin, self._digit = typed, ""

    async def _hear(self, text: str) -> None:
        row = self._leads.get(text)
        if row is not None and row.key and not self._digit:
            self._digit = text
            self.rows.choose(row.key)
            return
        self.dismiss()
        is_own = row is not None and not row.key and not self._digit
        await self._begin("" if is_own else f"{self._digit}{text}".lstrip())
