"""Where people type: the filter bar and the line for a note."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, Final

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from backchannel.clean.terminal import Cut, clean_text, cut_text, is_clean
from backchannel.model.post import CleanText
from backchannel.ui.widgets.history import History

_LINE_ENDS: Final = re.compile(" *\n+ *")

LONGEST: Final = 10_000
"""Characters of a line, unless it says otherwise; a note has as many."""


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
        self.set_class(not hint, "-unanswered")  # only what is looked for is counted
        self._wrong = _Wrong()
        self.input = _Line(self.tell, hint)
        self.input.highlighter = self._wrong
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
        self._prompt.update(Content(prompt))
        self.display = True
        self._forget_told()
        self._forget_recalled()
        self.screen.set_focus(self.input, scroll_visible=False)  # at once: letters may be waiting
        end = len(self.input.value)
        self.input.selection = Selection(0 if is_selected else end, end)
        self.input.recalled = self.input.selection

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

    def underline(self, wrong: tuple[int, int] | None, why: str = "") -> None:
        """Underline what is wrong of what is typed (start, end), and say why beside it.

        With no `why`, what was answered last stays there.
        """
        self.is_wrong = wrong is not None and bool(why)
        self.set_class(self.is_wrong, "-wrong")
        if self.is_wrong:
            self.answer(why)
        if wrong != self._wrong.extent:
            self._wrong.extent = wrong
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
            self._put(self._begun.get(back) or (texts[-back] if back else ""))

    def action_complete(self) -> None:
        """Tab."""
        text = self._complete(self.input.value)
        if text == self.input.value:
            self.tell("nothing to complete")
        else:
            self._put(text)

    def action_nothing(self) -> None:
        """Shift+Tab stays here: nothing typed is left by accident."""

    def _forget_recalled(self) -> None:
        self._back = 0
        self._begun.clear()

    def _put(self, text: str) -> None:
        self.input.value = text
        self.input.cursor_position = len(self.input.value)


class _Line(Input):
    """What is pasted is a stranger's text as much as a post is; `tell` hears if it is too long."""

    recalled: Selection | None = None
    """What was selected when the line opened, by nobody's hand."""

    def __init__(self, tell: Callable[[str], None], hint: str) -> None:
        super().__init__(placeholder=hint, compact=True, select_on_focus=False, max_length=LONGEST)
        self.cursor_blink = False
        self._tell = tell

    def on_resize(self) -> None:
        """The cursor stays in view when something is said beside the line."""
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
        words = value.strip(" ")  # the space after a word is typed before the next word
        if is_clean(words) and "\n" not in words:
            return value
        return clean_text(value).replace("\n", " ")


def on_one_line(text: str, limit: int) -> Cut:
    """A text of any kind as it can stand in a line; tabs and line ends become a space."""
    cut, was_cut = cut_text(text.replace("\t", " "), limit=limit)
    return Cut(CleanText(_LINE_ENDS.sub(" ", cut)), was_cut)


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
