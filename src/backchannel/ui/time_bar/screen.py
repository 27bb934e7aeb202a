"""The time bar over the desk: nothing behind it moves until Enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from textual import events  # Textual looks at a method's annotations
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from backchannel.errors import StoreError
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import Session
from backchannel.ui.commands import Where, bindings
from backchannel.ui.finding.moment import moment_of
from backchannel.ui.keymap import Keyed, keymap_of
from backchannel.ui.lines.wrap import crop
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.time_bar.picture import Picture
from backchannel.ui.time_bar.scale import DAY, HOUR, Scale, fitting, floored
from backchannel.ui.time_bar.tally import Tally

if TYPE_CHECKING:
    from textual.geometry import Offset

LOW: Final = 16
"""Terminals with fewer lines have no frame around it."""

LEAST: Final = 10
"""With fewer still, sessions and clock are said in words only."""

_EDGES: Final = 4
"""Columns of the frame, with what it keeps free; none in a low terminal."""

_GO: Final = "{bar.go} goes there · "
_PLAY: Final = "{bar.play} plays from there · "
"""In a replay alone."""

_KEYS: Final = (
    "{bar.earlier} {bar.later} back, on · {bar.next_session} next session · "
    "{bar.closer} {bar.wider} closer, wider · 14:30 types a time · {bar.back} goes back"
)
_TYPED: Final = {"full_stop": ".", "colon": ":", "minus": "-", "space": " "}
_UNITS: Final = frozenset("smhd")


class Goal(Struct, frozen=True):
    """Where Enter leads: from a moment on, before another. `is_played` is for a replay's clock."""

    begin: int
    end: int
    is_played: bool = False


class Given(Struct, frozen=True):
    """What the bar has to know of the desk: the place before the reader, sessions, the zone."""

    anchor: int
    sessions: Sequence[Session]
    zone: ZoneInfo
    now: datetime
    label: str
    is_replay: bool = False


def keys_of(given: Given) -> str:
    """What keys do here, as `Keyed` has it."""
    return f"{_GO}{_PLAY if given.is_replay else ''}{_KEYS}"


class TimeBar(PanelScreen[Goal | None]):
    """All of an event on one line; answers with where to go, or with nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.TIME_BAR)]
    DEFAULT_CSS = """
    TimeBar {
        align: center bottom;
        & > Vertical {
            height: auto; width: 100%; background: $surface; padding: 0 1;
            border: round $edge-active; border-title-style: bold;
            border-title-color: $foreground; border-title-background: $surface;
        }
        & Hint { padding: 0; }
        & .rows { height: auto; text-wrap: nowrap; }
        &.-low > Vertical { border: none; padding: 0; }
    }
    """

    def __init__(self, tally: Tally, given: Given) -> None:
        super().__init__(Keyed(keys_of(given)))
        self._tally, self._given = tally, given
        self.at = given.anchor
        self.scale: Scale | None = None
        self._typed, self._problem = "", ""
        self._rows = Static(classes="rows")
        self._frame = Vertical(self._rows, self.foot)

    def compose(self) -> ComposeResult:
        """The rows and what keys do."""
        self._frame.border_title = Content(self._given.label)
        yield self._frame

    def on_mount(self) -> None:
        """Draw what is known, and count."""
        self.back_key = next(iter(keymap_of(self).keys_of("bar.back")), self.back_key)
        self.run_worker(self._count(), exit_on_error=False)

    def on_resize(self, event: events.Resize) -> None:
        """As many signs as there is room for."""
        self.set_class(event.size.height < LOW, "-low")
        if self.scale is not None:
            self.scale = self.scale.wide(self._cells, self.at)
            self._draw()

    async def _count(self) -> None:
        try:
            await self._tally.begin()
            self.scale = self._usual().showing(self.at)
            self._draw()
            await self._tally.run(self._draw)
        except StoreError as error:
            self.tell(str(error), is_problem=True)

    def _usual(self) -> Scale:
        """The days of the programme; of an event without one, all there is."""
        given, tally = self._given, self._tally
        begins = [to_micros(each.starts) for each in given.sessions]
        ends = [to_micros(each.ends) for each in given.sessions]
        begin, end = tally.first or self.at, tally.last or self.at
        away = given.now.astimezone(given.zone).utcoffset()
        offset = int(away.total_seconds() * 1_000_000) if away else 0
        if begins:  # of its days, what has posts or sessions
            first, last = min(begins), max(ends)
            begin = max(floored(first, DAY, offset), min(first - HOUR, begin))
            end = min(floored(last, DAY, offset) + DAY - 1, max(last + HOUR, end))
        return fitting(begin, max(end, begin + HOUR), self._cells, offset)

    @property
    def _cells(self) -> int:
        width = self.app.size.width
        return max(1, width if self.has_class("-low") else width - _EDGES)

    def _draw(self) -> None:
        if self.scale is None or not self.is_attached:
            return
        given = self._given
        tally = self._tally
        picture = Picture(
            *(self.scale, tally.counts, self.at, given.anchor, given.sessions, given.zone),
            uncounted=tally.uncounted,
        )
        words = f"to {self._typed}▏{self._problem}" if self._typed else picture.words()
        words = crop(words, self.scale.cells)
        said = Content.assemble((words, "$text-error" if self._problem else "bold"))
        sessions, bars, marks, clock = picture.rows()
        is_least = self.app.size.height < LEAST
        rows = [bars, marks] if is_least else [sessions, bars, marks, clock]
        self._rows.update(Content("\n").join([*rows, said]))

    def _go(self, at: int) -> None:
        """Put the cursor there; what was typed is about something else then."""
        self._typed = self._problem = ""
        if self.scale is not None:
            self.at = min(max(at, self._least), self._most)
            self.scale = self.scale.showing(self.at)
            self._draw()

    @property
    def _least(self) -> int:
        """The oldest moment that one can go to: there is nothing before it."""
        starts = (to_micros(each.starts) for each in self._given.sessions)
        return min((self._tally.first or self.at, self._given.anchor, *starts))

    @property
    def _most(self) -> int:
        ends = (to_micros(each.ends) for each in self._given.sessions)
        return max((self._tally.last, self._given.anchor, to_micros(self._given.now), *ends))

    def action_move(self, signs: int) -> None:
        """Left and right."""
        if (scale := self.scale) is not None:
            self._go(scale.begin_of(self.at) + signs * scale.step)

    def action_leap(self, direction: int) -> None:
        """To the beginning of another session; where there is none, by an hour."""
        starts = sorted(to_micros(each.starts) for each in self._given.sessions)
        beyond = [each for each in starts if (each - self.at) * direction > 0]
        hour = self.at + direction * HOUR
        self._go((beyond[0] if direction > 0 else beyond[-1]) if beyond else hour)

    def action_zoom(self, by: int) -> None:
        """Up and down."""
        if (scale := self.scale) is not None:
            self._typed = self._problem = ""
            self.scale = scale.zoomed(self.at, by).showing(self.at)
            self._draw()

    def action_end(self, direction: int) -> None:
        """To the oldest or the newest post."""
        self._go(self._tally.last if direction > 0 else self._tally.first)

    def action_go(self) -> None:
        """Enter: there, or to the time that was typed."""
        if self._typed and self._problem:
            return
        self._leave(is_played=False)

    def action_play(self) -> None:
        """`p`: in a replay, go on from there."""
        if self._given.is_replay:
            self._leave(is_played=True)
        else:
            self.tell("This event is live; only a replay can be played from here")

    def action_leave(self) -> None:
        """Esc: first what was typed."""
        if self._typed:
            self._typed = self._problem = ""
            self._draw()
        else:
            self.dismiss(None)

    def _leave(self, *, is_played: bool) -> None:
        if (scale := self.scale) is not None:
            begin = scale.begin_of(self.at)
            self.dismiss(Goal(self.at, begin + scale.step, is_played))

    async def hear(self, key: str) -> bool:
        """Digits begin a time; what belongs to one goes on with it."""
        letter = _TYPED.get(key, key)
        if key == "backspace" and self._typed:
            self._type(self._typed[:-1])
        elif letter.isdigit() or (self._typed and (letter in _UNITS or letter in _TYPED.values())):
            self._type(self._typed + letter)
        else:
            return await super().hear(key)
        return True

    def _type(self, text: str) -> None:
        """The cursor follows what is typed as soon as it is a time."""
        self._typed, self._problem = text, ""
        given = self._given
        night = _night_of(self.at, given.zone) if ":" in text or "." in text else given.now
        try:
            at = moment_of(text, night.astimezone(given.zone))
        except ValueError:
            self._problem = "  14:30, 20m, or 2026-11-25 14:30" if text else ""
        else:
            self._go(at)
            self._typed = text
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor under the mouse; a second click goes there."""
        offset: Offset | None = event.get_content_offset(self._rows)
        if offset is None or self.scale is None:
            return
        event.stop()
        self._go(self.scale.origin + min(offset.x, self.scale.cells - 1) * self.scale.step)
        if event.chain == 2:
            self.action_go()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves it, too."""
        self.action_move(1)

    def on_mouse_scroll_up(self) -> None:
        """And back."""
        self.action_move(-1)


def _night_of(moment: int, zone: ZoneInfo) -> datetime:
    """The end of a day: a clock time that is typed is one of that day."""
    return from_micros(moment).astimezone(zone).replace(hour=23, minute=59, second=59)
