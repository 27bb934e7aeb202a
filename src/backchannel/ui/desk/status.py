"""The two lines at the top, kept true: event and clock, sources, collector and store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.programme import Event, zone_of
from backchannel.model.source import Health
from backchannel.store import lease
from backchannel.store.connection import Connection
from backchannel.store.held.healths import health
from backchannel.store.replay.sign import is_played
from backchannel.store.roles.sign import Sign, sign
from backchannel.store.search import event_of
from backchannel.store.store import Reader
from backchannel.store.upkeep.side_files import SideFiles
from backchannel.ui.health.clock_words import clock_warning, seconds_ahead
from backchannel.ui.health.health_line import Situation, health_line
from backchannel.ui.health.source_words import WAITING, as_now
from backchannel.ui.health.stalling import stuck_since
from backchannel.ui.keymap import Keyed, keymap_of, with_keys
from backchannel.ui.minutes import Alarm, wait_for_the_turn
from backchannel.ui.widgets.top_lines import TopLine, headline

if TYPE_CHECKING:
    from backchannel.store.replay.course import Course

LOOK: Final = 3.0
"""Seconds between looks: that time passes, and that a collector is silent, no change tells."""

SLEPT: Final = timedelta(seconds=30)
"""A look so late means that the machine was asleep."""

NOTICED: Final = timedelta(seconds=10)
CATCHING_UP: Final = timedelta(minutes=1)
"""How long it is said that it was, at least and at most."""

PATIENCE: Final = timedelta(seconds=12)
"""How long nobody may collect before a desk says so: one is being started."""

_GONE: Final = Keyed("Quit ({quit}), do not kill: all is saved then")
"""What to do about it comes first: for why there may be no room."""

_IN_SIGHT: Final = frozenset({ChangeKind.MUTE})


class Status:
    """Reads what the top lines say; they are painted only when they differ.

    `changed` is told what may be otherwise though no change says so: all of it when the store can
    be read again after it could not; what is in sight when something else may be on air by itself.
    """

    def __init__(
        self,
        store: Reader,
        event: Event | None,
        top: TopLine,
        health: TopLine,
        changed: Callable[[frozenset[ChangeKind]], None],
    ) -> None:
        self._store, self.event, self._top, self._health = store, event, top, health
        self._changed = changed
        self._alarm = Alarm(top, store, lambda: changed(_IN_SIGHT))
        self.sources: tuple[Health, ...] = ()
        self._read_at: datetime | None = None
        self._collected_at = store.wall()
        self._alive_since: datetime | None = None
        self._woke: tuple[datetime, timedelta] | None = None
        self.lease: lease.Lease | None = None
        self._sign = Sign()
        self.blank_seen: datetime | None = None
        """Since when it is said here that the projectors are blank."""
        self.replay: Course | None = None
        self._why_not, self._rate = "", ""
        self._undecided: Sequence[str] = ()
        self._reading: StoreError | None = None
        self._writing: StoreError | None = None
        self._sides, self._gone = SideFiles(store.path), ""

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return zone_of(self.event)

    def source_names(self) -> list[str]:
        """What can be asked for as `source:`."""
        return [health.source for health in self.sources]

    async def read(self) -> None:
        """Read event, health and collector again, and draw."""
        self._gone = await asyncio.to_thread(self._sides.gone)
        try:
            found = await self._store.read(_everything)
            event, self.sources, self.lease, self._sign, self.replay = found
        except StoreError as error:
            self.say_reading(error)
            return
        self.event = event or self.event
        self.blank_seen = (self.blank_seen or self._store.now()) if self._sign.is_blank else None
        self._alarm.set(self._sign.until)
        self._heed(self._store.wall())
        was_failing, self._reading = self._reading is not None, None
        self.draw()
        if was_failing:
            self._changed(frozenset(ChangeKind))

    async def read_sign(self) -> None:
        """Read again what is on air, if anything was taken: it may be in sight no more, or again.

        Raises StoreError.
        """
        if not self._sign.is_taken:
            return
        now = await self._store.read(sign)
        self._alarm.set(now.until)
        if now != self._sign:
            self._sign = now
            self.draw()

    def _heed(self, now: datetime) -> None:
        """What the time that passed since the last look means."""
        before, self._read_at = self._read_at, now
        if before is not None and now < before:  # set back: nothing known was later than now
            self._woke, self._alive_since = None, None
            self._collected_at = min(self._collected_at, now)
        if before is not None and now - before > SLEPT:
            # Whoever collects was asleep, too: both are to be given the time to wake up.
            self._woke, self._alive_since, self._collected_at = (now, now - before), None, now
        if self._woke and self._is_awake(self._woke[0], now):
            self._woke = None
        if self.lease is not None and self.lease.is_live(now):
            self._alive_since = max(self._alive_since or now, self.lease.taken)
            self._collected_at, self._why_not = now, ""
        else:
            self._alive_since = None

    def _is_awake(self, woke: datetime, now: datetime) -> bool:
        """Whether nothing need be said any more of the sleep that ended then."""
        asked = [each for each in self.sources if each.state not in WAITING]
        is_caught_up = all(each.ok_at is not None and each.ok_at > woke for each in asked)
        return now - woke > (NOTICED if is_caught_up else CATCHING_UP)

    def say_reading(self, error: StoreError) -> None:
        """A banner until the store can be read again."""
        self._reading = error
        self.draw()

    def say_writing(self, error: StoreError | None) -> None:
        """A banner while nothing can be stored."""
        self._writing = error
        self.draw()

    def say_not_collecting(self, why: str) -> None:
        """Why a collector ended; told, once patience is at its end, until somebody collects."""
        self._why_not = why
        self.draw()

    def rated(self, rate: str) -> None:
        """So many posts a minute came lately."""
        if rate != self._rate:
            self._rate = rate
            self.draw()

    def undecided(self, ways: Sequence[str]) -> None:
        """Something waits for a decision, in ever fewer words; or nothing does."""
        if ways != self._undecided:
            self._undecided = ways
            self.draw()

    async def watch(self, also: Callable[[bool], Awaitable[None]]) -> None:
        """Look again every few seconds and at the turn of the minute. Never returns.

        `also` is done at every look, and told whether somebody collects.
        """
        while True:
            await self.look(also)
            await asyncio.sleep(min(LOOK, wait_for_the_turn(self._store)))

    async def look(self, also: Callable[[bool], Awaitable[None]]) -> None:
        """One look."""
        await self.read()
        await also(self._is_collected)

    def draw(self) -> None:
        """Say what is known; of sources, as of when they were looked at."""
        now, width = self._store.now(), self._top.size.width or self._top.app.size.width
        self._top.say(headline(self.event, now, width))
        at = self._read_at or now
        self._health.say(health_line(self.situation(at), at, width))

    def situation(self, at: datetime) -> Situation:
        """What is known, as of the last look."""
        since = self._alive_since
        begun = self.lease.taken if since is not None and self.lease is not None else None
        stuck = stuck_since(self.sources, since, at) if since else None
        return Situation(
            tuple(as_now(each, begun) for each in self.sources),
            is_collected=self._is_collected,
            problem=self._problem(),
            is_current=since is not None,
            why_not=self._why_not,
            rate=self._rate,
            stuck=at - stuck if stuck else None,
            slept=self._woke[1] if self._woke else None,
            clock=clock_warning(seconds_ahead(self.sources, at)),
            opens=keymap_of(self._top).said("health"),
            is_blank=self._sign.is_blank,
            on_air=self._sign.who,
            undecided=self._undecided,
            replay=self._played(self.replay) if self.replay else "",
        )

    def _played(self, course: Course) -> str:
        from backchannel.ui.health.replay_words import replay_text

        return replay_text(course, self._store.wall(), self.zone)

    @property
    def _is_collected(self) -> bool:
        return self._store.wall() - self._collected_at < PATIENCE

    def _problem(self) -> str:
        if self._gone:
            return f"{with_keys(self._top, _GONE)}. {self._gone} was deleted"
        if self._reading is not None:
            return f"{self._reading} · what is on screen stays; trying again"
        if self._writing is not None:
            return f"Nothing can be stored: {self._writing} · trying again"
        return ""


def _everything(
    db: Connection,
) -> tuple[Event | None, tuple[Health, ...], lease.Lease | None, Sign, Course | None]:
    return event_of(db), health(db), lease.read(db), sign(db), _course(db)


def _course(db: Connection) -> Course | None:
    if not is_played(db):
        return None
    from backchannel.store.replay.course import course_of

    return course_of(db)
