"""A stranger's picture made a small one of our own; runs in a worker that may be killed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from typing import Final

from backchannel.errors import Refusal, SourceRefused

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
PIXELS: Final = 24_000_000
"""Of the largest picture that is unpacked; each takes four bytes and more."""

LARGEST: Final = (1280, 960)
"""Pixels of what is kept: more than any terminal shows."""

_GROUND: Final = (255, 255, 255)


def small_picture(body: bytes, hints: Mapping[str, str]) -> bytes:
    """The picture as a JPEG file, upright, without what else was in the file.

    Of an animation the first frame. Raises SourceRefused for what is no picture, or too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
                opened.draft("RGB", LARGEST)
                upright = ImageOps.exif_transpose(opened)
        upright.thumbnail(LARGEST)
        if upright.mode in {"RGBA", "LA", "PA", "P"}:
            with_alpha = upright.convert("RGBA")
            upright = Image.new("RGB", with_alpha.size, _GROUND)
            upright.paste(with_alpha, mask=with_alpha.getchannel("A"))
        made = io.BytesIO()
        upright.convert("RGB").save(made, "JPEG", quality=85)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise SourceRefused("the picture has too many pixels", why=Refusal.NOT_A_SOURCE) from error
    except UnidentifiedImageError as error:
        raise SourceRefused(
            "it is no JPEG, PNG, GIF or WebP picture", why=Refusal.NOT_A_SOURCE
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise SourceRefused("the picture is damaged", why=Refusal.NOT_A_SOURCE) from error
    return made.getvalue()
