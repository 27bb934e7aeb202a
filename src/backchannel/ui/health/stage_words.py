"""What the health line says of the stage, blank or who is on air, and of what is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.ui.lines.wrap import cells, crop

BLANK: Final = (" ■ BLANK ", "bold reverse")
"""That nobody in the room sees anything: in words and in reverse, for whoever sees no colours."""

_NAME: Final = 20
"""Cells that whoever is on air gets."""


def at_the_right(on_air: str, rate: str, room: int) -> Sequence[tuple[str, str]]:
    """Who is on air, and how much comes in a minute: as much of it as there is room for."""
    who = [(f" ● on air: {crop(clean_line(on_air), _NAME)} ", "$text-success")] if on_air else []
    much = [(f"{rate} ", "$text-muted")] if rate else []
    ways = (who + much, who, much)
    return next((way for way in ways if sum(cells(text) for text, _ in way) <= room and way), ())


def waiting_ways(undecided: Sequence[str]) -> Sequence[Sequence[tuple[str, str]]]:
    """What waits for a decision, in ever fewer words; one way without any when nothing does."""
    return [[(f" {way} ", "bold $text-warning")] for way in undecided] or [[]]
