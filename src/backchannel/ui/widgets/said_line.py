"""A row of its own for short messages, so that none covers a post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from backchannel.clean.terminal import clean_line
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.hints import BETWEEN, helpful, whole_words, with_tail
from backchannel.ui.lines.wrap import cells

SHORT: Final = 4.0
LONG: Final = 10.0
"""Seconds a message stays: one that confirms, one that tells of a problem."""


class Put(Protocol):
    """Shows what is said."""

    def __call__(self, text: str, tail: str, *, is_problem: bool) -> None:
        """The text, and the tail, which is never cut."""


class Passing:
    """What a line says for a while: `put` shows it, and `over` is called when the time is up."""

    def __init__(self, line: Widget, put: Put, over: Callable[[], None]) -> None:
        self._line, self._put, self._over = line, put, over
        self._timer: Timer | None = None
        self.last = self._shown = ("", "", False)

    def say(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """This, in the place of what was said before; see `SaidLine.say`."""
        self.last = text, tail, is_problem
        self._show(text, tail, is_problem=is_problem)
        self._timer = self._line.set_timer(LONG if is_problem else SHORT, self.end)

    def again(self, tail: str = "") -> None:
        """The same once more; with another tail, until something else is said."""
        text, own, is_problem = self.last
        if tail:
            self._show(text, tail, is_problem=is_problem)
        else:
            self.say(text, own, is_problem=is_problem)

    def fit(self) -> None:
        """What is said still has its place: the line is as wide as another now."""
        if self.is_on:
            text, tail, is_problem = self._shown
            self._put(text, tail, is_problem=is_problem)

    @property
    def is_on(self) -> bool:
        """Whether its time is not up yet."""
        return self._timer is not None

    def end(self) -> None:
        """Its time is up."""
        self._stop()
        self._over()

    def _show(self, text: str, tail: str, *, is_problem: bool) -> None:
        self._stop()
        self._shown = text, tail, is_problem
        self._put(text, tail, is_problem=is_problem)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None


class SaidLine(Static):
    """What was just said, then again what is said at rest."""

    DEFAULT_CSS = """
    SaidLine { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    class Changed(Message):
        """Something began or ceased to be said."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name for it
        super().__init__(id=id)
        self._rest = ""
        self._standing: dict[str, str] = {}
        self._shown: tuple[tuple[str, str], ...] = ()
        self._passing = Passing(self, self._put, self._say_rest)
        self.again = self._passing.again
        self.is_telling = False

    def on_resize(self) -> None:
        """What is said is cut anew, so that what can be done about it stays."""
        self._passing.fit()

    @property
    def text(self) -> str:
        """What is shown now."""
        return "".join(text for text, _ in self._shown)

    def say(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """Say it for a while. The tail, what can be done about it, is never cut.

        A tail is ours and names keys as `Keyed` does; a text, which may be a stranger's, as one.
        """
        self._passing.say(text, tail, is_problem=is_problem)

    def _put(self, text: str, tail: str, *, is_problem: bool) -> None:
        tail = with_keys(self, tail)
        sign, style = ("✕ ", "bold $text-error") if is_problem else ("", "$text-success")
        is_cut = not tail and (is_problem or isinstance(text, Keyed))
        said: str = clean_line(with_keys(self, text) if isinstance(text, Keyed) else text)
        width = self._room() - 2
        room = width - cells(sign)
        if tail:
            said = with_tail(sign + said, tail, width)
        else:
            said = sign + (helpful(said, room) if is_cut else whole_words(said, room))
        self._tell((said, style), is_telling=True)

    def _room(self) -> int:
        """How wide it is, also before it is seen."""
        around = self.parent.content_size.width if isinstance(self.parent, Widget) else 0
        return around or self.app.size.width

    def settle(self) -> None:
        """What went wrong does so no longer: a problem that is still told is taken back."""
        _, _, is_problem = self._passing.last
        if is_problem and self._passing.is_on:
            self._passing.end()

    def take_back(self, text: str) -> None:
        """This is true no longer, if it is told still."""
        if text and self._passing.is_on and self._passing.last[0] == text:
            self._passing.end()

    def stand(self, text: str, about: str = "") -> None:
        """What is said first of all when there is nothing else to say, until it is no longer so.

        Each thing that it can be `about` has its own; the latest that began is said first.
        """
        had = self.is_standing
        if text == self._standing.get(about, ""):
            return
        self._standing.pop(about, None)
        if text:
            self._standing[about] = clean_line(text)
        if not self.is_telling:
            self._say_rest()
        if had != self.is_standing:
            self.post_message(self.Changed())

    @property
    def is_standing(self) -> bool:
        """Whether something stays said until somebody does something about it."""
        return bool(self._standing)

    def rest(self, text: str) -> None:
        """What is said when there is nothing else to say."""
        self._rest = clean_line(text)
        if not self.is_telling:
            self._say_rest()

    def _say_rest(self) -> None:
        between = BETWEEN if self._standing and self._rest else ""
        standing = BETWEEN.join(reversed(self._standing.values())), "bold $text-error"
        self._tell(standing, (between + self._rest, "$text-muted"), is_telling=False)

    def _tell(self, *said: tuple[str, str], is_telling: bool) -> None:
        if said != self._shown:
            self._shown = said
            self.update(Content.assemble(*said), layout=False)
        if is_telling != self.is_telling:
            self.is_telling = is_telling
            self.post_message(self.Changed())
