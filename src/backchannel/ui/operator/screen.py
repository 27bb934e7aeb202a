"""The operator's screen: joins the pins, what is on air, what is next, and the keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from backchannel.errors import StoreError
from backchannel.model.board import Pin
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Event
from backchannel.store import lease
from backchannel.store.roles import stage
from backchannel.store.roles.stage import Overview
from backchannel.store.store import Store
from backchannel.ui import live
from backchannel.ui.commands import Command, Where, bindings, footer
from backchannel.ui.keymap import Keyed, keymap_of
from backchannel.ui.looks import Looks
from backchannel.ui.minutes import minute_of
from backchannel.ui.operator.acts import StageActs
from backchannel.ui.operator.lines import PinRows, look_line, state_line
from backchannel.ui.projector.canvas import Canvas
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.widgets.key_line import KeyLine
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.said_line import SHORT, SaidLine
from backchannel.ui.widgets.top_lines import TopLine, headline

TURN: Final = 0.05
"""Seconds between two looks at the store."""

WIDE: Final = 100
HIGH: Final = 22
"""Columns and rows from which there is room for what is on air and what is next, as they look."""

MEANT: Final = timedelta(seconds=SHORT)
"""As long as it is said what leaving stops, the same key leaves."""

PATIENCE: Final = timedelta(seconds=12)
"""How long nobody may collect before it is said: a collector may just be starting again."""

_ABOUT: Final = frozenset(
    {
        *(ChangeKind.STAGE, ChangeKind.PIN, ChangeKind.HIDDEN, ChangeKind.MUTE, ChangeKind.COPY),
        *(ChangeKind.POST_CHANGED, ChangeKind.POST_GONE, ChangeKind.EVENT),
    }
)
_OF_STAGE: Final = frozenset({ChangeKind.STAGE, ChangeKind.PIN})
"""What says nothing of pins that were there before, but for what was taken."""

_LEAVING: Final = Keyed(
    "Posts go on changing while somebody collects; {operator.quit} again leaves"
)
_OF_PINS: Final = frozenset({"pin_up", "pin_down", "unpin", "undo"})
_ON_AIR, _WAITS = Content("On air"), Content("Behind the blank: nobody sees it yet")


class Preview(Canvas):
    """What is on the projector, or will be, small."""

    DEFAULT_CSS = """
    Preview {
        width: 1fr; height: 100%; border: round $edge; background: $background;
        border-title-color: $text-muted; border-title-background: $background;
    }
    """


class Operator(RowScreen[None]):
    """Hands every key to whoever does the work, and moves on what moves by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OPERATOR)]
    AUTO_FOCUS = "Rows"
    DEFAULT_CSS = """
    Operator {
        background: $background;
        & #headline { background: $surface; }
        & #pins { border: round $edge; height: 1fr; min-height: 3; }
        & #pins:focus { border: round $edge-active; }
        & #previews { height: 38%; }
        &.-narrow #after { display: none; }
        &.-low #previews { display: none; }
        &.-tiny #pins { border: none; }
    }
    """

    def __init__(self, store: Store, event: Event | None, by: str) -> None:
        super().__init__()
        self._store, self._event = store, event
        self.top, self.state, self.look = (TopLine(id=name) for name in ("headline", "st", "look"))
        self.before, self.after = Preview(store.now), Preview(store.now)
        self.pins = Rows(empty="Nothing is pinned yet: p on a post, at the desk", id="pins")
        self.said, self.keys = SaidLine(), KeyLine()
        self._blank_since: datetime | None = None
        self.acts = StageActs(
            store, by, self.said.say, chosen=self._chosen, blank_seen=self._blank_seen
        )
        self.heard = 0
        """How many keys were pressed, whatever they did."""
        self.view: Overview | None = None
        self._known: dict[int, Pin] = {}
        self._kinds: frozenset[ChangeKind] = frozenset()
        self._pin_rows = PinRows()
        self._looks = Looks(self._look, turn=TURN)
        self._was_read = False
        self._collected_at = store.wall()
        self._minute = minute_of(store.now())
        self._asked_to_leave: tuple[int, datetime] | None = None

    def compose(self) -> ComposeResult:
        """From the top: the event, the stage, how it looks, the pins, how it is set, the keys."""
        yield self.top
        yield self.state
        self.after.id = "after"
        self.before.border_title, self.after.border_title = _ON_AIR, Content("Next")
        yield Horizontal(self.before, self.after, id="previews")
        yield self.pins
        yield self.look
        yield self.said
        yield self.keys

    def on_mount(self) -> None:
        """Read, look again whenever something changed, and count the seconds."""
        commands = [each for each in keymap_of(self).commands if each.where is Where.OPERATOR]
        self.keys.show((*footer(Where.OPERATOR, commands=commands), *self._blanks()))
        self.run_worker(live.watch(self._store, self._changed, self._failed), exit_on_error=False)
        self.run_worker(self._looks.run(), exit_on_error=False)
        self.set_interval(1.0, self._tick)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what there is no room for."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self.set_class(event.size.height < HIGH, "-low")
        self.set_class(event.size.height < 12, "-tiny")
        self.call_after_refresh(self._draw_lines)

    def _changed(self, kinds: frozenset[ChangeKind]) -> None:
        if kinds & _ABOUT:
            self._kinds |= kinds & _ABOUT
            self._looks.ask(now=True)

    def _failed(self, error: StoreError) -> None:
        self.said.say(str(error), is_problem=True)

    async def _look(self) -> None:
        kinds, self._kinds = self._kinds, frozenset()
        try:
            if self.view is not None and kinds <= _OF_STAGE:
                has_pins = ChangeKind.PIN in kinds
                view = await self._store.read(stage.again, self.view, has_pins=has_pins)
            else:
                view = await self._store.read(stage.overview, self.view)
        except StoreError as error:
            self._kinds |= kinds or {ChangeKind.PIN}
            self._failed(error)
            return
        self.view, self._event = view, view.shown.event or self._event
        self._known = {pin.post.place: pin for pin in view.pins}
        self._blank_since = (self._blank_since or self._store.now()) if view.air.is_blank else None
        self.before.show(view.behind)
        self.after.show(view.next)
        self.before.border_title = _WAITS if view.air.is_blank else _ON_AIR
        rows = self._pin_rows.of(view, self._store.now())
        self.pins.show(rows)
        if not self._was_read and view.next.post is not None:
            self.pins.choose(str(view.next.post.place))
        self._was_read = True
        self.pins.border_title = Content(f"Pins {len(rows):,}" if rows else "Pins")
        self._draw_lines()

    def _draw_lines(self) -> None:
        now = self._store.now()
        self.top.say(headline(self._event, now, self.size.width))
        if self.view is not None:
            self.state.say(
                Content.assemble(
                    *state_line(
                        self.view,
                        now,
                        keymap_of(self).said("operator.blank"),
                        is_collected=self._store.wall() - self._collected_at < PATIENCE,
                    )
                )
            )
            self.look.say(Content.assemble(" ", *look_line(self.view.shown.look)))

    async def _tick(self) -> None:
        """Once a second: the clock, whether anybody collects, and what comes by itself."""
        due = self.view.due if self.view is not None else None
        self._count_down()
        try:
            if await self._store.read(lease.is_collected):
                self._collected_at = self._store.wall()
            if due is not None and due <= self._store.now():
                self._looks.ask(now=True)
                await self.acts.rotate()
            self._grow_older(minute_of(self._store.now()))
        except StoreError as error:
            self._failed(error)
        self._draw_lines()

    def _count_down(self) -> None:
        """While a delay lasts the list counts its seconds; no change tells what ends by itself."""
        if self.view is None or self.view.shown.until is None:
            return
        now = self._store.now()
        if self.view.air.waits(to_micros(now)):
            self._looks.ask(now=True)
        elif self.view.shown.until <= now:
            self._kinds |= {ChangeKind.MUTE}
            self._looks.ask(now=True)

    def _grow_older(self, minute: int) -> None:
        """At the turn of a minute look at all of it: what a rule mutes for a time may be over."""
        if minute != self._minute:
            self._minute = minute
            self._kinds |= {ChangeKind.MUTE}
            self._looks.ask(now=True)

    def _chosen(self) -> StoredPost | None:
        row = self.pins.chosen
        pin = self._known.get(int(row.key)) if row is not None else None
        return pin.post if pin is not None else None

    def _blank_seen(self) -> datetime | None:
        """Since when it stands here that the stage is blank; None while the help covers it."""
        return self._blank_since if self.is_current else None

    # Keys

    async def action_stage(self, name: str) -> None:
        """What is done with the stage."""
        await self.acts.do(name)
        self._kinds |= {ChangeKind.PIN} if name in _OF_PINS else frozenset()
        await self._looks.look()

    async def action_part(self, name: str) -> None:
        """`1` to `5`."""
        await self.acts.turn_part(name)
        await self._looks.look()

    def action_help(self) -> None:
        """`?`."""
        from backchannel.ui.palette.help_panel import HelpPanel

        places = {Where.OPERATOR, Where.ROWS}
        commands = [each for each in keymap_of(self).commands if each.where in places]
        self.app.push_screen(HelpPanel([*self._blanks(), *commands], "{blank} blanks · "))

    def _blanks(self) -> list[Command]:
        """The key that blanks wherever one is, also where the letters of others are typed."""
        return [each for each in keymap_of(self).commands if each.id == "blank" and each.keys]

    def action_leave(self) -> None:
        """`q`: when something would stop, once more right after it."""
        is_moving = self.view is not None and self.view.shown.look.rotates
        before, now = self._asked_to_leave, (self.heard, self._store.wall())
        is_meant = before is not None and now[0] == before[0] + 1 and now[1] - before[1] <= MEANT
        if is_moving and not is_meant:
            self._asked_to_leave = now
            self.said.say(_LEAVING)
        else:
            self.app.exit()

    @on(Rows.Opened)
    async def _opened(self) -> None:
        await self.action_stage("take")
