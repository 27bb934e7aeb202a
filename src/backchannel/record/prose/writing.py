"""Writes the readable record into one file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from backchannel.record.choosing import Chosen
from backchannel.record.prose import sections
from backchannel.record.prose.gathered import gathered
from backchannel.record.prose.sections import Clock
from backchannel.record.reading import Progress, links, people
from backchannel.store.connection import Connection

_UNSEEN: Final = "[//]: # (By backchannel export, which puts the next one in its place)"
"""The definition of a link that nothing uses: no reader of Markdown shows it."""

HEAD: Final = re.compile(
    rb"%b\n\n(# [^\n]*)\n(?:\n(#[^ \n]+(?: #[^ \n]+)*))?" % re.escape(_UNSEEN.encode())
)


def write(db: Connection, chosen: Chosen, target: BinaryIO, progress: Progress) -> None:
    """One file for the event."""
    found = gathered(db, chosen)
    clock = Clock(found.recorded.event)
    put(
        target,
        chain(
            (_UNSEEN, ""),
            sections.head(found, clock),
            sections.programme(found.parts, clock, {}),
            *(["", *sections.part_lines(part, clock, level=2)] for part in found.parts),
            sections.actions(found),
            of_posts(db, chosen),
        ),
    )
    progress(1, 1)


def of_posts(db: Connection, chosen: Chosen) -> Iterator[str]:
    """Links and people."""
    yield from sections.links(links(db, chosen))
    yield from sections.people(people(db, chosen))


def put(target: BinaryIO, lines: Iterable[str]) -> None:
    """Write lines."""
    target.writelines(f"{each}\n".encode() for each in lines)
