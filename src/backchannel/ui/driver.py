"""The terminal's edge: a keyboard that survives bytes that are no text."""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.driver import Driver

READ_SIZE: Final = 4 * 1024
_PATIENCE: Final = 0.1


def tolerant_driver() -> type[Driver] | None:
    """Textual's driver for this platform with a tolerant decoder; None leaves its choice.

    Textual decodes strictly, in a thread: three bytes of another encoding, pasted or typed, end
    that thread, and the keyboard is dead until the program is killed from elsewhere.
    """
    if sys.platform == "win32":
        return None
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class TolerantDriver(LinuxDriver):
        """Reads what is no UTF-8 as the replacement character."""

        def run_input_thread(self) -> None:
            """Read the terminal until told to stop, or until it is gone."""
            parser = XTermParser(self._debug)
            for text in _typed(self.fileno):
                if self.exit_event.is_set():
                    return
                for message in parser.feed(text) if text else ():
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    return TolerantDriver


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
