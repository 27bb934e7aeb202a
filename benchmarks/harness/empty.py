"""The floor of a key press: the smallest program of the same library that answers one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Label


class Toggle(App[None]):
    """One label that every `j` changes."""

    BINDINGS: ClassVar[list[BindingType]] = [("j", "change", "Change")]

    def compose(self) -> ComposeResult:
        """The label alone."""
        yield Label("off")

    def action_change(self) -> None:
        """On, off."""
        label = self.query_one(Label)
        label.update("on" if str(label.content) == "off" else "off")


if __name__ == "__main__":
    Toggle().run()
