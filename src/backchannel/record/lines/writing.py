"""Writes the raw record, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from backchannel.record.choosing import Chosen
from backchannel.record.lines import acts, head, said, told
from backchannel.record.lines.entries import FORMAT, End, encode
from backchannel.record.reading.posts import Progress, unheard
from backchannel.store.connection import Connection

HEAD: Final = re.compile(
    rb'\{"line":"header","format":"%b",[^\n]*\n' % re.escape(FORMAT.encode())
    + rb'\{"line":"event","name":"((?:[^"\\]|\\.)*)","tags":(\[[^\]\n]*\])'
)


def write(db: Connection, chosen: Chosen, stream: BinaryIO, progress: Progress = unheard) -> None:
    """Write what was chosen. The same store and choice give the same bytes."""
    lines = 1
    for part in _lines(db, chosen, progress):
        stream.write(b"".join(part))
        lines += len(part)
    stream.write(encode(End(lines)) + b"\n")


def _lines(db: Connection, chosen: Chosen, progress: Progress) -> Iterator[list[bytes]]:
    """All lines but the last, some hundred at a time."""
    yield [encode(entry) + b"\n" for entry in head.entries(db, chosen)]
    yield from said.lines(db, chosen, progress)
    if chosen.has_decisions:
        yield from acts.wordings(db, chosen)
    yield [encode(entry) + b"\n" for entry in told.entries(db, chosen)]
    if chosen.has_decisions:
        yield [encode(entry) + b"\n" for entry in acts.entries(db, chosen)]
