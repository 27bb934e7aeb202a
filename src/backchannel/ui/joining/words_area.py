"""Where a text of several lines is written or pasted, whatever it is that is pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Location

from backchannel.clean.terminal import cut_text
from backchannel.store.outgoing.writing import LONGEST
from backchannel.ui.commands import Where, bindings
from backchannel.ui.lines.wrap import clusters
from backchannel.ui.pressed import is_text

Tell = Callable[[str], None]

_FULL: Final = f"no more than {LONGEST:,} characters"


class WordsArea(TextArea):
    """Takes keys where they arrive, and one sign as a reader sees it for one, also of emoji.

    What is pasted is a stranger's text as much as a post is; `tell` hears if it is too long.
    """

    TYPES_AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,shift+enter,ctrl+j", "new_line", "New line", show=False),
        Binding("escape", "screen.leave", "Back", show=False),
        Binding("shift+tab", "nothing", show=False),
        *bindings(Where.COMPOSE),
    ]
    DEFAULT_CSS = """
    WordsArea {
        height: 1fr; border: none; padding: 0; background: $surface;
        scrollbar-size: 0 0;
        &:focus { border: none; }
        & .text-area--cursor-line { background: $surface; }
        &:nocolor .text-area--selection { text-style: reverse; }
    }
    """

    def __init__(self, tell: Tell) -> None:
        super().__init__("", soft_wrap=True, tab_behavior="focus", compact=True)
        self.cursor_blink = False
        self.highlight_cursor_line = False
        self.match_cursor_bracket = False
        self._tell = tell

    @property
    def at(self) -> int:
        """How many characters are before the cursor."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    def put(self, text: str, at: int) -> None:
        """This in the place of what there is, with the cursor behind so many characters."""
        self.replace(text, (0, 0), self.document.end)
        before = text[: max(min(at, len(text)), 0)]
        self.move_cursor((before.count("\n"), len(before) - before.rfind("\n") - 1))

    def let_go(self) -> None:
        """Nothing is selected any more; the cursor stays."""
        self.move_cursor(self.cursor_location)

    def action_new_line(self) -> None:
        """Enter."""
        self._put_in("\n")

    def action_nothing(self) -> None:
        """Shift+Tab stays here: nothing typed is left by accident."""

    async def _on_key(self, event: events.Key) -> None:
        if is_text(event) and event.character:
            event.stop()
            event.prevent_default()  # Textual would leave out what joins letters
            if len(self.text) - len(self.selected_text) < LONGEST:
                self._replace_via_keyboard(event.character, *self.selection)
            else:
                self._tell(_FULL)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual would put in what a terminal obeys
        self._put_in(event.text)

    def action_paste(self) -> None:
        """What was copied here last."""
        self._put_in(self.app.clipboard)

    def _put_in(self, pasted: str) -> None:
        room = max(LONGEST - len(self.text) + len(self.selected_text), 0)
        before, after = _space(pasted[:1]), _space(pasted[1:][-1:])
        words, was_cut = cut_text(pasted, limit=max(room - len(before + after), 0))
        text = f"{before}{words}{after}" if words else before
        if len(text) <= room and (result := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(result.end_location)
        if was_cut or len(text) > room:
            self._tell(_FULL)

    def get_cursor_left_location(self) -> Location:
        """Before the sign that is there, whatever it is made of."""
        row, column = self.cursor_location
        if column == 0:
            return super().get_cursor_left_location()
        return row, max(start for start, _ in self._signs(row, column) if start < column)

    def get_cursor_right_location(self) -> Location:
        """Behind the sign that is there."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        if column >= len(line):
            return super().get_cursor_right_location()
        return row, min(end for _, end in self._signs(row, column) if end > column)

    def _signs(self, row: int, column: int) -> list[tuple[int, int]]:
        """Where those begin and end of the word that is there."""
        line = self.document.get_line(row)
        start = line.rfind(" ", 0, max(column - 1, 0)) + 1
        end = line.find(" ", column + 1)
        parts = clusters(line, start, end if end >= 0 else len(line))
        return [(first, after) for first, after, _ in parts]


def _space(end: str) -> str:
    """What is kept of white space at an end of what is pasted."""
    return "\n" if end in {"\n", "\r"} else " " if end.isspace() else ""
