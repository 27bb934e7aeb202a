"""Writes the readable record into a folder, with a file for each session."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final

from backchannel.record.choosing import Chosen
from backchannel.record.prose import sections
from backchannel.record.prose.gathered import Gathered, gathered
from backchannel.record.prose.sections import Clock
from backchannel.record.prose.writing import of_posts, put
from backchannel.record.reading import Progress
from backchannel.record.writing import Slugs
from backchannel.store.connection import Connection

INDEX: Final = "index.md"


def write(db: Connection, chosen: Chosen, target: Path, progress: Progress) -> None:
    """A folder: `index.md` with the programme and all that is of no session, and the sessions."""
    found = gathered(db, chosen)
    clock, files = Clock(found.recorded.event), _files(found)
    with (target / INDEX).open("wb") as index:
        put(
            index,
            chain(
                sections.head(found, clock),
                sections.programme(found.parts, clock, files),
                sections.actions(found),
                of_posts(db, chosen),
            ),
        )
    for part in found.parts:
        with (target / files[part.key]).open("wb") as file:
            put(file, sections.part_lines(part, clock, level=1))
    progress(1, 1)


def _files(found: Gathered) -> dict[str, str]:
    """A name for the file of each part, in the order of the programme."""
    slugs = Slugs((INDEX.removesuffix(".md"),))
    wide = len(str(len(found.parts)))
    return {
        part.key: f"{slugs.of(f'{turn:0{wide}} {part.title}')}.md"
        for turn, part in enumerate(found.parts, 1)
    }
