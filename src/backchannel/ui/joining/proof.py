"""How a text will read, before anybody else reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from backchannel.clean.spans import find
from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.outgoing import Account, Words, as_sent, told_beside
from backchannel.ui.lines.drawing import Drawing, Line, Role
from backchannel.ui.lines.text_lines import text_lines
from backchannel.ui.lines.wrap import crop
from backchannel.ui.widgets.colours import role_in

_NO_DAY = date(1970, 1, 1)


class Proof(VerticalScroll):
    """Words as a post: wrapped, with what will be a link, a mention or a tag told apart.

    Enter means them; whatever else is typed means nothing.
    """

    HEARS_AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.send", "Send", show=False),
        Binding("escape", "screen.back_to_words", "Back", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("tab,shift+tab", "nothing", show=False),
    ]
    DEFAULT_CSS = """
    Proof {
        height: 1fr; background: $surface; scrollbar-size: 0 0;
        & > Static { height: auto; text-wrap: nowrap; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._words = Words("", "")
        self._page = Static("")

    def compose(self) -> ComposeResult:
        """One page."""
        yield self._page

    def show(self, words: Words, account: Account) -> None:
        """These words as they go out with an account, from their first line."""
        beside = told_beside(words, account)
        self._words = replace(words, text=as_sent(words, account.network), warning=beside)
        self.display = True
        self.scroll_home(animate=False)
        self._draw()

    def action_nothing(self) -> None:
        """There is nowhere else to go."""

    def on_resize(self) -> None:
        """Wrapped anew."""
        self._draw()

    def notify_style_update(self) -> None:
        """Drawn in the new colours."""
        super().notify_style_update()
        if self.display:
            self.call_later(self._draw)

    def _draw(self) -> None:
        if (width := self.content_size.width) > 0:
            lines = [*_lines(self._words, width)]
            self._page.update(Content("\n").join(map(self._drawn, lines)))

    def _drawn(self, line: Line) -> Content:
        looks = ((text, Style.from_rich_style(role_in(self, role))) for text, role in line)
        return Content.assemble(*looks)


def _lines(words: Words, width: int) -> Iterator[Line]:
    """Who says it, what a reader must open first, and the words."""
    drawing = Drawing(width, _NO_DAY)
    yield ((crop(clean_line(words.account), width), Role.AUTHOR),)
    if words.warning:
        covered = clean_line(words.warning)
        yield from (line for _, line in text_lines(covered, drawing, role=Role.WARNING))
    text = clean_text(words.text)
    yield from (line for _, line in text_lines(text, drawing, spans=find(text).spans))
