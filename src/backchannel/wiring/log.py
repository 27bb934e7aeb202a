"""What went wrong, written into the log file without secrets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from logging.handlers import RotatingFileHandler, WatchedFileHandler

from backchannel.clean.terminal import clean_text
from backchannel.config.places import places


class Redacted(logging.Formatter):
    """Takes out what is secret and what a terminal would obey."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """A traceback may quote a stranger, and a log is read in a terminal."""
        return clean_text(self._redact(super().format(record)))


def log_to_file(redact: Callable[[str], str], *, is_turning: bool = True) -> None:
    """Log from here on; a home that cannot be written must not keep anybody from working.

    Of the processes that write one file only the collector turns it over; the others go along.
    """
    file, encoding, odd = places().log_file, "utf-8", "backslashreplace"
    to_file: logging.Handler
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if is_turning:
            to_file = RotatingFileHandler(
                file, maxBytes=2_000_000, backupCount=2, encoding=encoding, errors=odd
            )
        else:
            to_file = WatchedFileHandler(file, encoding=encoding, errors=odd)
    except OSError:
        return
    to_file.setFormatter(Redacted(redact))
    logging.basicConfig(level=logging.INFO, handlers=[to_file])
