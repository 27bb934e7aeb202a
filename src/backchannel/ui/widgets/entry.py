"""Where people type: the filter bar and the line for a note."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class Entry(Horizontal):
    """One line at the bottom with a prompt and an answer beside it. Never covers what is read."""

    DEFAULT_CSS = """
    Entry {
        height: 1;
        dock: bottom;
        display: none;
        background: $surface;
        & > .entry--prompt { width: auto; color: $text-accent; text-style: bold; }
        & > .entry--answer { width: auto; max-width: 60%; color: $text-muted; padding: 0 1; }
        & > Input { width: 1fr; background: $surface; }
        &.-wrong > Input { text-style: underline; color: $text-error; }
        &.-wrong > .entry--answer { color: $text-error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("up", "recall(-1)", "Earlier", show=False),
        Binding("down", "recall(1)", "Later", show=False),
    ]

    class Typed(Message):
        """The text changed."""

        def __init__(self, entry: Entry, text: str) -> None:
            self.entry, self.text = entry, text
            super().__init__()

        @property
        def control(self) -> Entry:
            """Who says it."""
            return self.entry

    class Kept(Typed):
        """The text is meant: Enter."""

    class Left(Typed):
        """The text is not wanted now: Esc. It is still there when the line opens again."""

    def __init__(self, prompt: str, *, id: str) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._prompt = Static(Content(prompt), classes="entry--prompt")
        self._answer = Static("", classes="entry--answer")
        self.input = Input(compact=True, select_on_focus=False)
        self.input.cursor_blink = False
        self._history: list[str] = []
        self._back = 0

    def compose(self) -> ComposeResult:
        """Prompt, text, answer."""
        yield self._prompt
        yield self.input
        yield self._answer

    @property
    def is_open(self) -> bool:
        """Whether somebody may be typing."""
        return self.display

    def open(self, text: str | None = None, prompt: str | None = None) -> None:
        """Show the line and type into it; None keeps what was typed before."""
        if text is not None:
            self.input.value = text
        if prompt is not None:
            self._prompt.update(Content(prompt))
        self.display = True
        self._back = 0
        self.input.focus()
        self.input.cursor_position = len(self.input.value)

    def close(self) -> None:
        """Take the line away."""
        self.display = False

    def clear(self) -> None:
        """Forget what was typed."""
        self.input.value = ""

    def answer(self, text: str, *, is_wrong: bool = False) -> None:
        """Say something beside what is typed."""
        self._answer.update(Content(text))
        self.set_class(is_wrong, "-wrong")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell of every keystroke."""
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell that the text is meant."""
        event.stop()
        text = event.value
        if text and text not in self._history[-1:]:
            self._history.append(text)
        self.post_message(self.Kept(self, text))

    def action_leave(self) -> None:
        """Esc."""
        self.post_message(self.Left(self, self.input.value))

    def action_recall(self, by: int) -> None:
        """What was entered before."""
        if self._history:
            self._back = min(max(self._back - by, 0), len(self._history))
            self.input.value = self._history[-self._back] if self._back else ""
            self.input.cursor_position = len(self.input.value)
