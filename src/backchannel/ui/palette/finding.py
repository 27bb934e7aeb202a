"""What the palette finds for what is typed, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from backchannel.model.folding import words
from backchannel.ui.palette.offers import Choice

_AT_FIRST: Final = 12
"""Of each kind, while nothing is typed."""

_AT_MOST: Final = 50
"""Of each kind, that are found."""

_BEGUN: Final = 2
"""Where every word that is typed begins one of the title; less than that is only for commands."""


def found(
    text: str, commands: Sequence[Choice], others: Sequence[Sequence[Choice]]
) -> list[Choice]:
    """Commands by any of their letters, the rest by how their words begin."""
    text = text.strip()
    if not text:
        return [*commands, *(choice for kind in others for choice in kind[:_AT_FIRST])]
    ranked = [(rank, each) for each in commands if (rank := _rank(text, each.title)) is not None]
    for kind in others:
        far = ((_rank(text, each.title), each) for each in kind)
        ranked += [(rank, each) for rank, each in far if rank and rank[0] <= _BEGUN][:_AT_MOST]
    return [each for _, each in sorted(ranked, key=lambda ranked: ranked[0])]


def _rank(text: str, title: str) -> tuple[int, int] | None:
    """How well a title is meant by a text, the smaller the better; None for not at all."""
    sought, (name, begun) = text.casefold(), _names(title)
    if name == sought:
        return 0, 0
    if name.startswith(sought):
        return 1, 0
    typed = words(text)
    if typed and all(any(word.startswith(each) for word in begun) for each in typed):
        return _BEGUN, 0
    if (at := name.find(sought)) >= 0:
        return 3, at
    apart = _apart(sought, title.casefold())
    return None if apart is None else (4, apart)


@lru_cache(2_048)
def _names(title: str) -> tuple[str, tuple[str, ...]]:
    """The title without its keys, and its folded words: every letter that is typed asks."""
    return title.partition(" (")[0].casefold(), tuple(words(title))


def _apart(sought: str, title: str) -> int | None:
    """How far apart the letters of a text are in a title, in their order; None when one lacks."""
    first = at = -1
    for letter in sought.replace(" ", ""):
        if (at := title.find(letter, at + 1)) < 0:
            return None
        first = at if first < 0 else first
    return at - first
