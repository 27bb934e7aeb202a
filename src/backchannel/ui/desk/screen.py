"""The facilitator's desk: joins the panes, the lines around them, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.preferences import (
    AS_MADE,
    AS_SET,
    USUAL,
    DeskAppearance,
    DeskLayout,
    Preferences,
)
from backchannel.model.programme import Event
from backchannel.store.desk.layout import keep_layout
from backchannel.store.store import Store
from backchannel.ui import live
from backchannel.ui.appearance import Appearance
from backchannel.ui.arranging.keeping import Remembered
from backchannel.ui.arranging.layout import QUESTIONS
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.desk.bottom import Bottom, said_at_rest
from backchannel.ui.desk.later import Later
from backchannel.ui.desk.marks import ReadMarks
from backchannel.ui.desk.panes import Panes
from backchannel.ui.desk.status import Status
from backchannel.ui.desk.streams import STREAMS
from backchannel.ui.desk.titles import Rates
from backchannel.ui.finding.views import Kept, Views
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.times import Zone
from backchannel.ui.looks import Looks
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.said_line import SaidLine
from backchannel.ui.widgets.stream import Chosen, Reached, Unchosen, Unreadable, Wanted
from backchannel.ui.widgets.top_lines import TopLine

if TYPE_CHECKING:
    from backchannel.ui.tour import Welcome

PREPARATION = 0.5
"""Seconds after which what was not needed for the first frame is made ready."""

INTERRUPTED: Final = Keyed("{interrupt} again quits, and so does {quit}")

_STATUS = frozenset({ChangeKind.HEALTH, ChangeKind.SOURCE, ChangeKind.EVENT, ChangeKind.COLLECTOR})
_STATUS |= {ChangeKind.STAGE}
_EVERYTHING = frozenset(ChangeKind)
_ASIDE = _STATUS | {
    *(ChangeKind.NOTE, ChangeKind.ERRAND, ChangeKind.OUTGOING, ChangeKind.CUE, ChangeKind.ALERT),
}
_DRAWN = (_EVERYTHING - _ASIDE) | {ChangeKind.EVENT}  # its rules, sessions and time zone
_SAID = frozenset({ChangeKind.POST_CHANGED, ChangeKind.POST_GONE, ChangeKind.EVENT})
_PINNED = (_DRAWN - {ChangeKind.POST_NEW}) | {ChangeKind.STAGE}  # keys look at what else they are
_ASKED = _SAID | {ChangeKind.QUESTION, ChangeKind.HIDDEN, ChangeKind.MUTE, ChangeKind.COPY}


class Desk(RowScreen[None]):
    """Composes the panes and hands every key to whoever does the work."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DESK)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Desk {
        background: $background;
        layout: vertical;
        & #headline { background: $surface; }
        & #bottom { height: 2; }
        &.-low .pane { border-bottom: none; }
    }
    """

    def __init__(
        self,
        store: Store,
        event: Event | None,
        preferences: Preferences = USUAL,
        layout: DeskLayout = AS_MADE,
        *,
        appearance: DeskAppearance = AS_SET,
        welcome: Welcome | None = None,
    ) -> None:
        super().__init__()
        self.store, self.preferences = store, preferences
        self.top = TopLine(id="headline")
        self.health = TopLine(id="health-line", opens="panel('health')")
        self.said, self.pen = SaidLine(id="said"), Pen(store, self._said_of_writing)
        self.repeats = self.said
        self.status = Status(store, event, self.top, self.health, self.changed)
        self.zone: Zone = lambda: self.status.zone
        self.kept_layout = Remembered(self.pen, keep_layout, layout)
        self.panes = Panes(store, self.zone, self.kept_layout, self.said.say, preferences)
        self.appearance = Appearance(self.panes, preferences, self.pen, appearance)
        self.marks, self.drafts = ReadMarks(store, self.pen), Drafts(store, self.pen)
        self.bottom = Bottom(store, self.panes, lambda: self.later.acts, self.drafts, self.said)
        self.rates = Rates(
            store, {name: self.panes.titles[n] for n, name in STREAMS.items()}, self.status.rated
        )
        self.later = Later(self, welcome)
        self.views = Views(self.panes, event.views if event else (), preferences.views)
        self.kept = Kept(self.views, self.bottom.history, store, self.pen)
        self._kinds: set[ChangeKind] = set()
        self._looks = Looks(self._look)

    def compose(self) -> ComposeResult:
        """Two lines, the panes, where one types, and the keys."""
        yield self.top
        yield self.health
        yield self.panes
        yield self.bottom

    def on_mount(self) -> None:
        """Draw first; read and count when that is done."""
        self.status.draw()
        self.panes.activate(self.panes.active)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        for job in (
            live.watch(self.store, self.changed, self.status.say_reading),
            self.status.watch(self.pen.try_again),
            self.marks.run(self.panes.named),
            self.drafts.run(),
            self.kept_layout.run(),
            self.appearance.kept.run(),
            self.kept.run(),
            self._looks.run(),
            *self.later.jobs(),
            *self.panes.jobs(),
            *self.rates.jobs(),
        ):
            self.run_worker(job, exit_on_error=False)
        self.set_timer(PREPARATION, self.bottom.prepare)
        if self.preferences.warning:
            told = "backchannel config validate tells all"
            self.said.say(self.preferences.warning, told, is_problem=True)

    def on_resize(self, event: events.Resize) -> None:
        """Every line for the new size."""
        self.bottom.lay_out(event.size.width, event.size.height)
        self.set_class(event.size.height < 12, "-low")
        self.call_after_refresh(self.status.draw)

    def changed(self, kinds: frozenset[ChangeKind]) -> None:
        """These kinds of things may be others in the store: look again at what shows them."""
        if kinds & _DRAWN:
            self.panes.look_again()
            self.rates.look_again()
        self._kinds |= kinds
        self._looks.ask()

    def _said_of_writing(self, problem: StoreError | None) -> None:
        self.status.say_writing(problem)
        if problem is None:
            self.said.settle()

    async def _look(self) -> None:
        """Read the small lists again that the changes are about."""
        kinds, self._kinds = self._kinds, set()
        try:
            if kinds & _STATUS:
                await self.status.read()
                self.views.share(self.status.event)
                self.appearance.tell_event(self.status.event)
            if kinds & {ChangeKind.NOTE, *_SAID}:
                await self.panes.lists.read_notes()
            if kinds & _PINNED:  # on which it depends, too, whether the room sees what is on air
                await self.status.read_sign()
                await self.panes.lists.read_pins()
            if kinds & _ASKED:
                if await self.panes.lists.read_questions():
                    self.panes.arranger.appear(QUESTIONS)
                self.later.over.tell(self.panes.lists.asked.ended)
            await self.later.look(kinds)
        except StoreError as error:
            self._kinds |= kinds
            self.status.say_reading(error)

    # Keys

    async def action_do(self, name: str) -> None:
        """What is done with the chosen post, note or pin."""
        await self.later.deeds.do(name)

    def action_pane(self, number: int, by: int = 0) -> None:
        """`1` to `4`; Tab turns by one."""
        if by:
            self.panes.turn(by)
        else:
            self.panes.activate(number)

    def action_arrange(self, name: str) -> None:
        """`z`, `<`, `>` and the commands that move panes about."""
        self.panes.rearrange(name)

    async def action_filter(self) -> None:
        """`/`."""
        await self.bottom.open_filter()

    def action_appearance(self, what: str) -> None:
        """`d`, `D`, `T`; back to what the settings say."""
        self.said.say(self.appearance.turn(what))
        self.bottom.show_keys()

    async def action_note(self) -> None:
        """`e`."""
        await self.later.deeds.note()

    def action_panel(self, name: str) -> None:
        """`A`, `F`, `h`, `H`, `L`, `U`, `v`, `?`."""
        from backchannel.ui.screens.over import open_panel

        open_panel(self, name)

    def action_back(self) -> None:
        """Esc: the entry, then the tour, then the zoom, the filter, the cursor."""
        if self.bottom.is_open:
            self.bottom.leave()
        elif self.later.is_touring:
            self.later.tour.end()
        else:
            self.panes.peel()

    async def action_leave(self) -> None:
        """`q`: back, and with nothing left to go back from, quit."""
        if not self.panes.peel(is_leaving=True):
            await self.close_down()

    async def close_down(self) -> None:
        """Quit, wherever one is; what was read and what is half written stays."""
        self.bottom.suspend()
        looks = self.kept_layout, self.appearance.kept
        for each in (self.marks, self.drafts, *looks, self.kept, self.later):
            await each.flush()
        self.app.exit()

    async def interrupt(self) -> None:
        """Ctrl+C, which people press by habit: only the second one quits."""
        if self.said.text == with_keys(self, INTERRUPTED):
            await self.close_down()
            return
        self.bottom.leave()
        self.said.say(INTERRUPTED)

    @on(Panes.Turned)
    @on(Chosen)
    def _turned(self) -> None:
        self.bottom.show_keys()
        self.said.rest(said_at_rest(self.panes))
        if not any(filtering.is_on for filtering in self.panes.filters.values()):
            self.said.take_back(self.appearance.said_of_filter)
        if self.later.is_touring and not self.bottom.is_open:
            self.later.tour.typed()
        if self.panes.has_stream:
            self.panes.preview.follow(self.panes.streams[self.panes.active].chosen)

    @on(Panes.Tallied)
    def _tallied(self, event: Panes.Tallied) -> None:
        self.bottom.tallied(event.number, event.tally)
        self.kept.ask()

    @on(Rows.Opened)
    async def _opened(self, event: Rows.Opened) -> None:
        """Enter on a note edits it, on a pin goes to its post."""
        if event.rows is self.panes.notes:
            await self.action_note()
        else:
            await self.later.deeds.go_to_chosen()

    @on(Unchosen)
    @on(Wanted)
    def _details(self, event: Wanted | Unchosen) -> None:
        if isinstance(event, Wanted):
            from backchannel.ui.screens.over import open_details

            open_details(self, event)
        else:
            from backchannel.ui.deciding.hand import CHOOSE

            self.said.say(CHOOSE)

    @on(Reached)
    def _reached(self, event: Reached) -> None:
        self.marks.move(str(event.stream.id), event.place)

    @on(Unreadable)
    def _unreadable(self, event: Unreadable) -> None:
        self.status.say_reading(event.error)
