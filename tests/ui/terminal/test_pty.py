from __future__ import annotations

import asyncio
import os
import pty
import re
import struct
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from select import select

from msgspec.structs import replace
from tests.hostile import OBEYED
from tests.ui.desk.stage import EVENT, SOCIAL, remark
from tests.waiting import PATIENCE

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.post import Author, CleanText
from backchannel.model.source import Health, State
from backchannel.store import board, posts, sources
from backchannel.store.store import Store

PLAIN: Mapping[str, str] = {}
PROGRAM = Path(__file__).with_name("desk_program.py")
OURS = re.compile(
    r"\x1b\[[0-9;]*[mHK]"  # colours, moves
    r"|\x1b\[\?[0-9;]+[hlu$p]+|\x1b\[[<>=][0-9;]*u"  # modes, keyboards
    r"|\x1b\[6n|\x1b\]66;[sw]=2; \x07"  # where the cursor is, and whether letters can be larger
    r"|\x1b\[[0-9;]*[ct]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9]+ q"  # questions, the cursor
    r"|\x1b\]22;[a-z-]+\x07"  # the pointer's shape
)
BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


class Terminal:
    """A program in a terminal; what it painted so far."""

    def __init__(
        self, *command: str, size: tuple[int, int] = (140, 40), environ: Mapping[str, str] = PLAIN
    ) -> None:
        self.painted = ""
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self.pid, self.fd = pty.fork()
        if not self.pid:
            # GNU readline adds the size of pytest's terminal to C's environment, from which the
            # workers of pytest have theirs.
            surroundings = {**os.environ, "TERM": "xterm-256color", **environ}
            for name in ("COLUMNS", "LINES"):
                surroundings.pop(name, None)
            os.execve(command[0], command, surroundings)  # noqa: S606  # our own program
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *reversed(size), 0, 0))

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Read until something holds, or for so many seconds; whether it does."""
        end = time.monotonic() + seconds
        while not holds() and time.monotonic() < end:
            if select([self.fd], [], [], 0.1)[0]:
                try:
                    self.painted += self._decode(os.read(self.fd, 65_536))
                except OSError:
                    break
        return holds()

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.fd, keys)


@contextmanager
def desk(
    path: Path, size: tuple[int, int] = (140, 40), environ: Mapping[str, str] = PLAIN
) -> Iterator[Terminal]:
    """A desk on a store, ended by its own key."""
    terminal = Terminal(sys.executable, str(PROGRAM), str(path), size=size, environ=environ)
    try:
        yield terminal
    finally:
        os.kill(terminal.pid, 9)
        os.waitpid(terminal.pid, 0)
        os.close(terminal.fd)


def filled(path: Path, evil: tuple[str, ...] = ()) -> Path:
    """A store of remarks, and of what strangers and scripts wrote."""

    async def fill() -> None:
        async with Store(path) as store:
            event = replace(EVENT, name=f"Event {' '.join(evil[:3])}")
            await store.write(sources.plan, event, (SOCIAL,))
            kept = [
                replace(
                    remark(number, clean_text(text)),
                    author=Author(clean_line(text) or CleanText("nobody"), clean_line(text)),
                    title=clean_line(text),
                )
                for number, text in enumerate(evil)
            ]
            await store.write(posts.save, SOCIAL, tuple(kept) or (remark(1),))
            for text in evil:
                await store.write(board.note, f"note {text}", "facilitator")
            problem = " ".join(evil)
            refused = Health(SOCIAL.name, "mastodon", State.REFUSED, problem=problem)
            await store.write(sources.set_health, refused)

    asyncio.run(fill())
    return path


def test_only_our_own_sequences_reach_the_terminal(tmp_path: Path) -> None:
    with desk(filled(tmp_path / "event.db", OBEYED)) as terminal:
        assert terminal.until(
            lambda: all(each in terminal.painted for each in ("true colour", "note"))
        )
        details = (b"j\r", b"G", b"\t", b" ", b"nnN", b"\x1b")
        for keys in (b"jjjp", *details, b"f", b"G", b"3", b"h", b"\x1b", b"H", b"q", b"?"):
            terminal.type(keys)
            terminal.until(lambda: False, 0.3)
        while _written_in(terminal, 0.5):  # what is still on its way ends within a sequence
            pass
        rest = OURS.sub("", terminal.painted)
        assert not re.findall("\x1b.{0,12}", rest)
        assert not BIDI.findall(rest)
        assert not re.findall("[\x00-\x06\x07\x0b\x0c\x0e-\x1a\x7f-\x9f]", rest)


def test_bytes_that_are_no_text_do_not_end_the_keyboard(tmp_path: Path) -> None:
    with desk(filled(tmp_path / "event.db")) as terminal:
        assert terminal.until(lambda: "Remark 1" in terminal.painted)
        terminal.type(b"\xff\xfe\x80\xc3(\xf0\x28\x8c\x28")
        terminal.until(lambda: False, 0.3)
        terminal.type(b"?")
        assert terminal.until(lambda: "Next post; from the newest edge" in terminal.painted)


def test_at_rest_nothing_is_written(tmp_path: Path) -> None:
    with desk(filled(tmp_path / "event.db")) as terminal:
        assert terminal.until(lambda: "Remark 1" in terminal.painted)
        terminal.until(lambda: False, 1)
        written = [_written_in(terminal, 2) for _ in range(3)]
        assert min(written) == 0  # some may meet the turn of a minute, or a source's first age
        terminal.type(b"j\r")
        assert terminal.until(lambda: "Details" in terminal.painted)
        terminal.until(lambda: False, 1)
        assert min(_written_in(terminal, 2) for _ in range(3)) == 0


def _written_in(terminal: Terminal, seconds: float) -> int:
    before = len(terminal.painted)
    terminal.until(lambda: False, seconds)
    return len(terminal.painted) - before
