"""The floor: the smallest programs of the same library, to measure ours against."""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Label


class Toggle(App[None]):
    """One label that every `j` changes."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "toggle", "Toggle")]

    def compose(self) -> ComposeResult:
        """The label alone."""
        yield Label("off")

    def action_toggle(self) -> None:
        """On, off."""
        label = self.query_one(Label)
        label.update("on" if str(label.content) == "off" else "off")


if __name__ == "__main__":
    app: App[None] = Toggle() if "toggle" in sys.argv else App()
    app.run()
