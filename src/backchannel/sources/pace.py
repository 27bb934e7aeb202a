"""How often a source may be told to ask."""

from __future__ import annotations

from typing import Final

SHORTEST: Final = 1.0
LONGEST: Final = 86_400.0
"""Seconds. Strangers' servers have a floor of their own, see `Source.floor`."""


def check_interval(interval: float) -> None:
    """Raise ValueError unless it is a pace somebody can mean."""
    if not SHORTEST <= interval <= LONGEST:  # nor is "not a number"
        raise ValueError(f"interval must be from 1 second to a day, 86400, not {interval:g}")
