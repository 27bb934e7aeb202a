"""DAG-CBOR, the small part of CBOR in which records of AT Protocol are written.

The public document is ipld.io/specs/codecs/dag-cbor.

Definite lengths only, one tag (42, a link to another block), no simple values but false, true and
null, floats of 64 bits.
"""

from __future__ import annotations

import struct
from base64 import b32encode
from typing import Final

from msgspec import Struct

DEEPEST: Final = 60
_FLOAT: Final = struct.Struct(">d")
_CONSTANTS: Final = {20: False, 21: True, 22: None}
_LINK: Final = 42
_FLOAT_64: Final = 27

Value = object


class Link(Struct, frozen=True):
    """The content identifier of another block, as bytes without the leading zero."""

    cid: bytes

    @property
    def text(self) -> str:
        """As people and JSON write it: multibase base32, lower case."""
        return "b" + b32encode(self.cid).decode().lower().rstrip("=")


def decode(body: bytes) -> Value:
    """The one value of a block: dicts, lists, str, bytes, int, float, bool, None and `Link`.

    Raises ValueError for what is no such value, or has something behind it.
    """
    reader = _Reader(body)
    found = reader.value(0)
    if reader.at != len(body):
        raise ValueError("there is something behind the value")
    return found


class _Reader:
    """Reads from the beginning of some bytes; every step is checked, for they are anybody's."""

    def __init__(self, body: bytes) -> None:
        self._body, self.at = body, 0

    def value(self, depth: int) -> Value:
        if depth > DEEPEST:
            raise ValueError("it is nested too deeply")
        first = self._take(1)[0]
        major, more = first >> 5, first & 31
        if major == 7:
            return self._simple(more)
        length = self._length(more)
        if major < 2:
            return -1 - length if major else length
        if major < 4:
            return self._text(length) if major == 3 else self._take(length)
        return self._several(major, length, depth)

    def _several(self, major: int, length: int, depth: int) -> Value:
        if major == 4:
            return [self.value(depth + 1) for _ in range(length)]
        return self._map(length, depth) if major == 5 else self._link(length, depth)

    def _take(self, count: int) -> bytes:
        found = self._body[self.at : self.at + count]
        if len(found) < count:
            raise ValueError("it breaks off")
        self.at += count
        return found

    def _length(self, more: int) -> int:
        if more < 24:
            return more
        if more > 27:
            raise ValueError("it has a length that is not told")
        return int.from_bytes(self._take(1 << (more - 24)))

    def _text(self, length: int) -> str:
        return self._take(length).decode("utf-8", "replace")

    def _map(self, length: int, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for _ in range(length):
            key = self.value(depth + 1)
            if not isinstance(key, str):
                raise ValueError("it has a key that is no text")  # noqa: TRY004  # as all else that is wrong
            found[key] = self.value(depth + 1)
        return found

    def _link(self, tag: int, depth: int) -> Link:
        found = self.value(depth + 1)
        if tag != _LINK or not isinstance(found, bytes) or found[:1] != b"\0":
            raise ValueError("it has a tag that nobody knows")
        return Link(found[1:])

    def _simple(self, more: int) -> Value:
        if more == _FLOAT_64:
            number: float = _FLOAT.unpack(self._take(8))[0]
            return number
        if more not in _CONSTANTS:
            raise ValueError("it has a value that nobody knows")
        return _CONSTANTS[more]
