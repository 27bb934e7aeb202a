"""A piece of advice: what is the matter, what that means, and what to do."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from backchannel.config.event_file import EventFile


class Weight(IntEnum):
    """How much depends on it, the most first."""

    ALL = 0  # nothing works until it is done
    PART = 1  # something does not work
    LOSS = 2  # it works, and posts may be missed or strangers' come in
    DOUBT = 3  # probably not meant so


@dataclass(frozen=True, slots=True)
class Advice:
    """In words of somebody who runs an event. `about` names the thing, `what` is a sentence on it.

    `what` says what is the matter and what follows from that; `do` is what helps.
    """

    weight: Weight
    about: str
    what: str
    do: str

    @property
    def is_failure(self) -> bool:
        """Whether something does not work."""
        return self.weight <= Weight.PART


def in_order(found: Iterable[Advice]) -> list[Advice]:
    """The most important first, else as they were found; nothing twice."""
    return sorted(dict.fromkeys(found), key=lambda each: each.weight)


def named(file: EventFile) -> str:
    """An event file as a shell takes it."""
    return shlex.quote(str(file.path))


def joined(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
