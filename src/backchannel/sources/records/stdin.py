"""The source `stdin`: posts that another program writes into `backchannel collect`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

from backchannel.errors import Refusal, SourceRefused
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.records.record import Found, numbered

_DESKS = "anything while a desk collects by itself, which reads no standard input"


@dataclass(frozen=True, slots=True)
class Options:
    """Lines of standard input, a record on each: `my-program | backchannel collect EVENT.toml`."""


class Stdin:
    """Reads what this process is given. The bookmark is the process and the lines it was given.

    `patience` is how many seconds of silence make a heartbeat.
    """

    kind: ClassVar[str] = "stdin"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 1.0
    takes_token: ClassVar[bool] = False
    manners: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, options: Options, reach: Reach, *, patience: float = 30.0) -> None:
        self._options, self._reach, self._patience = options, reach, patience

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what is written while nothing collects", _DESKS)

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """A stream that goes quiet when the other program ends; another may follow at any time.

        A poll that is over would be due again only later, also for the next `collect`.
        """
        given = self._reach.stdin
        if given is None:
            raise SourceRefused(
                "standard input is read by backchannel collect, and for one source",
                why=Refusal.NOT_ALLOWED,
            )
        run, _, number = (bookmark or "").partition(":")
        trouble = ""
        taken = int(number) if run == given.run and number.isdecimal() else 0
        while (lines := await given.after(taken, self._patience)) is not None:
            found = Found()
            numbered(found, lines, taken, "standard input")
            taken += len(lines)
            trouble = f"; {found.note}" if found.note else trouble
            yield Batch(
                tuple(found.drafts),
                f"{given.run}:{taken}" if lines else None,
                tuple(found.gone),
                is_live=True,
                note=found.note,
                rejected=len(found.wrong),
            )
        lines_read = f"{taken:,} line{'' if taken == 1 else 's'}"
        yield Batch(is_live=True, note=f"standard input has ended after {lines_read}{trouble}")
        while True:
            await asyncio.sleep(self._patience)
            yield Batch(is_live=True)
