"""Ends that nobody chose: the terminal is closed, or somebody ends the process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.ui.terminal.test_pty import Terminal

from backchannel.store import lease
from backchannel.store.connection import Connection
from backchannel.store.desk import drafts
from backchannel.store.store import Reader

EVENT = """
[event]
tags = ["ideaperf"]

[[source]]
kind = "feed"
url = "http://127.0.0.1:9/feed"
local = true
"""


_UNHEARD = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGHUP, signal.SIG_IGN)
fcntl.ioctl(0, termios.TIOCNOTTY)
os.execv(sys.argv[1], sys.argv[1:])
"""
UNHEARD = (sys.executable, "-c", _UNHEARD)
"""Starts a program that nothing tells when its terminal goes, as some containers do."""


@contextmanager
def opened(folder: Path, *starter: str) -> Iterator[tuple[Terminal, Path]]:
    """The program on an event file, in a terminal; and its store."""
    file, store = folder / "event.toml", folder / "event.db"
    file.write_text(EVENT)
    command = (sys.executable, "-m", "backchannel", "open", str(file), "--store", str(store))
    terminal = Terminal(*starter, *command)
    try:
        yield terminal, store
    finally:
        try:
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # it ended, as it should


def seen(store: Path) -> tuple[str, int | None]:
    """The draft, and the process that collects."""

    def look(db: Connection) -> tuple[str, int | None]:
        held = lease.read(db)
        return drafts.drafts(db).get(drafts.NEW, drafts.Draft()).text, held.pid if held else None

    async def read() -> tuple[str, int | None]:
        async with Reader(store) as reader:
            return await reader.read(look)

    return asyncio.run(read())


def ended(pid: int) -> int | None:
    """The exit code of our child; None after a minute without one."""
    return until(lambda: _code(pid))


def until(look: Callable[[], int | None], seconds: float = 60) -> int | None:
    """What a look gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while (found := look()) is None and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _code(pid: int) -> int | None:
    done, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def _is_gone(pid: int) -> int | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return 1
    return None


def close(terminal: Terminal) -> None:
    """Close the window."""
    os.close(terminal.fd)


def end(terminal: Terminal) -> None:
    """As a machine that shuts down does."""
    os.kill(terminal.pid, signal.SIGTERM)


@pytest.mark.parametrize(("leave", "starter"), [(close, ()), (close, UNHEARD), (end, ())])
def test_a_desk_that_is_ended_from_outside_leaves_nothing_running_and_loses_nothing(
    tmp_path: Path, leave: Callable[[Terminal], None], starter: tuple[str, ...]
) -> None:
    with opened(tmp_path, *starter) as (terminal, store):
        assert terminal.until(lambda: "Nothing written yet" in terminal.painted)
        collector = until(lambda: seen(store)[1])
        assert collector is not None
        terminal.type(b"e")
        assert terminal.until(lambda: "write it down" in terminal.painted)
        terminal.type(b"\x1b[200~half a thought\x1b[201~")  # pasted, so painted at once
        assert terminal.until(lambda: "thought" in terminal.painted)
        leave(terminal)
        if leave is end:
            terminal.until(lambda: "\x1b[?1049l" in terminal.painted)
            assert "\x1b[?1049l" in terminal.painted  # the shell's own screen is back
        assert ended(terminal.pid) == 130
        assert until(lambda: _is_gone(collector)) == 1
        assert seen(store)[0] == "half a thought"
