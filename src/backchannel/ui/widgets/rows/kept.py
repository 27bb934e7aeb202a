"""Rows that are made once, for as long as they are made of the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVarTuple

from backchannel.ui.widgets.rows.row import Row

Pieces = TypeVarTuple("Pieces")


class KeptRows(Generic[*Pieces]):
    """The rows of a long list that is read again and again, of which few are others then."""

    def __init__(self, make: Callable[[*Pieces], Row]) -> None:
        self._make = make
        self._kept: dict[int | str, tuple[tuple[*Pieces], Row]] = {}

    def of(self, several: Iterable[tuple[int | str, tuple[*Pieces]]]) -> list[Row]:
        """A row of each: by what it is known, and what it is made of."""
        before, self._kept = self._kept, {}
        rows = []
        for key, pieces in several:
            known = before.get(key)
            if known is None or known[0] != pieces:
                known = pieces, self._make(*pieces)
            self._kept[key] = known
            rows.append(known[1])
        return rows
