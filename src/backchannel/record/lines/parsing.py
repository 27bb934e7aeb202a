"""Reads a raw record line by line, and blames the line in which it is none."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from backchannel.clean.terminal import clean_line
from backchannel.decoding import decoder
from backchannel.errors import ConfigError
from backchannel.record.lines.entries import (
    FORMAT,
    VERSION,
    AnyLine,
    DecisionLine,
    End,
    EventLine,
    Header,
    NoteLine,
    PersonLine,
    PinLine,
    PostLine,
    QuestionLine,
    RuleLine,
    SessionLine,
    SourceLine,
    StandingLine,
    WordingLine,
)

LONGEST: Final = 8 << 20
"""Bytes of a line; the longest post there can be has about one million."""

_ORDER: Final = (
    *(Header, EventLine, SessionLine, PersonLine, SourceLine, RuleLine, PostLine),
    *(WordingLine, PinLine, NoteLine, QuestionLine, StandingLine, DecisionLine, End),
)
_ONCE: Final = (Header, EventLine, End)
_RANK: Final = {kind: rank for rank, kind in enumerate(_ORDER)}

_WIDE: Final = (BOM_UTF16_LE, BOM_UTF16_BE, b"{\0", b"\0{")

_decode = decoder(AnyLine)
_decode_header = decoder(Header)


class _Blamed(Exception):
    """What is wrong with a line."""


def lines_of(path: Path) -> Iterator[tuple[int, AnyLine]]:
    """The lines of a record with their numbers, the header first and the end last.

    Raises ConfigError that names the file and the line: for what is no record, for one of a newer
    version, and for one that is not whole. What is given before that has been read rightly.
    """
    try:
        with path.open("rb") as stream:
            yield from _checked(path, stream)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=path) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path) from error


def _checked(path: Path, stream: BinaryIO) -> Iterator[tuple[int, AnyLine]]:
    number, before, found = 0, -1, None
    while raw := stream.readline(LONGEST + 1):
        number += 1
        try:
            found = _line(raw, number)
            rank = _RANK[type(found)]
            _check_order(found, rank, before, number)
        except _Blamed as blamed:
            raise ConfigError(str(blamed), file=path, line=number) from blamed
        before = rank
        yield number, found
    if not number:
        raise ConfigError("is empty", file=path)
    if not isinstance(found, End):
        raise ConfigError("the record breaks off here: its last line is missing", file=path,
                          line=number)  # fmt: skip


def _line(raw: bytes, number: int) -> AnyLine:
    if len(raw) > LONGEST:
        raise _Blamed("is longer than any line of a record")
    if number == 1:
        raw = raw.removeprefix(BOM_UTF8)  # editors on Windows put it there
        _check_header(raw)
    if not raw.endswith(b"\n"):
        raise _Blamed("the record breaks off in this line")
    try:
        found: AnyLine = _decode(raw)
    except msgspec.ValidationError as error:
        raise _Blamed(f"is no line of a record: {_said(error)}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _Blamed("is not JSON") from error
    return found


def _check_header(raw: bytes) -> None:
    if raw.startswith(_WIDE):
        raise _Blamed(
            "is in UTF-16, as PowerShell writes what it gets with >, and may spoil letters: name "
            "a file as TARGET of export instead, or turn this one into UTF-8"
        )
    try:
        header = _decode_header(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _Blamed("is not a backchannel record; export jsonl writes one") from error
    if header.format != FORMAT or header.version < 1:
        raise _Blamed("is not a backchannel record; export jsonl writes one")
    if header.version > VERSION:
        raise _Blamed(
            f"was written by a newer version of backchannel (record version {header.version}, "
            f"this one reads up to {VERSION})"
        )


def _check_order(found: AnyLine, rank: int, before: int, number: int) -> None:
    if before == _RANK[End]:
        raise _Blamed("stands behind the end of the record")
    if number == 2 and not isinstance(found, EventLine):
        raise _Blamed("must say which event this is")
    if rank < before or (rank == before and isinstance(found, _ONCE)):
        raise _Blamed("is not where it belongs in a record")
    if isinstance(found, End) and found.lines != number:
        raise _Blamed(f"the record is not whole: it had {found.lines:,} lines, here are {number:,}")


def _said(error: Exception) -> str:
    text = clean_line(str(error), limit=200)
    return text[:1].lower() + text[1:]
