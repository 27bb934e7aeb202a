"""Which theme is drawn: the one that was asked for, as far as the terminal has its colours."""

from __future__ import annotations

from typing import Final

from backchannel.ui.themes.ours import ANSI, DARK, OURS

_FEW: Final = frozenset({None, "standard", "windows"})
"""What Rich calls the colours of a terminal that has sixteen, or none."""


def drawn_in(asked: str, colours: str | None) -> str:
    """The name of the theme to draw. `asked` may be empty, for the usual one.

    Our own would be rounded to the nearest of sixteen colours, and what is told apart by them, or
    read on them, would not be any more: the terminal's own are drawn instead.
    """
    name = asked or DARK.name
    is_ours = any(name == ours.name for ours in OURS)
    return ANSI.name if is_ours and colours in _FEW else name
