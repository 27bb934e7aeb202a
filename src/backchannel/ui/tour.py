"""A short way round the desk: one line below the panes asks for a key and notices that it came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from backchannel.errors import StoreError
from backchannel.ui.commands import BY_ID
from backchannel.ui.key_names import shown
from backchannel.ui.keymap import Keyed, keymap_of, with_keys
from backchannel.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from backchannel.ui.desk.panes import Panes

OFFER: Final = Keyed(
    "New here? The command tour, behind {commands}, shows you round in two minutes"
)
DONE: Final = Keyed("That is the way round; the command tour, behind {commands}, shows it again")

STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("stream.next_post", "chooses a post; then nothing moves by itself"),
    ("pin", "pins it; once more takes that back"),
    ("note", "writes a note about it; {note.keep} keeps the note"),
    ("filter", "finds: type a word, then press {filter.keep}"),
    ("dim", "brings the rest back, dimmed"),
    ("next_pane", "goes on to the next pane"),
    ("pane_2", "comes back to the backchannel"),
    ("stream.newest", "goes to the newest; the pane follows again"),
    ("health", "says how every source is doing; Esc comes back"),
    ("help", "shows every key"),
)
"""What is asked for, by the id of its command, and what it does; keys are named as in `Keyed`."""

_TYPED: Final = frozenset({"note", "filter"})
"""Steps that open a line and end when it is closed."""

_ON_A_POST: Final = frozenset({"stream.next_post", "pin"})
"""Steps that come to nothing while no post is chosen."""


class Welcome(Struct, frozen=True):
    """What somebody gets who was not shown round on this machine yet.

    `seen` is called, in a thread, when the tour begins. `is_offer` names the tour and leaves it.
    """

    seen: Callable[[], None]
    is_offer: bool = False


class TourLine(Static):
    """The row of the tour: a row of its own, so that it covers nothing."""

    DEFAULT_CSS = """
    TourLine { height: auto; max-height: 2; padding: 0 1; background: $surface; }
    """


class Tour:
    """Goes from step to step as what is asked for is done, in whatever way. No key is kept back."""

    def __init__(
        self, desk: Screen[None], panes: Panes, welcome: Welcome | None, said: SaidLine
    ) -> None:
        self._desk, self._panes, self._welcome, self._said = desk, panes, welcome, said
        self._line: TourLine | None = None
        self._at = 0
        self._is_typing = False

    @property
    def is_on(self) -> bool:
        """Whether somebody is shown round."""
        return self._line is not None

    async def greet(self) -> None:
        """Begin, or offer it, for somebody who is new."""
        if self._welcome is not None and self._welcome.is_offer:
            self._said.rest(with_keys(self._desk, OFFER))  # until somebody does something
        elif self._welcome is not None:
            await self.begin()

    async def begin(self) -> None:
        """From the first step."""
        self._at, self._is_typing = 0, False
        if self._line is None:
            self._line = TourLine()
            await self._desk.mount(self._line, before="#bottom")
        self._show()
        if self._welcome is not None:
            await asyncio.to_thread(self._welcome.seen)

    async def did(self, action: str) -> None:
        """A key was heard; if it did what was asked for, the next step is.

        Where it is to type something, that is when it was typed: until then one reads what to do.
        """
        name = STEPS[self._at][0]
        if self._line is None or action != BY_ID[name].action:
            return
        if name in _TYPED:
            self._is_typing = True
        elif await self._is_done(name):
            self._go_on()

    def typed(self) -> None:
        """Nobody is typing now. A note may be left unwritten; without a filter none is dimmed."""
        if self._is_typing:
            self._is_typing = False
            if STEPS[self._at][0] != "filter" or self._is_filtered():
                self._go_on()

    def end(self) -> None:
        """Enough."""
        if self._line is not None:
            self._line.remove()
            self._line = None

    def _is_filtered(self) -> bool:
        return self._panes.has_stream and self._panes.filters[self._panes.active].is_on

    async def _is_done(self, name: str) -> bool:
        """Whether the key did anything: without a post there is none to go to, or to pin."""
        if name not in _ON_A_POST:
            return True
        try:
            chosen = await self._panes.choice.chosen_post()
            post = await self._panes.lists.post_of(chosen.place if chosen else None)
        except StoreError:
            return False
        return post is not None and (name != "pin" or post.is_pinned)

    def _go_on(self) -> None:
        self._at += 1
        if self._at == len(STEPS):
            self.end()
            self._said.say(DONE)
        else:
            self._show()

    def _show(self) -> None:
        name, says = STEPS[self._at]
        keymap = keymap_of(self._desk)
        keys = " ".join(map(shown, keymap.keys_of(name))) or keymap.said(name)
        if self._line is not None:
            said = f" {with_keys(self._desk, says)}"
            ends = f"Tour {self._at + 1}/{len(STEPS)}, {keymap.said('back')} ends it  "
            self._line.update(
                Content.assemble((ends, "$text-muted"), (keys, "bold $text-accent"), said)
            )
