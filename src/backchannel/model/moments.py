"""Datetimes in UTC: as protocols write them, and as the store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, overload

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


def from_iso(written: str | None) -> datetime | None:
    """A date of RFC 3339, any offset, any number of digits; without an offset it is UTC's.

    None for what is no date.
    """
    try:
        read = datetime.fromisoformat(written or "")
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970: exact, without the rounding of `datetime.timestamp`."""
    return (moment - _EPOCH) // _MICRO


@overload
def from_micros(micros: int) -> datetime: ...
@overload
def from_micros(micros: int | None) -> datetime | None: ...
def from_micros(micros: int | None) -> datetime | None:
    """The inverse of `to_micros`; None stays None."""
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)
