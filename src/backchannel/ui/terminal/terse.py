"""The same picture in fewer bytes: over a slow line each of them is waited for.

Textual says the whole style of every stretch and takes it back behind it. Here only what differs
from the stretch before is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_STYLE: Final = re.compile("\x1b\\[([0-9;]*)m")
_MOVES: Final = re.compile("(?:\r\n|\x1b\\[[0-9;]*H)*").fullmatch
_LENGTHS: Final = {"2": 5, "5": 3}
"""How many numbers a mixed colour takes, and an indexed one."""
_MOST_NUMBERS: Final = 10
"""In a sequence: mlterm hears no more of them, and two mixed colours are ten."""
_ATTRIBUTES: Final = frozenset("123456789")
_INKS: Final = "3", "9"
_GROUNDS: Final = "4", "10"


class _Style(NamedTuple):
    attributes: frozenset[str] = frozenset()
    ink: str = "39"
    ground: str = "49"


_PLAIN: Final = _Style()


def terse(painted: str) -> str:
    """What goes to a terminal that is in no style, and is in none again behind it."""
    first, *rest = _STYLE.split(painted)
    said, now, wanted = [first], "", ""
    for numbers, text in zip(rest[::2], rest[1::2], strict=True):
        wanted = "" if numbers in {"", "0"} else numbers
        if not text:
            continue
        if not _MOVES(text):  # a move paints nothing
            said.append(_change(now, wanted))
            now = wanted
        said.append(text)
    said.append(_change(now, ""))
    return "".join(said)


@lru_cache(4096)
def _change(before: str, after: str) -> str:
    """From one style to another. Attributes are only taken back all at once, as vt100 does it."""
    old, new = _style(before), _style(after)
    if old == new:
        return ""
    if new == _PLAIN:
        return "\x1b[m"
    whole = ["0", *_parts(_PLAIN, new)]
    ways = [whole, [*_parts(old, new)]] if old.attributes <= new.attributes else [whole]
    return min(map(_sequences, ways), key=len)


def _sequences(parts: Iterable[str]) -> str:
    """In one sequence, or in more where that would be too many numbers."""
    groups, numbers = list[list[str]]([[]]), 0
    for part in parts:
        more = part.count(";") + 1
        if numbers + more > _MOST_NUMBERS:
            groups.append([])
            numbers = 0
        groups[-1].append(part)
        numbers += more
    return "".join(f"\x1b[{';'.join(group)}m" for group in groups)


def _parts(old: _Style, new: _Style) -> Iterator[str]:
    yield from sorted(new.attributes - old.attributes)
    if new.ink != old.ink:
        yield new.ink
    if new.ground != old.ground:
        yield new.ground


def _style(numbers: str) -> _Style:
    style, parts = _PLAIN, numbers.split(";") if numbers else []
    while parts:
        length = _LENGTHS.get(parts[1], 1) if parts[0] in {"38", "48"} and len(parts) > 1 else 1
        said, parts = ";".join(parts[:length]), parts[length:]
        if said in {"", "0"}:
            style = _PLAIN
        elif said.startswith(_INKS) and said not in _ATTRIBUTES:
            style = style._replace(ink=said)
        elif said.startswith(_GROUNDS) and said not in _ATTRIBUTES:
            style = style._replace(ground=said)
        else:
            style = style._replace(attributes=style.attributes | {said})
    return style
