"""Where people type: the filter bar and the line for a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from backchannel.ui.lines.hints import helpful
from backchannel.ui.widgets.history import History
from backchannel.ui.widgets.typed_line import TypedLine

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
        &.-telling > .entry--answer {
            display: block; width: auto; color: $text-warning; text-align: left;
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
        self.input = TypedLine(self.tell, hint)
        self._said, self._told_of = "", ""
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

    @property
    def is_recalling(self) -> bool:
        """Whether an earlier text is there, from which the arrow leads on to later ones."""
        return self._back > 0

    def open(self, text: str, prompt: str, *, is_selected: bool = False) -> None:
        """Show the line and type into it; a text that is selected goes when one types."""
        self.input.value = text
        self.prompt(prompt)
        self.display = True
        self._forget_told()
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
        if text == self._said:
            return
        self._said = text
        if not self.has_class("-telling"):
            # Of a width of its own, so that a count with every letter lays nothing out again.
            self._answer.update(Content(text), layout=self.is_wrong)

    def tell(self, why: str) -> None:
        """Say in the answer's place why nothing came of a key, until the text is another."""
        self._told_of = self.input.value
        self.add_class("-telling")
        self._answer.update(Content(why))

    def _forget_told(self) -> None:
        if self.has_class("-telling"):
            self.remove_class("-telling")
            self._answer.update(Content(self._said))

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
        if wrong != self.input.wrong.extent:
            self.input.wrong.extent = wrong
            self.input.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell of every keystroke."""
        event.stop()
        if event.value != self._told_of:
            self._forget_told()
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
            self.input.put(self._begun.get(back) or (texts[-back] if back else ""))

    def action_complete(self) -> None:
        """Tab."""
        text = self._complete(self.input.value)
        if self.turn is not None:
            self.turn()
        elif text == self.input.value:
            self.tell("nothing to complete")
        else:
            self.input.put(text)

    def action_nothing(self) -> None:
        """Shift+Tab stays here: nothing typed is left by accident."""

    def _forget_recalled(self) -> None:
        self._back = 0
        self._begun.clear()
