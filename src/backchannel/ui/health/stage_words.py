"""What the health line says of the stage: that it is blank, or who is on air."""

from __future__ import annotations

from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.ui.lines.wrap import crop

BLANK: Final = (" ■ BLANK ", "bold reverse")
"""That nobody in the room sees anything: in words and in reverse, for whoever sees no colours."""

_NAME: Final = 20
"""Cells that whoever is on air gets."""


def on_air_part(who: str) -> tuple[str, str]:
    """Who is on air."""
    return f" ● on air: {crop(clean_line(who), _NAME)} ", "$text-success"
