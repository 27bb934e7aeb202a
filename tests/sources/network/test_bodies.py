"""Bodies read piece by piece, within a limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.bodies import read

MIB = 2**20


async def pieces(body: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def packed(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "gzip":
            return gzip.compress(body)
        case "deflate":
            return zlib.compress(body)
        case "bare deflate":
            raw = zlib.compressobj(wbits=-15)
            return raw.compress(body) + raw.flush()
        case _:
            return body


@given(
    body=st.binary(max_size=5000),
    size=st.integers(1, 700),
    encoding=st.sampled_from(["", "gzip", "deflate", "bare deflate"]),
)
async def test_whatever_the_pieces_the_body_is_the_same(
    body: bytes, size: int, encoding: str
) -> None:
    wire = packed(body, encoding)
    said = encoding.removeprefix("bare ")
    assert await read(pieces(wire, size), said, 5000) == body


async def test_gzip_of_several_members_is_one_body() -> None:
    wire = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0"
    for size in (1, 7, 1000):
        assert await read(pieces(wire, size), "gzip", MIB) == b"one two"


async def test_thousands_of_empty_members_are_an_attack() -> None:
    with pytest.raises(SourceUnreachable, match="damaged"):
        await read(pieces(gzip.compress(b"") * 5000), "gzip", MIB)


async def test_a_bomb_costs_no_more_memory_than_the_limit() -> None:
    inner = zlib.compressobj(wbits=31)
    wire = b"".join(inner.compress(b"\0" * MIB) for _ in range(200)) + inner.flush()
    tracemalloc.start()
    try:
        with pytest.raises(SourceUnreachable, match="larger than 2 MiB"):
            await read(pieces(wire), "gzip", 2 * MIB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


async def test_exactly_the_limit_is_allowed() -> None:
    assert len(await read(pieces(b"x" * 100), "", 100)) == 100
    assert len(await read(pieces(gzip.compress(b"x" * 100)), "gzip", 100)) == 100
    with pytest.raises(SourceUnreachable):
        await read(pieces(b"x" * 101), "", 100)
    with pytest.raises(SourceUnreachable):
        await read(pieces(gzip.compress(b"x" * 101)), "gzip", 100)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
async def test_any_bytes_are_a_body_or_unreachable(wire: bytes, encoding: str) -> None:
    try:
        await read(pieces(wire, 50), encoding, MIB)
    except SourceUnreachable as error:
        assert str(error)  # noqa: PT017  # either outcome is right


async def test_nothing_is_an_empty_body_however_it_is_packed() -> None:
    assert await read(pieces(b""), "gzip", MIB) == b""


async def test_two_layers_of_compression_are_not_opened() -> None:
    with pytest.raises(SourceUnreachable, match="did not ask for"):
        await read(pieces(b"x"), "gzip, gzip", MIB)
