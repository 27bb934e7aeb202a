"""Datetimes as whole microseconds since 1970, UTC: how the store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, overload

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Exact, without the rounding of `datetime.timestamp`."""
    return (moment - _EPOCH) // _MICRO


@overload
def from_micros(micros: int) -> datetime: ...
@overload
def from_micros(micros: int | None) -> datetime | None: ...
def from_micros(micros: int | None) -> datetime | None:
    """The inverse of `to_micros`; None stays None."""
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)
