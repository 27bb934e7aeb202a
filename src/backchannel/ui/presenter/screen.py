"""The presenter's screen: shows how things stand, and hears a clicker and nothing else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar, Concatenate, Final, ParamSpec, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.strip import Strip
from textual.timer import Timer

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.roles.cue import minutes_left
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, questions
from backchannel.store.roles.presenting import Stand, stand
from backchannel.store.roles.questions import Came, Step
from backchannel.store.store import Store
from backchannel.ui import live
from backchannel.ui.commands import Where, bindings
from backchannel.ui.key_names import shown
from backchannel.ui.keymap import keymap_of
from backchannel.ui.looks import Looks
from backchannel.ui.minutes import minute_of, turns
from backchannel.ui.presenter.picture import Row, picture
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.terminal.larger import Block, largest_in, on_terminal
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.widgets.colours import style_in
from backchannel.ui.widgets.said_line import LONG, SHORT

P = ParamSpec("P")
T = TypeVar("T")

BY: Final = "presenter"
"""Who decides here: what is taken back is what was done here, and nothing of the desk's."""

_TURN: Final = 0.05
"""Seconds between two looks: a presenter waits for what a key does."""

_TOLD: Final = frozenset(
    {
        *(ChangeKind.QUESTION, ChangeKind.CUE, ChangeKind.EVENT, ChangeKind.HIDDEN),
        *(ChangeKind.POST_GONE, ChangeKind.POST_CHANGED, ChangeKind.MUTE, ChangeKind.COPY),
    }
)

_BOUNCE: Final = 0.4
"""Seconds within which a second press is the same one: of a key that bounces, or is held."""

_SAID_FOR: Final = SHORT
"""Seconds for which it is said why a key did nothing."""

_NOTHING: Final = {
    Step.NEXT: "no other question waits",
    Step.ANSWERED: "no question is being answered",
    Step.BACK: "no step to take back",
}
_MOVED_ON: Final = {
    Step.NEXT: "the desk moved on just now: look again",
    Step.ANSWERED: "the desk moved on just now: look again",
    Step.BACK: "the desk moved on: your last step stays",
}


class Paper(RowWidget):
    """Draws rows as they are."""

    DEFAULT_CSS = "Paper { height: 1fr; width: 1fr; }"

    def __init__(self, rows: Callable[[int, int], list[Row]]) -> None:
        super().__init__(id="paper")
        self._rows, self._shown = rows, list[Row]()
        self._strips: list[Strip] = []
        self._blocks: Sequence[Block] = ()

    def enlarged(self) -> Sequence[Block]:
        """Its larger letters, where they are on the terminal."""
        return on_terminal(self, self._blocks)

    def lay_out(self) -> None:
        """For another size, or other rows; what looks the same stays the same strip."""
        width, height = self.size
        rows = self._rows(width, height)
        kept = dict(zip(self._shown, self._strips, strict=True)) if self._strips else {}
        same = kept if self._strips and self._strips[0].cell_length == width else {}
        self._strips = [same.get(row) or self._drawn(row, width) for row in rows]
        if rows != self._shown or not same:
            self._shown = rows
            self._blocks = [
                Block(row.enlarged.x, y, row.enlarged.text, row.enlarged.scale, self._style(row))
                for y, row in enumerate(rows)
                if row.enlarged
            ]
            self.refresh()

    def notify_style_update(self) -> None:
        """In other colours."""
        super().notify_style_update()
        self._shown, self._strips = [], []
        self.call_later(self.fit)

    def render_line(self, y: int) -> Strip:
        """A row of the picture."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.visual_style.rich_style)

    def _drawn(self, row: Row, width: int) -> Strip:
        style = self._style(row)
        return Strip([Segment(row.text, style)]).adjust_cell_length(width, style)

    def _style(self, row: Row) -> Style:
        return style_in(self, row.look)


class Presenting(RowScreen[None]):
    """What has to be known in two seconds, from two metres; kept up with the store.

    `left` is called when the presenter wants to leave.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PRESENTER)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = "Presenting { background: $background; overflow: hidden; }"

    def __init__(
        self,
        store: Store,
        left: Callable[[], Awaitable[None]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._clock, self._pressed = clock, ("", 0.0)
        self._store, self._left = store, left
        self._stand, self._has_said = Stand(), ""
        self._unread = self._undone = ""
        self._until_over: Timer | None = None
        self._paper = Paper(self._picture)
        self._looks = Looks(self._look, turn=_TURN)

    def compose(self) -> ComposeResult:
        """One picture."""
        yield self._paper

    def on_mount(self) -> None:
        """Follow the store, and the clock."""
        for job in (
            live.watch(self._store, self._changed, self._unreadable),
            self._looks.run(),
            self._follow_clock(),
        ):
            self.run_worker(job, exit_on_error=False)

    def action_redraw(self) -> None:
        """Paint everything anew."""
        self._paper.lay_out()

    def enlarged(self) -> Sequence[Block]:
        """The question, where the terminal has such letters."""
        return self._paper.enlarged()

    def enlarge(self) -> None:
        """It has answered that it has them."""
        self._paper.fit()

    async def action_step(self, name: str) -> None:
        """Next, back, answered: of what is shown, or not at all."""
        before, at = self._pressed
        self._pressed = name, self._clock()
        if name == before and self._pressed[1] - at < _BOUNCE:
            return
        now = self._stand.now.id if self._stand.now else ""
        came = await self._write(questions.step, name, now, BY)
        why = {Came.NOTHING: _NOTHING, Came.MOVED_ON: _MOVED_ON}.get(came) if came else None
        if why is not None:
            self._say_undone(why[Step(name)])

    async def action_seen(self) -> None:
        """The message was seen."""
        if self._stand.cue is not None:
            await self._write(cues.acknowledge, self._stand.cue.id, BY)

    async def action_leave(self) -> None:
        """To where this was opened, or out."""
        await self._left()

    @property
    def is_asking_to_leave(self) -> bool:
        """Whether the next key that leaves does so."""
        return bool(self._has_said)

    def ask_to_leave(self, text: str) -> None:
        """Say how one leaves, in the place of the session's name, until another key is heard."""
        self._has_said = text
        self._paper.lay_out()

    def _picture(self, width: int, height: int) -> list[Row]:
        problem = self._has_said or self._undone or self._unread
        keys = keymap_of(self).keys_of("presenter.seen")
        seen = shown(keys[0]) if keys else keymap_of(self).said("presenter.seen")
        now = self._store.now()
        largest = largest_in(self.app)
        return picture(self._stand, now, width, height, problem=problem, seen=seen, largest=largest)

    def _changed(self, kinds: frozenset[ChangeKind]) -> None:
        if kinds & _TOLD:
            self._looks.ask(now=True)

    def _unreadable(self, error: StoreError) -> None:
        self._unread = f"{error} · trying again"
        self._paper.lay_out()

    async def _look(self) -> None:
        try:
            self._stand = await self._store.read(stand)
        except StoreError as error:
            self._unreadable(error)
            return
        self._unread = ""
        self._paper.lay_out()

    async def _write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What came of it; None when it could not be stored, which is said."""
        self._has_said = self._undone = ""
        came = None
        try:
            came = await self._store.write(act, *args, **kwargs)
        except StoreError as error:
            self._say_undone(f"not stored: {error}", LONG)
        await self._looks.look()
        return came

    def _say_undone(self, why: str, seconds: float = _SAID_FOR) -> None:
        """In the place of the session's name, for a while: what goes on after that is well."""
        if self._until_over is not None:
            self._until_over.stop()
        self._undone = why
        self._paper.lay_out()
        self._until_over = self.set_timer(seconds, self._over)

    def _over(self) -> None:
        self._undone = ""
        self._paper.lay_out()

    async def _follow_clock(self) -> None:
        """At the turn of each minute, and of those that the session has left.

        Five minutes before the end it is told, once.
        """
        await self._tell_time()
        async for _ in turns(self._store, self._minutes):
            await self._tell_time()

    async def _tell_time(self) -> None:
        await self._looks.look()
        with contextlib.suppress(StoreError):  # at the next turn
            await self._store.write(cues.tell_time)

    def _minutes(self, now: datetime) -> tuple[int, int | None]:
        """Of the clock, and left: a session that was begun by hand ends within a minute."""
        ends = self._stand.ends
        return minute_of(now), None if ends is None else minutes_left(ends, now)
