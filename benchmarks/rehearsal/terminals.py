"""Programs in panes of a tmux server of our own: what they show, keys for them, and their end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOK: Final = 0.05
"""Seconds between two looks at a screen."""

Rows = Sequence[str]


class TerminalError(Exception):
    """tmux did not do what it was told."""


def has_tmux() -> bool:
    """Whether there is a tmux to do this with."""
    return shutil.which("tmux") is not None


@dataclass(frozen=True, slots=True)
class Screen:
    """A program in a terminal of so many columns and rows."""

    name: str
    size: tuple[int, int]
    command: Sequence[str]


class Terminals:
    """A tmux server with a socket in `folder`, one session for each screen. Close it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._tmux = ("tmux", "-S", str(folder / "tmux"), "-f", os.devnull)
        self._environment = environment

    async def open(self, screen: Screen) -> None:
        """Start the program; it gets what it had when it was started before."""
        columns, rows = screen.size
        await self._say(
            *("new-session", "-d", "-s", screen.name, "-x", str(columns), "-y", str(rows)),
            *screen.command,
            *(";", "set-option", "-g", "status", "off"),
            *(";", "set-option", "-g", "remain-on-exit", "on"),
            *(";", "set-option", "-s", "escape-time", "0"),
        )

    async def again(self, screen: Screen) -> None:
        """Start what has ended once more, in its own terminal."""
        await self._say("respawn-pane", "-k", "-t", screen.name, *screen.command)

    async def rows(self, screen: Screen) -> Rows:
        """What is on the screen."""
        return (await self._say("capture-pane", "-p", "-t", screen.name)).split("\n")

    async def press(self, screen: Screen, *keys: str) -> None:
        """Keys by tmux's names for them."""
        await self._say("send-keys", "-t", screen.name, *keys)

    async def type(self, screen: Screen, text: str) -> None:
        """Text, letter by letter."""
        await self._say("send-keys", "-t", screen.name, "-l", text)

    async def pid(self, screen: Screen) -> int:
        """The program's process."""
        told = await self._say("display-message", "-p", "-t", screen.name, "#{pane_pid}")
        return int(told)

    async def kill(self, screen: Screen) -> None:
        """End it as a machine does that has no memory left."""
        os.kill(await self.pid(screen), signal.SIGKILL)
        async with asyncio.timeout(10):
            while await self.is_alive(screen):  # noqa: ASYNC110  # tmux tells no event
                await asyncio.sleep(LOOK)

    async def is_alive(self, screen: Screen) -> bool:
        """Whether the program runs."""
        told = await self._say("display-message", "-p", "-t", screen.name, "#{pane_dead}")
        return told.strip() != "1"

    async def until(
        self, screen: Screen, holds: Callable[[Rows], bool], seconds: float
    ) -> tuple[float, Rows, bool]:
        """Look until something is so: seconds that it took, what is seen, and whether it is so."""
        began = time.monotonic()
        while True:
            rows = await self.rows(screen)
            took = time.monotonic() - began
            if holds(rows) or took > seconds:
                return took, rows, holds(rows)
            await asyncio.sleep(LOOK)

    async def close(self) -> None:
        """End every program and the server."""
        await self._say("kill-server", is_sure=False)

    async def _say(self, *words: str, is_sure: bool = True) -> str:
        process = await asyncio.create_subprocess_exec(
            *self._tmux, *words, stdout=PIPE, stderr=PIPE, env=dict(self._environment)
        )
        out, err = await process.communicate()
        if process.returncode and is_sure:
            raise TerminalError(f"tmux {words[0]}: {err.decode().strip()}")
        return out.decode()
