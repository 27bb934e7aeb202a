"""The frame of whatever opens over the desk, and the line at its foot that says what keys do."""

from __future__ import annotations

from typing import Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.hints import helpful, hints

NARROW: Final = 70
"""Columns of a terminal below which a frame takes all of it."""


class Frame(Vertical):
    """Leaves some of the desk around it, but in a narrow terminal."""

    DEFAULT_CSS = """
    Frame {
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

    on_resize = on_mount


class Hint(Static):
    """One line. What is `Keyed` names the keys in force, and of those what there is room for."""

    DEFAULT_CSS = """
    Hint {
        height: 1; color: $text-muted; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._said = text

    def on_mount(self) -> None:
        """What is to be said from the first."""
        self._draw()

    def on_resize(self) -> None:
        """As much as fits now."""
        self._draw()

    def say(self, text: str) -> None:
        """This from now on."""
        if text != self._said:
            self._said = text
            self._draw()

    def _draw(self) -> None:
        if self.is_attached:
            is_ours = isinstance(self._said, Keyed)
            width = self.content_size.width or self.app.size.width
            said = hints(with_keys(self, self._said), width) if is_ours else self._said
            self.update(Content(said if is_ours else helpful(said, width)), layout=False)
