"""Writes the raw record, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from backchannel.record.choosing import Chosen
from backchannel.record.lines import head, said, told
from backchannel.record.lines.entries import End, Entry, encode
from backchannel.record.reading.posts import Progress, unheard
from backchannel.store.connection import Connection

_AT_ONCE: Final = 500


def write(db: Connection, chosen: Chosen, stream: BinaryIO, progress: Progress = unheard) -> None:
    """Write what was chosen. The same store and choice give the same bytes."""
    lines = 0
    for part in _parts(entries(db, chosen, progress)):
        lines += len(part)
        stream.write(b"\n".join([*map(encode, part), b""]))
    stream.write(encode(End(lines + 1)) + b"\n")


def entries(db: Connection, chosen: Chosen, progress: Progress = unheard) -> Iterator[Entry]:
    """All lines but the last."""
    yield from head.entries(db, chosen)
    yield from said.entries(db, chosen, progress)
    yield from told.entries(db, chosen)


def _parts(several: Iterable[Entry]) -> Iterator[list[Entry]]:
    part: list[Entry] = []
    for each in several:
        part.append(each)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part
