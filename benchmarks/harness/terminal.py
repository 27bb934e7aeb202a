"""A program in a pseudo-terminal: answered like a terminal answers, timed by the byte."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

FRAME_BEGINS: Final = b"\x1b[?2026h"
FRAME_ENDS: Final = b"\x1b[?2026l"

ANSWERS: Final[Mapping[bytes, bytes]] = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # frames have a beginning and an end
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # a new size comes as a signal, not in band
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
}
"""What a program asks a terminal, and what an ordinary one of today says (DECRQM, DA1, DSR)."""

SILENCE: Final = 0.05
"""Seconds without a byte after which what was painted is a frame, where nothing else says so."""

QUIT: Final = "\x11\x03\x03"
"""Ctrl+Q ends a plain application of Textual; Ctrl+C twice ends the desk."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One synchronized update: its bytes, and when the last of them was read."""

    at: float
    painted: bytes


class Terminal:
    """Runs a program while the block lasts. Times are of `time.perf_counter`.

    `home` holds everything the program may write: HOME and the XDG directories are put there.
    `variables` are put into its environment beside these. `leave` are the keys that end it.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        columns: int = 160,
        lines: int = 45,
        variables: Mapping[str, str] | None = None,
        leave: str = QUIT,
    ) -> None:
        self._command, self._home, self._size = command, home, (lines, columns)
        self._variables, self._leave = variables or {}, leave
        self.frames: list[Frame] = []
        self.setup = bytearray()
        self._unfinished = b""
        self.began = 0.0

    def __enter__(self) -> Self:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *self._size, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603  # our own programs
            self._command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**surroundings(self._home), **self._variables},
            start_new_session=True,
        )
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        self.quit()

    def quit(self) -> bool:
        """End it as people do; False when it did not, and was killed."""
        if not self._has_ended(within=0):
            self.press(self._leave)
        has_ended = self._has_ended(within=15)
        if not has_ended:
            self._process.kill()
            self._has_ended(within=5)
        os.close(self._ours)
        return has_ended

    def kill(self) -> None:
        """End it as nobody would: SIGKILL."""
        self._process.kill()
        self._has_ended(within=5)
        os.close(self._ours)

    @property
    def pid(self) -> int:
        """The process of the program."""
        return self._process.pid

    def press(self, keys: str) -> float:
        """Send what keys send, at once; when that was."""
        at = time.perf_counter()
        os.write(self._ours, keys.encode())
        return at

    def run(self, seconds: float) -> None:
        """Let the program run, and read what it paints."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def frame(
        self, wanted: Callable[[bytes], bool], *, since: float = 0.0, within: float = 20.0
    ) -> Frame | None:
        """The first frame after `since` that shows what is wanted; None if there is none."""
        until = time.perf_counter() + within
        seen = next((n for n, each in enumerate(self.frames) if each.at >= since), None)
        seen = len(self.frames) if seen is None else seen
        while True:
            for frame in self.frames[seen:]:
                if wanted(frame.painted):
                    return frame
            seen = len(self.frames)
            if (left := until - time.perf_counter()) <= 0 or self._read(left) is None:
                return None

    def shown(self, wanted: Callable[[bytes], bool], *, within: float = 20.0) -> Frame:
        """The first frame that shows what is wanted; raises TimeoutError with what came instead."""
        frame = self.frame(wanted, within=within)
        if frame is None:
            raise TimeoutError(self.setup.decode(errors="replace")[-2_000:])
        return frame

    def settled(
        self, wanted: Callable[[bytes], bool], *, silence: float = SILENCE, within: float = 20.0
    ) -> Frame | None:
        """What is painted from now until what is wanted was in it and nothing follows for a while.

        For programs that do not say where their frames end: `at` is when the last of its bytes was
        read, before `silence` seconds without any. None if what is wanted does not come.
        """
        painted, at, is_wanted = b"", time.perf_counter(), False
        until = at + within
        while (left := min(until, at + silence if is_wanted else until) - time.perf_counter()) > 0:
            got = self._read(left)
            if got is None:
                return None
            if got:
                at, painted = time.perf_counter(), painted + got
                is_wanted = is_wanted or wanted(painted)
        return Frame(at, painted) if is_wanted else None

    def _read(self, seconds: float) -> bytes | None:
        """Read once, or wait; None when the program has gone."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return b""
        try:
            got = os.read(self._ours, 1 << 16)
        except OSError:  # Linux: the other side is closed
            got = b""
        at = time.perf_counter()
        self._unfinished += got
        *frames, self._unfinished = self._unfinished.split(FRAME_ENDS)
        for painted in frames:
            before, _, inside = painted.rpartition(FRAME_BEGINS)
            self.frames.append(Frame(at, inside))
            self._answer(before)
        if FRAME_BEGINS not in self._unfinished:
            self._unfinished = self._answer(self._unfinished)
        return got or None

    def _answer(self, outside: bytes) -> bytes:
        """Answer questions; what may be the beginning of one comes back."""
        for question, answer in ANSWERS.items():
            if question in outside:
                os.write(self._ours, answer)
        self.setup += outside
        _, escape, rest = outside.rpartition(b"\x1b")
        is_cut = escape and not rest[-1:].isalpha()
        return escape + rest if is_cut else b""

    def _has_ended(self, *, within: float) -> bool:
        until = time.perf_counter() + within
        while self._process.poll() is None and time.perf_counter() < until:
            self._read(0.05)
        return self._process.poll() is not None


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a program under measure: a terminal of today, nothing of ours."""
    keep = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")
    return {
        **{name: os.environ[name] for name in keep if name in os.environ},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_STATE_HOME": str(home / "state"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
