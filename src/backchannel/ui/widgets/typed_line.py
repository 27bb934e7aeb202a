"""A line that people type and paste into, whatever it is they paste."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from backchannel.clean.terminal import Cut, clean_text, cut_text, is_clean
from backchannel.model.post import CleanText
from backchannel.ui.lines.hints import whole_parts

_LINE_ENDS: Final = re.compile(" *\n+ *")

_LEFT_AFTER: Final = 0.1
"""Seconds until a line without the keyboard looks as if it had none."""

LONGEST: Final = 10_000
"""Characters of a line, unless it says otherwise; a note has as many."""


@runtime_checkable
class TypedInto(Protocol):
    """Where one types, and may have selected something."""

    @property
    def selected_text(self) -> str:
        """What is selected."""

    def let_go(self) -> None:
        """Nothing is selected any more."""


class TypedLine(Input):
    """What is pasted is a stranger's text as much as a post is; `tell` hears if it is too long."""

    recalled: Selection | None = None
    """What was selected when the line opened, by nobody's hand."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    """How long the text is. Textual lays the whole screen out anew when it is another, so for each
    letter; but the room of a line is the same whatever is in it."""

    def __init__(self, tell: Callable[[str], None], hint: str) -> None:
        super().__init__(placeholder=hint, compact=True, select_on_focus=False, max_length=LONGEST)
        self.cursor_blink = False
        self.highlighter = self.wrong = Wrong()
        self._tell, self._hint = tell, hint

    def watch_has_focus(self, _has_focus: bool) -> None:
        """What the keyboard leaves mostly closes, so there is time until it looks so."""
        if _has_focus:
            super().watch_has_focus(_has_focus)
        else:
            self.set_timer(_LEFT_AFTER, self.update_node_styles)

    def put(self, text: str) -> None:
        """This in the place of what there is, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def let_go(self) -> None:
        """Nothing is selected any more; the cursor stays."""
        self.selection = Selection.cursor(self.cursor_position)

    def on_resize(self) -> None:
        """The cursor stays in view when something is said beside the line; no hint is cut short."""
        self.placeholder = whole_parts(self._hint, self.size.width)
        cursor = Region(self._cursor_offset, 0, 1, 1)
        self.scroll_to_region(cursor, force=True, animate=False)

    def on_paste(self, event: events.Paste) -> None:
        """All of its lines, as one."""
        event.stop()
        event.prevent_default()  # Textual would take the first line
        self._put_in(event.text)

    def action_paste(self) -> None:
        """What was copied here last."""
        self._put_in(self.app.clipboard)

    def restricted(self) -> None:
        """A letter more than there may be."""
        self._tell(f"no more than {self.max_length:,} characters")

    def _put_in(self, pasted: str) -> None:
        start, end = sorted(self.selection)
        limit = self.max_length or LONGEST
        before = " " if start and pasted[:1].isspace() else ""
        room = limit - len(self.value) + end - start - len(before)
        text, was_cut = on_one_line(pasted, max(room, 0))
        if text:
            self.replace(before + text, start, end)
        if was_cut:
            self._tell(f"cut at {limit:,} characters")

    def validate_value(self, value: str) -> str:
        """Only what may be printed, and on one line."""
        words = value.strip(" ")  # the space after a word is typed before the next word
        if is_clean(words) and "\n" not in words:
            return value
        return clean_text(value).replace("\n", " ")


def on_one_line(text: str, limit: int) -> Cut:
    """A text of any kind as it can stand in a line; tabs and line ends become a space."""
    cut, was_cut = cut_text(text.replace("\t", " "), limit=limit)
    return Cut(CleanText(_LINE_ENDS.sub(" ", cut)), was_cut)


def typed_into(widget: object) -> TypedInto | None:
    """The widget, if one types into it."""
    return widget if isinstance(widget, TypedInto) else None


def is_recalled(line: object) -> bool:
    """Whether what is selected is an earlier text that came back, which nobody selected."""
    return isinstance(line, TypedLine) and line.selection == line.recalled


class Wrong(Highlighter):
    """Underlines what cannot be understood."""

    extent: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        """Where the `extent` says."""
        if self.extent is not None:
            start, end = self.extent
            text.stylize("bold underline", start, max(end, start + 1))
