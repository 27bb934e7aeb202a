"""The house of the event: the demo's servers, a store, five terminals, and what people do there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from benchmarks.rehearsal.terminals import Rows, Screen, Terminals

from backchannel.config.places import ACCOUNTS
from backchannel.demo.event import environment
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.script import TOOT
from backchannel.demo.world import World
from backchannel.store.store import Store
from backchannel.ui.presenter.letters import written
from backchannel.ui.projector.picture import Frame

PATIENCE: Final = 30.0
"""Seconds after which something is not going to happen."""

SIZES: Final = {
    "desk": (140, 40),
    "presenter": (80, 24),
    "operator": (140, 40),
    "projector": (100, 30),
    "gallery": (160, 45),
}


class NotHeldError(AssertionError):
    """Something that had to be so was not; with what was on the screen."""


@dataclass(slots=True)
class House:
    """Everything that a rehearsal needs."""

    world: World
    folder: Path
    terminals: Terminals
    environment: dict[str, str]
    held: list[tuple[str, float]] = field(default_factory=list)
    heard: Callable[[str, float], None] = lambda _what, _took: None

    @property
    def event(self) -> Path:
        """The event file."""
        return self.folder / "demo.toml"

    @property
    def path(self) -> Path:
        """The store's file."""
        return self.folder / "demo.db"

    @property
    def store(self) -> Store:
        """The store, to look into and to write what no screen writes yet."""
        return Store(self.path)

    def screen(self, name: str) -> Screen:
        """One of the five."""
        role = {"desk": "open", "gallery": "projector"}.get(name, name)
        command = [*BACKCHANNEL, role, str(self.event), "--store", str(self.path)]
        if name == "gallery":
            command += ["--theme", "backchannel-bright"]
        return Screen(name, SIZES[name], command)

    async def open(self, *names: str) -> None:
        """Start screens."""
        for name in names:
            await self.terminals.open(self.screen(name))

    async def press(self, name: str, *keys: str) -> None:
        """Keys at a screen."""
        for key in keys:
            await self.terminals.press(self.screen(name), key)
            if key == "Escape":  # and another key at once is that key with Alt
                await asyncio.sleep(0.3)

    async def type(self, name: str, text: str) -> None:
        """Text at a screen, and Enter."""
        await self.terminals.type(self.screen(name), text)
        await self.see(name, "what is typed", text[-20:], is_told=False)
        await self.terminals.press(self.screen(name), "Enter")

    async def see(
        self, name: str, what: str, *words: str, without: Sequence[str] = (), is_told: bool = True
    ) -> float:
        """Wait until a screen shows words and not others; seconds that it took."""

        def shows(rows: Rows) -> bool:
            text = flat(rows)
            return all(flat([each]) in text for each in words) and not any(
                flat([each]) in text for each in without
            )

        return await self.until(name, what, shows, is_told=is_told)

    async def until(
        self, name: str, what: str, holds: Callable[[Rows], bool], *, is_told: bool = True
    ) -> float:
        """Wait until something is so of a screen."""
        took, rows, is_so = await self.terminals.until(self.screen(name), holds, PATIENCE)
        if not is_so:
            raise NotHeldError(f"{name}: {what}, not within {PATIENCE:.0f} s\n{framed(rows)}")
        if is_told:
            self.note(f"{name}: {what}", took)
        return took

    def note(self, what: str, took: float) -> None:
        """Something held."""
        self.held.append((what, took))
        self.heard(what, took)

    def check(self, what: str, is_so: bool, told: object = "") -> None:
        """Something that has to be so now."""
        if not is_so:
            raise NotHeldError(f"{what}: {told}")
        self.note(what, 0.0)

    async def rows(self, name: str) -> Rows:
        """What a screen shows."""
        return await self.terminals.rows(self.screen(name))

    async def say(self, *words: str) -> list[dict[str, Any]]:
        """The command line on this event; what it answers, line by line."""
        verb, *rest = words
        command = (*BACKCHANNEL, verb, str(self.event), "--store", str(self.path), "--json", *rest)
        process = await asyncio.create_subprocess_exec(
            *command,
            stdout=PIPE,
            stderr=PIPE,
            stdin=asyncio.subprocess.DEVNULL,
            env=self.environment,
        )
        out, err = await process.communicate()
        if process.returncode:
            raise NotHeldError(f"{' '.join(words)}: {err.decode().strip()}")
        return [json.loads(line) for line in out.decode().splitlines()]

    def publish(self, piece: Piece) -> None:
        """Somebody writes something, on one server."""
        self._happen(Happening(0, Act.PUBLISH, piece.key, piece, TOOT))

    def delete(self, key: str) -> None:
        """Its author takes it back."""
        self._happen(Happening(0, Act.DELETE, key))

    def _happen(self, happening: Happening) -> None:
        now = self.world.clock.now()
        self.world.sites[TOOT].shelf.apply(happening, written=now, now=now)


def end(pid: int) -> None:
    """As the kernel does when there is no memory left."""
    os.kill(pid, signal.SIGKILL)


BACKCHANNEL: Final = (sys.executable, "-m", "backchannel")


def flat(rows: Rows) -> str:
    """Everything on a screen as one line, for words are wrapped; frames are left out."""
    return " ".join(" ".join(rows).translate(_FRAMES).split())


_FRAMES: Final = {ord(sign): " " for sign in "│╭╮╰╯─├┤┃"}


def framed(rows: Rows) -> str:
    """A screen in an error."""
    return "\n".join(f"  | {row}" for row in rows)


def reads(rows: Rows, text: str, size: tuple[int, int]) -> bool:
    """Whether a screen has a text, in large letters of whatever size there was room for, or not."""
    if text in flat(rows):
        return True
    lines = [row.strip() for row in rows]
    return any(
        _begins(lines[at : at + len(wanted)], wanted)
        for wanted in _drawings(text, size)
        for at in range(len(lines))
    )


@lru_cache(maxsize=64)
def _drawings(text: str, size: tuple[int, int]) -> Collection[tuple[str, ...]]:
    """Every way in which it may be written on a screen of so many columns and rows.

    The presenter's question has a margin of one cell, and a message leaves room for its key.
    """
    width, height = size
    wide = {width - 2, width - 10, width - 2 * Frame(*size, UTC, datetime.now(UTC)).margin[0]}
    made = (written(text, each, high) for each in wide for high in range(2, height))
    return {tuple(row.strip() for row in one.rows) for one in made}


def _begins(lines: Sequence[str], wanted: Sequence[str]) -> bool:
    return len(lines) == len(wanted) and all(map(str.startswith, lines, wanted))


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """An event that has begun, and nobody looking at it yet. Leaves nothing running."""
    home = folder / "home"
    await asyncio.to_thread(home.mkdir, exist_ok=True)
    own = {
        **{name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)},
        **environment(),
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "USER": "rehearsal",
        ACCOUNTS: str(folder / "accounts.toml"),
    }
    world = World(seed=1, speed=1.0)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(world.serve())
        terminals = Terminals(folder, own)
        stack.push_async_callback(terminals.close)
        here = House(world, folder, terminals, own)
        await asyncio.to_thread(here.event.write_text, world.event_file(), "utf-8")
        accounts = folder / "accounts.toml"
        await asyncio.to_thread(accounts.write_text, world.accounts_file(), "utf-8")
        yield here


_NOT_OURS: Final = ("BACKCHANNEL_", "XDG_", "TMUX", "NO_COLOR", "LC_", "COLUMNS", "LINES")
