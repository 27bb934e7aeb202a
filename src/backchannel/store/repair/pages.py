"""A database file read without trusting any of it: pages, cells, records.

See sqlite.org/fileformat2.html, sections 1.5 to 1.6 and 2.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

Value = int | float | str | bytes | None
Record = tuple[Value, ...]

INDEX_TREE, TABLE_TREE, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
_SIZES: Final = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_HEADER: Final = 100
_USUAL: Final = 4096
_WIDTHS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
LARGEST: Final = 64_000_000
"""Bytes of a record that is believed."""


class DamagedError(Exception):
    """What is at a place is not what has to be there."""


class Cell(Struct, frozen=True):
    """One row of a leaf, or what an inner page says of one. `key` is the rowid of a table's row."""

    key: int | None
    record: Record


class File:
    """The pages of a file, by their numbers, the first being 1. Holds no more than one in memory.

    Close it. A length that is no whole number of pages ends in the middle of one, which is zeroes
    then.
    """

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")
        self.length = path.stat().st_size
        head = self._stream.read(_HEADER)
        said = int.from_bytes(head[16:18]) if len(head) == _HEADER else 0
        self.size = 65536 if said == 1 else said if said in _SIZES else _USUAL
        self.usable = self.size
        self.count = -(-self.length // self.size)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()

    def page(self, number: int) -> bytes:
        """The bytes of a page. Raises DamagedError where there is none."""
        if not 1 <= number <= self.count:
            raise DamagedError(f"page {number} is not there")
        try:
            self._stream.seek((number - 1) * self.size)
            found = self._stream.read(self.size)
        except OSError as error:
            raise DamagedError(f"page {number} cannot be read") from error
        return found.ljust(self.size, b"\0")

    def kind(self, number: int) -> int:
        """What the first byte of a page says it is, 0 where it cannot be read."""
        try:
            return self.page(number)[self._start(number)]
        except DamagedError:
            return 0

    def below(self, number: int) -> list[int]:
        """The pages that an inner page points at. Raises DamagedError for what is no such page."""
        page, start = self.page(number), self._start(number)
        if page[start] not in {INDEX_TREE, TABLE_TREE}:
            raise DamagedError(f"page {number} points at none")
        pointers = [int.from_bytes(page[at : at + 4]) for at in self._offsets(page, start)]
        return [*pointers, int.from_bytes(page[start + 8 : start + 12])]

    def cells(self, number: int) -> Iterator[Cell]:
        """The rows in a page, without those that cannot be read."""
        page, start = self.page(number), self._start(number)
        kind = page[start]
        if kind not in {TABLE_LEAF, INDEX_LEAF, INDEX_TREE}:
            return
        for at in self._offsets(page, start):
            try:
                yield self._cell(page, kind, at)
            except (DamagedError, IndexError, UnicodeDecodeError, struct.error):
                continue

    def _start(self, number: int) -> int:
        return _HEADER if number == 1 else 0

    def _offsets(self, page: bytes, start: int) -> Sequence[int]:
        head = 12 if page[start] in {INDEX_TREE, TABLE_TREE} else 8
        many = int.from_bytes(page[start + 3 : start + 5])
        first = start + head
        if first + 2 * many > len(page):
            raise DamagedError("more rows than fit into a page")
        spots = (int.from_bytes(page[at : at + 2]) for at in range(first, first + 2 * many, 2))
        return [at for at in spots if first <= at < len(page)]

    def _cell(self, page: bytes, kind: int, at: int) -> Cell:
        at += 4 if kind == INDEX_TREE else 0
        length, at = varint(page, at)
        key = None
        if kind == TABLE_LEAF:
            key, at = varint(page, at)
            key = key - (1 << 64) if key >= 1 << 63 else key
        if length > LARGEST:
            raise DamagedError("a row larger than any")
        return Cell(key, record(self._payload(page, at, length, is_table=kind == TABLE_LEAF)))

    def _payload(self, page: bytes, at: int, length: int, *, is_table: bool) -> bytes:
        usable = self.usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return _exactly(page[at : at + length], length)
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        parts, left = [_exactly(page[at : at + here], here)], length - here
        after, seen = int.from_bytes(page[at + here : at + here + 4]), set[int]()
        while left:
            if after in seen:
                raise DamagedError("a row that goes round")
            seen.add(after)
            more = self.page(after)
            part = more[4 : 4 + min(left, usable - 4)]
            parts.append(part)
            left -= len(part)
            after = int.from_bytes(more[:4])
        return b"".join(parts)


def varint(page: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for turn in range(9):
        byte = page[at + turn]
        if turn == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + turn + 1
    raise DamagedError("a number without an end")


def record(payload: bytes) -> Record:
    """The values of a row; texts are UTF-8. Raises DamagedError for what is none."""
    head, at = varint(payload, 0)
    if head > len(payload):
        raise DamagedError("a row that is all head")
    kinds, values, body = [], [], head
    while at < head:
        kind, at = varint(payload, at)
        kinds.append(kind)
    for kind in kinds:
        value, body = _value(payload, kind, body)
        values.append(value)
    if at != head or body != len(payload):
        raise DamagedError("a row of another length than it says")
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind in {0, 8, 9}:
        return (None if kind == 0 else kind - 8), at
    if kind in _WIDTHS:
        end = at + _WIDTHS[kind]
        return int.from_bytes(_exactly(payload[at:end], end - at), signed=True), end
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind < 12:
        raise DamagedError("a value of no kind")
    end = at + (kind - 12) // 2
    raw = _exactly(payload[at:end], end - at)
    return (raw.decode() if kind % 2 else raw), end


def _exactly(found: bytes, length: int) -> bytes:
    if len(found) != length:
        raise DamagedError("a row that ends too early")
    return found
