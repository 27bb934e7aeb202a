"""The number of a post on X says when it was posted: its upper bits are milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_BEGINNING: Final = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_SHIFT: Final = 22
_MOST: Final = 2**63 - 1


def number(text: str) -> int:
    """The number of a post; 0 for what is none."""
    is_number = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if is_number and int(text) <= _MOST else 0


def moment(flake: int) -> datetime:
    """When the post of that number was posted, UTC, to the millisecond."""
    return _BEGINNING + timedelta(milliseconds=flake >> _SHIFT)


def first_at(when: datetime) -> int:
    """The lowest number that a post of that moment can have."""
    return max(0, (when - _BEGINNING) // timedelta(milliseconds=1)) << _SHIFT
