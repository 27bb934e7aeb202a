from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from backchannel.errors import SourceRefused
from backchannel.ingest.pictures.decoding import LARGEST, small_picture


def picture(size: tuple[int, int] = (40, 30), kind: str = "PNG", mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    colour: object = (200, 10, 10, 128)[: len(mode)] if mode in {"RGB", "RGBA"} else 1
    Image.new(mode, size, colour).save(made, kind)  # type: ignore[arg-type]  # whatever the mode wants
    return made.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large, and is a few bytes."""

    def chunk(name: bytes, told: bytes) -> bytes:
        whole = name + told
        return struct.pack(">I", len(told)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "mode"), [
    ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("JPEG", "L"),
    ("JPEG", "CMYK"), ("GIF", "P"), ("WEBP", "RGBA"),
])  # fmt: skip
def test_every_usual_picture_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (2_000, 1_000)).save(made, kind)
    with Image.open(io.BytesIO(small_picture(made.getvalue(), {}))) as small:
        assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (1280, 640))


def test_a_picture_is_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a maker"
    made = io.BytesIO()
    Image.new("RGB", (40, 30)).save(made, "JPEG", exif=exif)
    with Image.open(io.BytesIO(small_picture(made.getvalue(), {}))) as small:
        assert (small.size, dict(small.getexif())) == ((30, 40), {})


def test_a_picture_with_too_many_pixels_is_never_unpacked() -> None:
    for size in ((6_000, 6_000), (100_000, 100_000)):
        with pytest.raises(SourceRefused, match="too many pixels"):
            small_picture(bomb(*size), {})


@pytest.mark.parametrize("body", [
    b"", b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n", picture()[:60], bomb(50, 50),
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"\xff\xd8\xff\xe0" + b"\0" * 50,
])  # fmt: skip
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused):
        small_picture(body, {})


def test_a_small_picture_is_not_made_larger() -> None:
    with Image.open(io.BytesIO(small_picture(picture((8, 4)), {}))) as small:
        assert small.size == (8, 4)
    assert max(LARGEST) < 2_000
