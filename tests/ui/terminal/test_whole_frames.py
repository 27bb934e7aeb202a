"""A frame reaches the terminal before the program does anything else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

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
    """What writes beside the program, as in Textual's driver."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.thread = paper, WriterThread(paper)

    def write(self, data: str) -> None:
        """Have it written."""
        self.thread.write(data)


class Driver(WholeFrames, Thread):
    """As the program's own."""


@contextmanager
def driving() -> Iterator[Driver]:
    """A driver whose thread runs."""
    paper = Paper()
    driver = Driver(paper)
    driver.thread = WriterThread(Indifferent(paper, str, driver.written))  # type: ignore[arg-type]  # as the driver does
    driver.thread.start()
    try:
        yield driver
    finally:
        paper.takes.set()
        driver.thread.stop()


def paint(driver: Driver, body: str) -> None:
    """A frame as Textual writes it."""
    for piece in (BEGINS, body, ENDS):
        driver.write(piece)


def test_a_frame_is_on_the_terminal_when_the_program_goes_on() -> None:
    """Else the one who painted keeps the one who writes waiting, and somebody sees it later."""
    with driving() as driver:
        driver.patience = 60  # a busy machine is no reason to fail
        for number in range(200):
            paint(driver, f"frame {number}")
            assert driver.paper.getvalue().endswith(f"frame {number}{ENDS}")


def test_a_terminal_that_takes_nothing_holds_nobody_up_and_gets_all_of_it_later() -> None:
    """A line that stands still is no reason for the program to stand still."""
    with driving() as driver:
        driver.paper.takes.clear()
        for number in range(20):
            paint(driver, f"frame {number}")
        assert not driver.paper.getvalue()
        driver.paper.takes.set()
        driver.thread.stop()
        assert driver.paper.getvalue() == "".join(
            f"{BEGINS}frame {number}{ENDS}" for number in range(20)
        )
