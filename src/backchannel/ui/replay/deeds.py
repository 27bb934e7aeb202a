"""Keys for a recorded event that is played: hold it, faster, slower, on to another moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from backchannel.store.replay.course import Course, course_of, faster, slower, turn
from backchannel.ui.health.replay_words import replay_text, speed_text
from backchannel.ui.keymap import Keyed, with_keys

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk

JUMP: Final = timedelta(minutes=5)

AT_ONCE: Final = timedelta(seconds=10)
"""Whoever goes back from the end would be there again before they had read anything."""

NO_REPLAY: Final = "This event is live", "backchannel replay plays a recorded one"

OVER: Final = Keyed("{replay_earlier} goes back")
RUNS_ON: Final = Keyed("{replay_pause} lets it run on")
SLOWER: Final = Keyed("{replay_pause} lets it run on, {replay_slower} slower")

ASKED: Final = "play from which time? 14:30, 20m or 2026-11-25 9:30"


class ReplayDeeds:
    """Each writes the course of the clock; whoever plays follows it. They raise StoreError."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store
        self.deeds: Mapping[str, Callable[[], Awaitable[None]]] = {
            "replay_pause": self._pause,
            "replay_faster": lambda: self._go_on(faster),
            "replay_slower": lambda: self._go_on(slower),
            "replay_later": lambda: self._jump(JUMP),
            "replay_earlier": lambda: self._jump(-JUMP),
            "replay_to": self._ask,
        }

    async def play_from(self, place: int) -> None:
        """Go to a moment, in microseconds since 1970, and play on from there."""
        if await self._course() is not None:
            self._say(await self._store.write(turn, at=place))

    async def _pause(self) -> None:
        if (course := await self._course()) is not None:
            if not course.is_over(self._store.wall()):
                course = await self._store.write(turn, is_paused=not course.is_paused)
            self._say(course)

    async def _go_on(self, other: Callable[[float], float]) -> None:
        if (course := await self._course()) is not None:
            course = await self._store.write(turn, speed=other(course.speed))
            self._say(course, is_paced=True)

    async def _jump(self, by: timedelta) -> None:
        if (course := await self._course()) is None:
            return
        is_back = by < timedelta() and course.is_over(self._store.wall())
        if is_back and -by / course.speed < AT_ONCE:
            course = await self._store.write(turn, by=by, is_paused=True)
            speed = speed_text(course.speed if course is not None else 1)
            self._say(course, f"at {speed} it would be over at once · {self._keys(SLOWER)}")
        else:
            self._say(await self._store.write(turn, by=by))

    async def _ask(self) -> None:
        if await self._course() is not None:
            await self._desk.bottom.ask(ASKED, self._to_time)

    async def _to_time(self, asked: str) -> None:
        from backchannel.ui.finding.moment import moment_of

        course = await self._store.read(course_of)
        if not asked or course is None:
            return
        # Clock times are of the day that is played, also those that have not been yet.
        now = course.clock(self._store.wall()).astimezone(self._desk.status.zone)
        is_clock = ":" in asked and " " not in asked.strip()
        meant = now.replace(hour=23, minute=59, second=59) if is_clock else now
        try:
            place = moment_of(asked, meant)
        except ValueError as error:
            await self._desk.bottom.ask(ASKED, self._to_time, asked, problem=str(error))
            return
        self._say(await self._store.write(turn, at=place))

    async def _course(self) -> Course | None:
        course = await self._store.read(course_of)
        if course is None:
            self._desk.said.say(*NO_REPLAY)
        return course

    def _say(self, course: Course | None, why: str = "", *, is_paced: bool = False) -> None:
        """Where it is, and what of it nobody would see otherwise."""
        if course is None:
            return
        wall, speed = self._store.wall(), speed_text(course.speed)
        text = replay_text(course, wall, self._desk.status.zone)
        if course.is_over(wall):
            why = self._keys(OVER)
        elif course.is_paused and is_paced:
            why = f"{self._keys(RUNS_ON)} at {speed}"
        elif is_paced and not course.problem:
            text = f"Replay {speed}: {course.speed:g} event seconds a second"
        self._desk.said.say(f"{text} · {why}" if why else text)

    def _keys(self, sentence: Keyed) -> str:
        return with_keys(self._desk, sentence)
