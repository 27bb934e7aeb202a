"""What was measured, on what machine, and whether the bounds were held."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

CALM: Final = 0.6
"""Processes that want a core, on average over a minute, below which a machine is calm."""

PATIENCE: Final = 120
"""Seconds a calm machine is waited for; then it is measured as it is, and the table says so."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure and the most it may be."""

    name: str
    figure: float
    most: float
    unit: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it is."""
        return self.figure <= self.most

    def __str__(self) -> str:
        said = "held" if self.is_held else "NOT HELD"
        return f"{self.name:52} {self.figure:9.2f} {self.unit:3} of at most {self.most:g}: {said}"


def judge(measure: Callable[[], Sequence[Bound]]) -> int:
    """Measure, a second time if a bound was not held; the exit code.

    The second time is for a machine that was busy with something else; the bounds are the same.
    """
    for attempt in (1, 2):
        _wait_for_calm()
        print(_machine())
        bounds = measure()
        print()
        for bound in bounds:
            print(bound)
        print()
        if all(bound.is_held for bound in bounds):
            return 0
        if attempt == 1:
            print("Once more, in case the machine was busy.\n")
    return 1


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))]


def _machine() -> str:
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}"
    )


def _wait_for_calm() -> None:
    until = time.monotonic() + PATIENCE
    while os.getloadavg()[0] > CALM and time.monotonic() < until:
        time.sleep(2)
    if os.getloadavg()[0] > CALM:
        print("This machine is busy with something else.")
