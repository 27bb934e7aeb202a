"""Which hashtags a server is asked for, and how far back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backchannel.model.programme import Event


def asked_for(event: Event, instead: Iterable[str] = ()) -> tuple[str, ...]:
    """Hashtags without `#`: those `instead`, or the event's.

    The event's in every spelling that is a hashtag of its own there: a server keeps the `_`.
    """
    written = (tag.casefold().replace("-", "") for tag in event.hashtags)
    named = (tag.strip().lstrip("#＃") for tag in (*instead,) or (*event.tags, *written))
    return tuple(dict.fromkeys(tag for tag in named if tag))


def beginning(event: Event) -> datetime | None:
    """When posts begin to matter; None if the event file says nothing of it."""
    first = min((session.starts for session in event.sessions), default=None)
    return event.starts or first
