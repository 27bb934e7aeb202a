"""A frame reaches the terminal before the program does anything else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TextIO, cast

from textual.drivers._writer_thread import WriterThread

from backchannel.ui.terminal.driver import Indifferent, WholeFrames

BEGINS, ENDS = "\x1b[?2026h", "\x1b[?2026l"


class Paper(io.StringIO):
    """A terminal that shows what is written once it `takes` it."""

    def __init__(self) -> None:
        super().__init__()
        self.takes = Event()
        self.takes.set()

    def write(self, text: str) -> int:
        """Wait until it takes it."""
        self.takes.wait()
        return super().write(text)


class Thread:
    """What writes beside the program, as in Textual's driver; the program's part says when it has.

    `written` is that part's, as in the program's own driver.
    """

    written: Event

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def start(self) -> None:
        """Begin to write."""
        self._thread = WriterThread(cast("TextIO", Indifferent(self._paper, str, self.written)))
        self._thread.start()

    def write(self, data: str) -> None:
        """Have it written."""
        self._thread.write(data)

    def stop(self) -> None:
        """Write what is left, and end."""
        self._thread.stop()


class Driver(WholeFrames, Thread):
    """As the program's own."""


class PatientDriver(Driver):
    """One to which a busy machine is no reason to go on."""

    patience = 60.0


@contextmanager
def driving(driver: Driver, paper: Paper) -> Iterator[None]:
    """Its thread runs."""
    driver.start()
    try:
        yield
    finally:
        paper.takes.set()
        driver.stop()


def paint(driver: Driver, body: str) -> None:
    """A frame as Textual writes it."""
    for piece in (BEGINS, body, ENDS):
        driver.write(piece)


def test_a_frame_is_on_the_terminal_when_the_program_goes_on() -> None:
    """Else the one who painted keeps the one who writes waiting, and somebody sees it later."""
    driver = PatientDriver(paper := Paper())
    with driving(driver, paper):
        for number in range(200):
            paint(driver, f"frame {number}")
            assert paper.getvalue().endswith(f"frame {number}{ENDS}")


def test_a_terminal_that_takes_nothing_holds_nobody_up_and_gets_all_of_it_later() -> None:
    """A line that stands still is no reason for the program to stand still."""
    driver = Driver(paper := Paper())
    with driving(driver, paper):
        paper.takes.clear()
        for number in range(20):
            paint(driver, f"frame {number}")
        assert not paper.getvalue()
    assert paper.getvalue() == "".join(f"{BEGINS}frame {number}{ENDS}" for number in range(20))
