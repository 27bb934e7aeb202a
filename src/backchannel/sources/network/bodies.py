"""A body read piece by piece and decompressed within a limit.

We decompress ourselves because 65 KB of gzip may stand for 64 MiB: nothing is inflated beyond what
will be kept.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

from backchannel.errors import SourceUnreachable

ACCEPTED = "gzip, deflate"

_PIECE = 256 * 1024
_MEMBERS = 64  # parts of one gzip body; one is customary, thousands are an attack
_GZIP, _ZLIB, _RAW = 31, 15, -15


async def read(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """The whole body, decompressed. More than `limit` bytes raise SourceUnreachable."""
    decoder = _decoder(encoding)
    body, arrived = bytearray(), 0
    async for chunk in chunks:
        arrived += len(chunk)
        if arrived > limit:
            raise too_large(limit)
        for piece in decoder.pieces(chunk):
            body += piece
            if len(body) > limit:
                raise too_large(limit)
            if len(piece) == _PIECE:
                await asyncio.sleep(0)  # others get their turn while a large body unfolds
    if not decoder.is_complete():
        raise SourceUnreachable("the answer broke off in the middle")
    return bytes(body)


def too_large(limit: int) -> SourceUnreachable:
    """What to raise for a body over the limit."""
    return SourceUnreachable(f"answer larger than {_size(limit)}")


def _size(limit: int) -> str:
    return f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit} bytes"


class _Decoder(Protocol):
    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...
    def is_complete(self) -> bool: ...


def _decoder(encoding: str) -> _Decoder:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Inflater(_GZIP)
        case "deflate":
            return _Inflater(None)
        case _:
            raise SourceUnreachable("answered in a compression we did not ask for")


class _Plain:
    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def is_complete(self) -> bool:
        return True


class _Inflater:
    """gzip, also of several members; zlib; and the bare deflate that some servers send."""

    def __init__(self, window: int | None) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window) if window is not None else None
        self._begun, self._members = False, 1

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            self._begun = True
            if self._stream is None:
                self._stream = zlib.decompressobj(_ZLIB if _has_zlib_header(chunk) else _RAW)
            if self._stream.eof and not self._next_member(chunk):
                return
            try:
                piece = self._stream.decompress(chunk, _PIECE)
            except zlib.error as error:
                raise SourceUnreachable("answered with damaged compression") from error
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
            if piece:
                yield piece

    def is_complete(self) -> bool:
        return not self._begun or (self._stream is not None and self._stream.eof)

    def _next_member(self, chunk: bytes) -> bool:
        """Begin another gzip member; anything else after the end is padding and passed over."""
        if self._window != _GZIP or not chunk.startswith(b"\x1f"):
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise SourceUnreachable("answered with damaged compression")
        self._stream = zlib.decompressobj(_GZIP)
        return True


def _has_zlib_header(chunk: bytes) -> bool:
    return chunk[0] & 0x0F == 8 and (len(chunk) < 2 or int.from_bytes(chunk[:2], "big") % 31 == 0)
