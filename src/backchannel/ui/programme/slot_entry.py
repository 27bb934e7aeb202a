"""One line in which a session is typed: when, how long, what it is called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame, Hint


class SlotEntry(PanelScreen[None]):
    """`keep` hears what was typed, and answers what is wrong with it, or nothing."""

    DEFAULT_CSS = """
    SlotEntry {
        align: center middle;
        & > Frame { max-width: 90; height: 5; min-height: 5; }
        & > Frame.-narrow { height: 5; }
        & .entry--answer { display: none; }
    }
    """

    def __init__(self, title: str, text: str, keep: Callable[[str], Awaitable[str]]) -> None:
        super().__init__("Enter keeps it · Esc goes back")
        self._title, self._text, self._keep = title, text, keep
        self._entry = Entry(" Session ", id="session-typed")

    def compose(self) -> ComposeResult:
        """What goes where, the line, and what the keys do."""
        with Frame() as frame:
            frame.border_title = Content(self._title)
            yield Hint("start, minutes, title: 14:00 45 Keynote, or 2026-07-09 14:00 45 Keynote")
            yield self._entry
            yield self.foot

    def on_mount(self) -> None:
        """Type at once."""
        self._entry.open(self._text, " Session ")

    @on(Entry.Kept)
    async def _kept(self, event: Entry.Kept) -> None:
        event.stop()
        if wrong := await self._keep(event.text):
            self.foot.say(f"✕ {wrong}")
        else:
            self.dismiss()

    @on(Entry.Left)
    def _leave(self, event: Entry.Left) -> None:
        event.stop()
        self.dismiss()
