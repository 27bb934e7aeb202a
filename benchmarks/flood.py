"""What a source that floods, with 1,000 posts a second for a minute, does to everybody else.

A real collector reads lines from a program that is quiet, and then floods. Meanwhile somebody posts
now and then on a Mastodon server that is followed live, and somebody presses keys at a desk on the
same store. It is quiet for half a minute before and after: that says what this machine does anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import POST, PROGRAM
from benchmarks.harness.flooding import Flood
from benchmarks.harness.keyboard import (
    Keyboard,
    Times,
    cursor_of,
    painting,
    painting_posts,
    table,
)
from benchmarks.harness.processes import cpu_seconds
from benchmarks.harness.terminal import Terminal, surroundings
from benchmarks.harness.verdict import Bound, judge, percentile

from backchannel.demo.event import environment
from backchannel.demo.net.faults import Faults
from backchannel.demo.net.web import web_server
from backchannel.demo.sites.mastodon import Mastodon
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Shelf
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.people import Person
from backchannel.model.source import State
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.store import Reader, Store

RATE, QUIET = 1_000.0, 2.0
SECONDS: Final = 60.0
FILLED: Final = 2_000
"""Posts that are there before anything is measured."""

LATER: Final = 1.0
"""Seconds by which a post of another source may come later."""

SLOWER: Final = 1.25
"""Times as long as in the quiet phase that a key may take: by nothing, as far as this can tell."""

FRAME: Final = 16.0
EVENT: Final = """\
[event]
name = "A flood"
tags = ["ideaperf"]
starts = 2020-01-01T00:00:00Z

[[source]]
kind = "stdin"
name = "flood"

[[source]]
kind = "mastodon"
name = "quiet"
server = "http://127.0.0.1:{port}"
local = true
"""

ANA: Final = Person(0, "Ana Example", "ana", "quiet.example", "en")


@dataclass(slots=True)
class Phase:
    """What was measured when it was quiet, or in the flood.

    `lasts` is seconds at a time, `delays` are seconds from being published to being stored, `used`
    are seconds that the desk had a processor.
    """

    name: str
    lasts: float
    delays: list[float] = field(default_factory=list)
    stored: int = 0
    seconds: float = 0.0
    used: float = 0.0
    moving: Times = field(default_factory=lambda: Times("j k, held"))
    following: Times = field(default_factory=lambda: Times("j, from following"))

    def keys(self, percent: float) -> float:
        """Milliseconds that so many percent of all keys stay below."""
        taken = [
            one for kind in (self.moving, self.following) for each in kind.rounds for one in each
        ]
        return percentile(taken, percent)


class Scene:
    """A quiet server, a program that may flood, and the store into which both are collected."""

    def __init__(self, folder: Path, flood: Flood) -> None:
        self.folder, self.flood = folder, flood
        self.event, self.store = folder / "event.toml", folder / "event.db"
        self.shelf, self._numbers = Shelf(), count(1)
        now = lambda: datetime.now(UTC)  # noqa: E731  # the time, twice
        site = Mastodon("quiet.example", self.shelf, now, Policy())
        self.server = web_server(site, Faults(), now)

    @asynccontextmanager
    async def collecting(self) -> AsyncIterator[Reader]:
        """A collector at work; gives a reader of its store, once both sources are read."""
        async with AsyncExitStack() as stack:
            port = await stack.enter_async_context(self.server.serving())
            await asyncio.to_thread(self.event.write_text, EVENT.format(port=port), "utf-8")
            reader = await stack.enter_async_context(Store(self.store))
            process = await asyncio.create_subprocess_exec(
                *(PROGRAM, "collect", str(self.event), "--store", str(self.store)),
                stdin=self.flood.pipe,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env={**surroundings(self.folder / "home"), **environment()},
            )
            stack.push_async_callback(process.wait)
            stack.callback(process.terminate)
            await until(lambda: reader.read(_is_live))
            yield reader

    async def publish(self, reader: Reader) -> float:
        """Let somebody post on the quiet server; the seconds until it is in the store."""
        key = f"q{next(self._numbers)}"
        piece = Piece(key, ANA, 0.0, f"{key} is quiet #ideaperf")
        now = datetime.now(UTC)
        began = time.perf_counter()
        self.shelf.apply(Happening(0.0, Act.PUBLISH, key, piece), written=now, now=now)
        before = len(self.shelf)
        while time.perf_counter() - began < SECONDS:
            if await reader.read(_given, "quiet") >= before:
                break
            await asyncio.sleep(0.01)
        return time.perf_counter() - began


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until something is so."""
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110  # another process tells no event
            await asyncio.sleep(0.1)


def _is_live(db: Connection) -> bool:
    found = sources.health(db)
    return len(found) == 2 and all(each.state is State.LIVE for each in found)


def _has_given(db: Connection, least: int) -> bool:
    return _given(db, "flood") >= least


def _given(db: Connection, name: str) -> int:
    return next(each.given for each in sources.health(db) if each.source == name)


async def delays(scene: Scene, reader: Reader, phase: Phase) -> None:
    """Post now and then. Never returns."""
    while True:
        await asyncio.sleep(0.7)
        phase.delays.append(await scene.publish(reader))


def press(terminal: Terminal, phase: Phase, cursor: bytes, seconds: float) -> None:
    """Move among held posts, then follow and begin to read, again and again."""
    keyboard, until = Keyboard(terminal), time.perf_counter() + seconds
    for times in (phase.moving, phase.following):
        times.rounds.append([])
    while time.perf_counter() < until:
        keyboard.press("j", phase.following, lambda painted: cursor in painted)
        for key in "jkjjkk":
            keyboard.press(key, phase.moving, painting(cursor))
        terminal.press("g")
        terminal.run(0.5)


async def measure_phase(
    scene: Scene, reader: Reader, terminal: Terminal, phase: Phase, cursor: bytes
) -> None:
    """Both measures at once, for the seconds of the phase."""
    before, began = await reader.read(_given, "flood"), time.perf_counter()
    used = cpu_seconds(terminal.pid)
    posting = asyncio.create_task(delays(scene, reader, phase))
    try:
        await asyncio.to_thread(press, terminal, phase, cursor, phase.lasts)
    finally:
        phase.seconds += time.perf_counter() - began
        phase.stored += await reader.read(_given, "flood") - before
        phase.used += cpu_seconds(terminal.pid) - used
        posting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await posting


async def run(folder: Path) -> tuple[Phase, Phase]:
    """The quiet phase and the flood."""
    quiet, flooded = Phase("quiet", SECONDS / 2), Phase("flooded", SECONDS)
    with Flood() as flood:
        scene = Scene(folder, flood)
        async with scene.collecting() as reader:
            flood.go_on(RATE / 5)
            await until(lambda: reader.read(_has_given, FILLED))
            flood.go_on(QUIET)
            command = [PROGRAM, "open", str(scene.event), "--store", str(scene.store)]
            with Terminal(command, folder / "home") as terminal:
                cursor = await asyncio.to_thread(_at_desk, terminal)
                for phase, rate in ((quiet, QUIET), (flooded, RATE), (quiet, QUIET)):
                    flood.go_on(rate)
                    await measure_phase(scene, reader, terminal, phase, cursor)
    return quiet, flooded


def _at_desk(terminal: Terminal) -> bytes:
    """Wait for the desk; what its cursor is painted with. It follows then."""
    terminal.shown(painting_posts)
    terminal.run(2)
    cursor = cursor_of(terminal)
    terminal.press("g")
    terminal.run(1)
    assert POST.search(b"".join(frame.painted for frame in terminal.frames))
    return cursor


def measure() -> Sequence[Bound]:
    """Print what was measured."""
    with tempfile.TemporaryDirectory(prefix="backchannel-flood-") as folder:
        phases = asyncio.run(run(Path(folder)))
    print(
        f"{'':10}{'posts/s':>9}{'delay p50':>11}{'p95':>8}{'worst':>8} s of another source's post"
    )
    for phase in phases:
        each = [percentile(phase.delays, percent) for percent in (50, 95, 100)]
        figures = f"{each[0]:11.3f}{each[1]:8.3f}{each[2]:8.3f}"
        rate, busy = phase.stored / phase.seconds, 100 * phase.used / phase.seconds
        print(
            f"{phase.name:10}{rate:9.0f}{figures}  ({len(phase.delays)} posts; the desk used "
            f"{busy:.0f} % of a core)"
        )
    for phase in phases:
        print(f"\n{phase.name}", end="")
        table([phase.moving, phase.following])
    quiet, flooded = phases
    later = max(flooded.delays) - percentile(quiet.delays, 50)
    return [
        Bound("the latest of another source's posts, later by", later, LATER, "s"),
        Bound("p95 of a key in the flood", flooded.keys(95), FRAME, "ms"),
        Bound("the middle key, flooded / quiet", flooded.keys(50) / quiet.keys(50), SLOWER),
        Bound(
            "flood posts a second that were not stored",
            RATE - flooded.stored / flooded.seconds,
            RATE / 10,
        ),
    ]


if __name__ == "__main__":
    sys.exit(judge(measure))
