"""Choosing a view of a pane, and giving a name to its filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.config.views import LONGEST_NAME
from backchannel.errors import ConfigError
from backchannel.ui.finding.pane_views import EVERY_POST, PaneViews
from backchannel.ui.finding.views import Views
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame, Hint
from backchannel.ui.widgets.rows import Row, Rows

_FRAME: Final = 3
"""Lines of a panel around its rows."""


class ViewsPanel(Panel):
    """The views of one pane; a digit chooses at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "dismiss", show=False),
        *(Binding(str(number), f"choose({number})", show=False) for number in range(10)),
    ]
    DEFAULT_CSS = "ViewsPanel > Frame { max-width: 80; }"

    def __init__(self, views: Views) -> None:
        self._views, self._here = views, views.in_front
        hint = Keyed("{rows.open} or a digit chooses · Esc goes back")
        super().__init__(f"Views: {self._here.pane}", hint, "", self._read)

    async def begin(self) -> None:
        """Stand on the view that the pane is in."""
        self.query_one(Frame).styles.height = _FRAME + max(2 * len(self._here.views) - 1, 2)
        await super().begin()
        self.rows.choose(str(self._here.views.index(self._here.active)))

    async def on_rows_opened(self, event: Rows.Opened) -> None:
        """Enter or a double click."""
        event.stop()
        await self.action_choose(int(event.row.key))

    async def action_choose(self, number: int) -> None:
        """Show the pane in a view, and go back to it."""
        if number < len(self._here.views):
            self.dismiss()
            self._views.to_front()
            self._here.choose(self._here.views[number])

    async def _read(self) -> Sequence[Row]:
        return views_rows(self._here)


def views_rows(here: PaneViews) -> Sequence[Row]:
    """Every view with its filter; the one that the pane is in is marked."""
    rows = []
    for number, view in enumerate(here.views):
        is_active = view == here.active
        changed = f" (changed to {here.filtering.text})" if is_active and here.is_changed else ""
        name = f"{'▸' if is_active else ' '} {view.name}{changed}"
        rows.append(Row(str(number), str(number), name.strip(), view.filter, is_loud=is_active))
    return rows


class Naming(PanelScreen[None]):
    """Asks for the name under which the filter of a pane is kept."""

    DEFAULT_CSS = """
    Naming {
        align: center middle;
        & > Frame { max-width: 80; height: 5; min-height: 5; }
        & > Frame.-narrow { height: 5; }
        & .entry--answer { display: none; }
    }
    """

    def __init__(self, views: Views, say: Callable[..., None]) -> None:
        super().__init__(Keyed("Enter saves it in your user file · Esc goes back"))
        self._views, self._say, self._here = views, say, views.in_front
        self._entry = Entry(" Name ", id="view-name")

    def compose(self) -> ComposeResult:
        """The filter, the name and what the keys do."""
        with Frame() as frame:
            frame.border_title = Content("Save view")
            yield Hint(f"Filter: {self._here.filtering.text}")
            yield self._entry
            yield self.foot

    def on_mount(self) -> None:
        """Without a filter there is nothing to be saved."""
        if not self._here.filtering.text.strip():
            self._say(Keyed("There is no filter to save; {filter} makes one"), is_problem=True)
            self.dismiss()
            return
        active = self._here.active
        self._entry.open(
            active.name if active is not EVERY_POST else "", " Name ", is_selected=True
        )
        self._entry.input.max_length = LONGEST_NAME

    @on(Entry.Kept)
    async def _save(self, event: Entry.Kept) -> None:
        event.stop()
        try:
            said = await self._views.save(event.text)
        except ConfigError as error:
            place = f"{Path(error.file).name}:{error.line or 1}: " if error.file else ""
            self.foot.say(f"✕ {place}{error.problem}")
            return
        self.dismiss()
        self._say(said)

    @on(Entry.Left)
    def _leave(self, event: Entry.Left) -> None:
        event.stop()
        self.dismiss()
