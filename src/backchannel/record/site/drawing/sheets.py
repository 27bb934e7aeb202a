"""Drawn things in order, laid onto as many pages as they need: none grows without bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup
from msgspec import Struct

MOST: Final = 280_000
"""Bytes of drawn things on a page; a single post may have as many again."""


class Drawn(Struct, frozen=True):
    """Something drawn. `under` are the headings it stands under, the largest first."""

    html: Markup
    under: tuple[str, ...] = ()


class Sheet(Struct, frozen=True):
    """What is on one page; `number` counts from 1."""

    number: int
    items: Sequence[Drawn]
    is_last: bool

    @property
    def parts(self) -> list[tuple[tuple[str, ...], list[Markup]]]:
        """Its things by the headings that they stand under."""
        grouped = groupby(self.items, key=lambda each: each.under)
        return [(under, [each.html for each in items]) for under, items in grouped]


def sheets(items: Iterable[Drawn], ends: Sequence[int] = ()) -> Iterator[Sheet]:
    """At least one sheet. One that has `ends[n]` bytes ends where the n-th heading changes."""
    number, size = 1, 0
    held: list[Drawn] = []
    for item in items:
        takes = len(item.html.encode())
        if held and (size + takes > MOST or _may_end(held[-1], item, size, ends)):
            yield Sheet(number, held, is_last=False)
            number, size, held = number + 1, 0, []
        held.append(item)
        size += takes
    yield Sheet(number, held, is_last=True)


def _may_end(last: Drawn, item: Drawn, size: int, ends: Sequence[int]) -> bool:
    told = zip(last.under, item.under, ends, strict=False)
    return any(one != other and size >= enough for one, other, enough in told)
