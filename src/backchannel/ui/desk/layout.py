"""Which panes are seen at a width. Pure."""

from __future__ import annotations

from typing import Final

FEEDS: Final = 1
BACKCHANNEL: Final = 2
NOTES: Final = 3
PINS: Final = 4
PANES: Final = (FEEDS, BACKCHANNEL, NOTES, PINS)

WIDE: Final = 120
NARROW: Final = 80


def seen_panes(width: int, active: int, beside: int) -> tuple[int, ...]:
    """All panes from 120 columns, two from 80, one below.

    With two, the backchannel stays and the other place is for `active`, or for `beside`, which was
    there last.
    """
    if width >= WIDE:
        return PANES
    if width >= NARROW:
        return (BACKCHANNEL, beside if active == BACKCHANNEL else active)
    return (active,)
