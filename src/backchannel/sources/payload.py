"""The one place where JSON from a stranger becomes typed structs."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from backchannel.clean.terminal import clean_line
from backchannel.errors import SourceUnreachable

T = TypeVar("T")

LIMIT = 15 * 2**20

_ZEROS = bytes.maketrans(b"0123456789", b"0" * 10)
_LONG = b"0" * 19  # the digits of the largest 64-bit integer
# A text without end counts as one, or else every quote in it would be searched to the end again.
_TEXT_OR_NUMBER = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|(-?[0-9]{19,})', re.DOTALL)
_HIGH = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_LONE = re.compile(rb"%b(?!%b)|(?<!%b)%b" % (_HIGH, _LOW, _HIGH, _LOW))


def decode(body: bytes | str, type_: type[T]) -> T:
    """What `body` says, as `type_`. Anything else raises SourceUnreachable with a short sentence.

    Lone surrogates and bytes that are not UTF-8 become U+FFFD. Integers beyond 64 bits, which no
    database takes, are refused wherever they stand. How forgiving to be about missing or odd
    fields is the struct's business.
    """
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if len(raw) > LIMIT:
        raise SourceUnreachable("answer larger than 15 MiB")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    _recognise(raw)
    if not _fits_64_bits(raw):
        raise SourceUnreachable("answered with a number that is too large")
    if b"\\ud" in raw or b"\\uD" in raw:
        raw = _without_lone_surrogates(raw)
    try:
        return _typed(raw, type_)
    except UnicodeDecodeError:
        return _typed(raw.decode("utf-8", "replace").encode(), type_)


def _typed(raw: bytes, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        where = clean_line(str(error), limit=160)  # "Expected `int`, got `str` - at `$.id`"
        raise SourceUnreachable(f"answered with something else than expected: {where}") from error
    except msgspec.DecodeError as error:
        raise SourceUnreachable("answered with something that is not JSON") from error
    except RecursionError as error:
        raise SourceUnreachable("answered with JSON that is nested too deeply") from error


def _recognise(raw: bytes) -> None:
    start = raw[:256].lstrip()
    if start.startswith(b"<"):
        raise SourceUnreachable("answered with a web page, not JSON")
    if not start and not raw.strip():
        raise SourceUnreachable("answered with nothing")


def _fits_64_bits(raw: bytes) -> bool:
    if _LONG not in raw.translate(_ZEROS):  # almost always; the careful search costs more
        return True
    return all(
        len(number) <= 20 and -(2**63) <= int(number) < 2**63
        for number in (match[1] for match in _TEXT_OR_NUMBER.finditer(raw))
        if number is not None
    )


def _without_lone_surrogates(raw: bytes) -> bytes:
    """Escaped backslashes step aside as NULs, which JSON has no other use for."""
    aside = raw.replace(rb"\\", b"\0\0")
    return _LONE.sub(rb"\\ufffd", aside).replace(b"\0\0", rb"\\")
