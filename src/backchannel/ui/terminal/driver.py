"""The terminal's edge: a keyboard that survives bytes that are no text."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from threading import Event
from typing import IO, TYPE_CHECKING, Any, Final, cast

from backchannel.ui.terminal import browser
from backchannel.ui.terminal.larger import Larger
from backchannel.ui.terminal.spelling import in_ascii, knows_ascii_only
from backchannel.ui.terminal.terse import terse

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual.app import App
    from textual.driver import Driver

READ_SIZE: Final = 4 * 1024
_PATIENCE: Final = 0.1
_FRAME_BEGINS: Final = "\x1b[?2026h"
_FRAME_ENDS: Final = "\x1b[?2026l"
"""How Textual marks a frame where the terminal knows of frames (synchronized output)."""


def tolerant_driver() -> type[Driver] | None:
    """Textual's driver for this platform with a tolerant decoder; None leaves its choice.

    Textual decodes strictly, in a thread: three bytes of another encoding, pasted or typed, end
    that thread, and the keyboard is dead until the program is killed from elsewhere.
    """
    if sys.platform == "win32":
        return None
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    from backchannel.ui.terminal.pasting import Keyboard

    class TolerantDriver(WholeFrames, LinuxDriver):
        """Reads what is no UTF-8 as the replacement character; outlives its terminal."""

        open_url = _show_page

        def start_application_mode(self) -> None:
            """Write through a file that does not mind when nobody is there to see it."""
            spelt = in_ascii if knows_ascii_only(os.environ) else str
            file = Indifferent(self._file or sys.stderr, spelt, self.written)
            self._file = cast("TextIOWrapper", file)
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
            is_heard = self.input_tty and self._writer_thread is not None
            _ask(self._app, self.write, is_heard=is_heard)

        def run_input_thread(self) -> None:
            """Read the terminal until told to stop, or until it is gone.

            Then we end as if we had been told so: not every terminal's end is told.
            """
            keyboard, is_terminal = Keyboard(XTermParser(self._debug)), os.isatty(self.fileno)
            for text in _typed(self.fileno):
                if self.exit_event.is_set():
                    return
                for message in keyboard.heard(text):
                    self.process_message(message)
            if is_terminal and not self.exit_event.is_set():
                os.kill(os.getpid(), signal.SIGHUP)

    return TolerantDriver


def _ask(app: App[object], write: Callable[[str], None], *, is_heard: bool) -> None:
    """Ask for larger letters, where a program has a use for them, before anything is painted.

    The answers come as keys do, when they come: nothing waits for them.
    """
    larger = getattr(app, "larger", None)
    if is_heard and isinstance(larger, Larger):
        write(larger.question(os.environ))


def _show_page(_: Driver, url: str, new_tab: bool = True) -> None:
    """May take seconds. Raises NoBrowser."""
    browser.show(url)


class WholeFrames:
    """Writes a frame in one piece, for each piece wakes the thread that writes.

    That thread would wait for its turn while the one that painted goes on, for a millisecond or
    five. So a frame is waited for, `patience` seconds at most, unless the terminal is still busy
    with the one before.
    """

    patience: float = 0.005

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the driver beside it takes
        super().__init__(*args, **kwargs)
        self._pieces: list[str] = []
        self.written = Event()
        self.written.set()

    def write(self, data: str) -> None:
        """What belongs to a frame is written when that ends."""
        if self._pieces or data == _FRAME_BEGINS:
            self._pieces.append(data)
            if data != _FRAME_ENDS:
                return
            data = "".join(self._pieces)
            self._pieces.clear()
        is_keeping_up = self.written.is_set()
        self.written.clear()
        super().write(data)  # type: ignore[misc]  # the driver beside it
        if is_keeping_up:
            self.written.wait(self.patience)


class Indifferent:
    """A terminal's file whose terminal may go.

    An error would end the thread in which Textual writes, and then whoever writes the next frames
    waits for it for ever, and nothing is left in order. `spelt` is how it wants its letters, and
    `written` is set when all there was to write has been.
    """

    def __init__(self, file: IO[str], spelt: Callable[[str], str], written: Event) -> None:
        self._file, self._spelt, self._written = file, spelt, written

    def write(self, text: str) -> int:
        """Write it, or not."""
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(self._spelt(terse(text)))
        return 0

    def flush(self) -> None:
        """Show what was written, if there is anybody."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()
        self._written.set()

    def fileno(self) -> int:
        """The terminal's."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """It was one when we began."""
        return True


def _typed(fileno: int) -> Iterator[str]:
    """What is typed, as it comes; an empty text when nothing was for a tenth of a second."""
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    with selectors.SelectSelector() as selector:
        selector.register(fileno, selectors.EVENT_READ)
        while True:
            if not selector.select(_PATIENCE):
                yield ""
                continue
            try:
                typed = os.read(fileno, READ_SIZE)
            except OSError:
                return
            if not typed:
                return
            yield decoder.decode(typed)
