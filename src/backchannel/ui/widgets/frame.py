"""The frame of whatever opens over the desk, and the line at its foot that says what keys do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final

from rich.style import Style
from textual import events  # Textual looks at a method's annotations
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from backchannel.clean.terminal import clean_line
from backchannel.ui.key_names import UnknownKey, key_of
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.hints import BETWEEN, helpful, hints, with_tail
from backchannel.ui.lines.wrap import cells
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.widgets.said_line import Passing

NARROW: Final = 70
"""Columns of a terminal below which a frame takes all of it."""


class Frame(RowWidget):
    """Leaves some of the desk around it, but in a narrow terminal.

    Its rows are one row, which is painted once: what it holds covers them.
    """

    DEFAULT_CSS = """
    Frame {
        layout: vertical; overflow: hidden hidden;
        width: 92%; max-width: 110; height: 86%; min-height: 6;
        border: round $edge-active; background: $surface; padding: 0 1;
        border-title-style: bold; border-subtitle-style: none;
        border-title-color: $foreground; border-title-background: $surface;
        border-subtitle-color: $text-muted; border-subtitle-background: $surface;
        &.-narrow { width: 100%; height: 100%; padding: 0; }
    }
    """

    def on_mount(self) -> None:
        """For the size there is."""
        self.set_class(self.app.size.width < NARROW, "-narrow")

    def on_resize(self) -> None:
        """The same for another size."""
        self.on_mount()

    def _line(self, y: int, width: int) -> Strip:
        """Nothing."""
        return _blank(width, self.visual_style.rich_style)


class Hint(Static):
    """One line. What is `Keyed` names the keys in force, and a click on one presses it.

    Where there is no room for all of it the last part stays: how one goes back.
    """

    DEFAULT_CSS = """
    Hint {
        height: 1; color: $text-muted; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._said, self._told = text, ""
        self._passing = Passing(self, self._put, self._forget)
        self.again = self._passing.again
        self._hits: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """What is to be said from the first."""
        self._draw()

    def on_resize(self) -> None:
        """What is told is cut anew, and then all of it has another place."""
        self._passing.fit()
        self._draw()

    def say(self, text: str) -> None:
        """This from now on."""
        if text != self._said:
            self._said = text
            self._draw()

    def tell(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """This for a while, and the tail, which is never cut; both as `SaidLine.say` has them."""
        self._passing.say(text, tail, is_problem=is_problem)

    def _put(self, text: str, tail: str, *, is_problem: bool) -> None:
        text = with_keys(self, text) if isinstance(text, Keyed) else text
        said, tail = f"{'✕ ' if is_problem else ''}{clean_line(text)}", with_keys(self, tail)
        self._told = with_tail(said, tail, self.content_size.width) if tail else said
        self._draw()

    def settle(self) -> None:
        """What was told is about something that is over."""
        if self._told:
            self._passing.end()

    def on_click(self, event: events.Click) -> None:
        """Press the key that was hit."""
        at = event.get_content_offset(self)
        for start, end, key in self._hits:
            if at is not None and start <= at.x < end:
                self.app.simulate_key(key)

    def _forget(self) -> None:
        self._told = ""
        self._draw()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._hits = []
        said, width = self._told or self._said, self.content_size.width or self.app.size.width
        if not self._told and isinstance(said, Keyed):
            said = hints(with_keys(self, said), width)
            self._hits = list(_keys_in(said))
        else:
            said = helpful(said, width)
        self.update(Content(said), layout=False)


@lru_cache(maxsize=4)
def _blank(width: int, style: Style) -> Strip:
    return Strip.blank(width, style)


def _keys_in(text: str) -> Iterator[tuple[int, int, str]]:
    """From which cell to which a part reaches that begins with a key, and which key that is."""
    at = 0
    for part in text.split(BETWEEN):
        with suppress(UnknownKey):
            yield at, at + cells(part), key_of(part.partition(" ")[0])
        at += cells(part) + len(BETWEEN)
