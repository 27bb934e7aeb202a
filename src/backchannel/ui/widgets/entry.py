"""Where people type: the filter bar and the line for a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from rich.highlighter import Highlighter
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from backchannel.clean.terminal import clean_text, is_clean
from backchannel.ui.lines.hints import helpful
from backchannel.ui.widgets.history import History

_ANSWER: Final = 60
"""Of a hundred cells of a line those that an answer takes at most, its margins included."""


class Entry(Horizontal):
    """One line with a prompt and an answer beside it. It has a row of its own and covers nothing.

    `complete` makes more of what was typed, for Tab; `hint` is shown while nothing is.
    """

    DEFAULT_CSS = """
    Entry {
        height: 1;
        background: $surface;
        & > .entry--prompt { width: auto; color: $text-accent; text-style: bold; }
        & > .entry--answer {
            width: 24; max-width: 60%; height: 1; color: $text-muted; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis; text-align: right;
        }
        & > Input { width: 1fr; background: $surface; }
        &.-narrow > .entry--answer { width: 12; }
        &.-unanswered > .entry--answer { display: none; }
        &:nocolor > Input > .input--selection { text-style: reverse; }
        &.-wrong > .entry--answer {
            width: auto; color: $text-error; text-style: bold; text-align: left;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("up", "recall(1)", "Earlier", show=False),
        Binding("down", "recall(-1)", "Later", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("shift+tab", "nothing", show=False),
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

    def __init__(
        self,
        prompt: str,
        *,
        complete: Callable[[str], str] = str,
        hint: str = "",
        history: History | None = None,
        id: str,  # noqa: A002  # Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self.display = False
        self._prompt = Static(Content(prompt), classes="entry--prompt")
        self._answer = Static("", classes="entry--answer")
        self._complete = complete
        self.turn: Callable[[], None] | None = None  # what Tab does where it completes nothing
        self.set_class(not hint, "-unanswered")  # only what is looked for is counted
        self._wrong = _Wrong()
        self.input = _Line(
            placeholder=hint, compact=True, select_on_focus=False, highlighter=self._wrong
        )
        self.input.cursor_blink = False
        self._said = ""
        self.is_wrong = False
        self._history = history or History()
        self._back = 0
        self._begun: dict[int, str] = {}

    def compose(self) -> ComposeResult:
        """Prompt, text, answer."""
        yield self._prompt
        yield self.input
        yield self._answer

    @property
    def is_open(self) -> bool:
        """Whether somebody may be typing."""
        return self.display

    def open(self, text: str, prompt: str, *, is_selected: bool = False) -> None:
        """Show the line and type into it; a text that is selected goes when one types."""
        self.input.value = text
        self.prompt(prompt)
        self.display = True
        self._forget_recalled()
        self.screen.set_focus(self.input, scroll_visible=False)  # at once: letters may be waiting
        end = len(self.input.value)
        self.input.selection = Selection(0 if is_selected else end, end)
        self.input.recalled = self.input.selection

    def prompt(self, text: str) -> None:
        """What stands before the words."""
        self._prompt.update(Content(text))

    def close(self) -> None:
        """Take the line away."""
        self.display = False

    def clear(self) -> None:
        """Forget what was typed."""
        self.input.value = ""

    def answer(self, text: str) -> None:
        """Say something beside what is typed."""
        if text != self._said:
            self._said = text
            # Of a width of its own, so that a count with every letter lays nothing out again.
            self._answer.update(Content(text), layout=self.is_wrong)

    def aside(self, text: str) -> None:
        """Say something there of a line that usually says nothing; no text, no room for it."""
        self.answer(text)
        self.set_class(not text, "-unanswered")

    def underline(self, wrong: tuple[int, int] | None, why: str = "") -> None:
        """Underline what is wrong of what is typed (start, end), and say why beside it.

        With no `why`, what was answered last stays there.
        """
        self.is_wrong = wrong is not None and bool(why)
        self.set_class(self.is_wrong, "-wrong")
        if self.is_wrong:
            width = self.size.width or self.app.size.width
            self.answer(helpful(why, width * _ANSWER // 100 - 2))
        if wrong != self._wrong.extent:
            self._wrong.extent = wrong
            self.input.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell of every keystroke."""
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell that the text is meant."""
        event.stop()
        text = event.value
        self._history.add(text)
        self._forget_recalled()
        self.post_message(self.Kept(self, text))

    def action_leave(self) -> None:
        """Esc."""
        self.post_message(self.Left(self, self.input.value))

    def action_recall(self, by: int) -> None:
        """What was entered before; what is half typed is there again on the way back."""
        texts = self._history.texts
        back = min(max(self._back + by, 0), len(texts))
        if back != self._back:
            self._begun[self._back], self._back = self.input.value, back
            self._put(self._begun.get(back) or (texts[-back] if back else ""))

    def action_complete(self) -> None:
        """Tab."""
        if self.turn is not None:
            self.turn()
        else:
            self._put(self._complete(self.input.value))

    def action_nothing(self) -> None:
        """Shift+Tab stays here: nothing typed is left by accident."""

    def _forget_recalled(self) -> None:
        self._back = 0
        self._begun.clear()

    def _put(self, text: str) -> None:
        self.input.value = text
        self.input.cursor_position = len(self.input.value)


class _Line(Input):
    """What is pasted is a stranger's text as much as a post is."""

    recalled: Selection | None = None
    """What was selected when the line opened, by nobody's hand."""

    def validate_value(self, value: str) -> str:
        words = value.strip(" ")  # the space after a word is typed before the next word
        if is_clean(words) and "\n" not in words:
            return value
        return clean_text(value).replace("\n", " ")


def is_recalled(line: Input) -> bool:
    """Whether what is selected is an earlier text that came back, which nobody selected."""
    return isinstance(line, _Line) and line.selection == line.recalled


class _Wrong(Highlighter):
    """Underlines what cannot be understood."""

    extent: tuple[int, int] | None = None

    def highlight(self, text: Text) -> None:
        if self.extent is not None:
            start, end = self.extent
            text.stylize("bold underline", start, max(end, start + 1))
