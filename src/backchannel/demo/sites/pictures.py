"""The photos of the event: a sky, a sun and a river, other ones for each name. Made here."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from hashlib import sha256
from typing import Final

WIDTH, HEIGHT = 192, 120
_NEAR: Final = 11
_SKIES: Final = (((250, 190, 120), (90, 130, 200)), ((190, 215, 245), (70, 120, 190)),
                 ((245, 160, 140), (120, 90, 160)))  # fmt: skip


@lru_cache(maxsize=32)
def photo(name: str) -> bytes:
    """A PNG file (RFC 2083), always the same for a name."""
    seed = sha256(name.encode()).digest()
    low, high = _SKIES[seed[0] % len(_SKIES)]
    sun = 40 + seed[1] * (WIDTH - 80) // 255, 18 + seed[2] % 36
    bank = 66 + seed[3] % 24
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            rows += bytes(_point(x, y, (low, high), (sun, bank)))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND")


Colour = tuple[int, int, int]


def _point(x: int, y: int, sky: tuple[Colour, Colour], lie: tuple[tuple[int, int], int]) -> Colour:
    """Sun, sky, and below the bank the river, in which the sky is darker."""
    (low, high), (sun, bank) = sky, lie
    if (x - sun[0]) ** 2 + (y - sun[1]) ** 2 < _NEAR**2:
        return 255, 240, 170
    if bank <= y < bank + 6 + (x * 7 // 40) % 5:
        return 50, 80, 50
    part = y if y < bank else 2 * bank - y
    share = max(0, min(255, part * 255 // bank))
    mixed = [a * share // 255 + b * (255 - share) // 255 for a, b in zip(low, high, strict=True)]
    red, green, blue = mixed if y < bank else [each * 3 // 5 for each in mixed]
    return red, green, blue


def _chunk(name: bytes, told: bytes = b"") -> bytes:
    return struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))
