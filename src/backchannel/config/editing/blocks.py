"""A `[[source]]` put into a text or taken out, or a table like it; every other letter stays."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from backchannel.config.positions import Key, Stretch, stretches_of
from backchannel.config.values import toml_text

MARK: Final = "# Written by backchannel, which writes it anew. Delete this line to keep changes."
"""The first line of a file that `backchannel '#tag'` may write anew, with what was added to it."""

_BOM: Final = "\ufeff"


class Cut(Struct, frozen=True):
    """What was taken out of a text, so that it can be put back.

    `pieces` are where in the text that is left each begins, and what it is; `rest` is a sign of
    that text, which differs when anything in it was changed since.
    """

    pieces: tuple[tuple[int, str], ...]
    rest: int


def block_of(keys: Mapping[str, object], table: str = "source") -> str:
    """A `[[source]]` with these keys, lines without an end to the last."""
    return "\n".join(
        [f"[[{table}]]", *(f"{key} = {as_toml(value)}" for key, value in keys.items())]
    )


def as_toml(value: object) -> str:
    """A value of a source as TOML writes it: text, numbers, true and false, and lists of them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    return repr(value) if isinstance(value, int | float) else toml_text(str(value))


def appended(text: str, block: str) -> str:
    """The text with a block at its end, after an empty line, in the manner of its own lines."""
    end = "\r\n" if "\r\n" in text else "\n"
    text, block = unmarked(text), block.replace("\n", end)
    return f"{text}{end}{block}{end}" if text.endswith("\n") else f"{text}{end}{end}{block}"


def unmarked(text: str) -> str:
    """The text as one that somebody changed, which is written anew no more."""
    for end in ("\n", "\r\n"):
        text = text.removeprefix(f"{MARK}{end}{end}")
    return text


def is_written_as_tables(text: str, count: int, table: str = "source") -> bool:
    """Whether each of so many sources has a `[[source]]` of its own, so that one can follow it."""
    found = [each.key for each in _all_stretches(text) if each.key[:1] == (table,)]
    return len({key for key in found if len(key) == 2}) == count


def without(text: str, index: int, table: str = "source") -> tuple[str, Cut]:
    """The text without its source of this number, from 0, and what that was.

    Comments right above it and right below its last key go with it, and so does the empty line
    that stood between it and what was before. The text must be valid.
    """
    text = unmarked(text)
    lines = _lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    left, pieces, at = "", [], 0
    for first, last in _joined(_spans(text, lines, (table, index))):
        start, end = starts[first], starts[last]
        if end == len(text) and not text.endswith("\n"):
            start = len(text[:start].removesuffix("\n").removesuffix("\r"))
        left += text[at:start]
        pieces.append((len(left), text[start:end]))
        at = end
    left += text[at:]
    return left, Cut(tuple(pieces), _sign(left))


def restored(text: str, cut: Cut) -> str:
    """The text with what was taken out: in its old place, or at the end of what is another now."""
    text = unmarked(text)
    if _sign(text) != cut.rest:
        block = "".join(piece for _, piece in cut.pieces)
        return appended(text, block.strip("\r\n").replace("\r\n", "\n"))
    for offset, piece in reversed(cut.pieces):
        text = f"{text[:offset]}{piece}{text[offset:]}"
    return text


def cut_between(before: str, after: str) -> Cut:
    """What has to be taken out of `after`, to which something was appended, to have `before`."""
    before = unmarked(before)
    return Cut(((len(before), after[len(before) :]),), _sign(before))


def _spans(text: str, lines: list[str], key: Key) -> Iterator[tuple[int, int]]:
    """Which lines are those of a table: from, counted from 0, and up to."""
    stretches = _all_stretches(text)
    ends = [0, *(each.last for each in stretches)]
    heads = {each.first - 1 for each in stretches}
    for number, each in enumerate(stretches):
        if each.key[:2] != key:
            continue
        first, last = each.first - 1, each.last
        while first > ends[number] and _is_comment(lines[first - 1]):
            first -= 1
        after = last
        while after < len(lines) and _is_comment(lines[after]):
            after += 1
        last = last if after in heads else after
        if first > ends[number] and not lines[first - 1].strip():
            first -= 1
        elif first == 0 and last < len(lines) and not lines[last].strip():
            last += 1
        yield first, last


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that touch each other as one."""
    found: list[tuple[int, int]] = []
    for first, last in spans:
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _all_stretches(text: str) -> list[Stretch]:
    return stretches_of(text.removeprefix(_BOM).replace("\r\n", "\n"))


def _is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")


def _lines(text: str) -> list[str]:
    """With their ends; only what TOML takes for an end is one."""
    *whole, last = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def _sign(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
