"""What a key set going, finished before the next key is looked at."""

from __future__ import annotations

import asyncio
from typing import Final

from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from backchannel.ui.terminal.screens import RowScreen

JOINERS: Final = ("\u200c", "\u200d")

PATIENCE: Final = 0.5
"""Seconds the next key waits at most: for a write to a disk that is slow just now.

A screen may have a `patience` of its own: one on which keys that come too soon would be lost.
"""

RELENTS: Final = 10.0
"""Seconds for which no key waits for what one has waited for in vain, so that one can type on."""


def hears_at_once(widget: Widget | None) -> bool:
    """Whether the keys of a widget are all bound, so that each can be done where it arrives."""
    return getattr(widget, "HEARS_AT_ONCE", False) is True


def types_at_once(widget: Widget | None) -> bool:
    """Whether what can be typed, and what is pasted, is put in where it arrives, as in a line."""
    return isinstance(widget, Input) or getattr(widget, "TYPES_AT_ONCE", False) is True


def is_text(key: Key) -> bool:
    """Whether a key is a letter, or what joins letters, as in Persian and between emoji."""
    return key.is_printable or key.character in JOINERS


async def heard(screen: Screen[object], key: str) -> bool:
    """Whether a screen has a use for a key that nothing is bound to, as what lies over the desk."""
    hear = getattr(screen, "hear", None)
    return hear is not None and await hear(key) is True


def paint_now(widget: Widget) -> None:
    """Paint what a key changed in a widget, without waiting for Textual's turn, sixty a second.

    Its screen would hear of it through two queues, and then wait for its timer. Where something is
    to be laid out anew it has to: what is ready for then is not right for where it is now.
    """
    screen = widget.app.screen
    if isinstance(screen, RowScreen):
        screen.release()
    is_due = widget._repaint_required and not _is_moving(widget)  # noqa: SLF001  # as it looks when idle
    if is_due and widget.display and widget in screen._compositor:  # noqa: SLF001  # as a screen looks
        widget._repaint_required = False  # noqa: SLF001  # it is done here
        screen._dirty_widgets.add(widget)  # noqa: SLF001  # as its message would say
        screen._on_timer_update()  # noqa: SLF001  # the timer's own paint, a little early


def _is_moving(widget: Widget) -> bool:
    """Whether it, or what is beside it or around it, has yet to be laid out anew."""
    around = [each for each in widget.ancestors_with_self if isinstance(each, Widget)]
    beside = (child for each in around for child in each.children)
    return any(each._layout_required for each in (*around, *beside))  # noqa: SLF001  # as they look when idle


class Pressed:
    """Knows where the last key was heard, and when all that it made widgets say has been heard.

    Enter, Escape and whatever else a widget tells its screen of take effect when the messages have
    been through. Letters that arrive in the same read would go where the keyboard was before.
    """

    def __init__(self) -> None:
        self._settling: asyncio.Task[None] | None = None
        self._patience = PATIENCE
        self._stuck: tuple[asyncio.Task[None], float] | None = None

    def at(self, widget: Widget) -> None:
        """A key was heard there."""
        self._patience = getattr(widget.app.screen, "patience", PATIENCE)
        self._settling = asyncio.create_task(_drained(widget))

    async def settle(self) -> None:
        """Wait for what the last key set going; at once for keys that come one by one."""
        settling, self._settling = self._settling, None
        if settling is None or settling.done() or self._is_stuck:
            return
        await asyncio.wait({settling}, timeout=self._patience)
        until = asyncio.get_running_loop().time() + RELENTS
        self._stuck = None if settling.done() else (settling, until)

    @property
    def _is_stuck(self) -> bool:
        if self._stuck is None:
            return False
        waited_for, until = self._stuck
        return not waited_for.done() and asyncio.get_running_loop().time() < until


async def _drained(widget: Widget) -> None:
    """Until a widget and then each one around it has done what it was told."""
    for node in widget.ancestors_with_self:
        if not isinstance(node, Widget):
            return
        done = asyncio.Event()
        if node.is_running and node.call_later(done.set):
            await done.wait()
        if isinstance(node, Screen):
            return
