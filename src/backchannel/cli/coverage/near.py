"""Tags that are nearly the event's, as a store knows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backchannel.cli.events.looking import look_once
from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.coverage.near_tags import (
    NearTag,
    Refused,
    near_tags,
    posts_with,
    refused,
)


def near_tags_in(store: Path) -> tuple[NearTag, ...]:
    """Those that are worth telling; none where there is no store. Raises StoreError."""
    return look_once(store, near_tags) if store.is_file() else ()


def refused_in(store: Path) -> tuple[Refused, ...]:
    """Those of which somebody said that they are others. Raises StoreError."""
    return look_once(store, refused) if store.is_file() else ()


def event_of(store: Path) -> Event | None:
    """Which event a store is of. Raises StoreError."""
    return look_once(store, sources.event_of)


def posts_with_each(store: Path, tags: Sequence[str]) -> dict[str, int]:
    """How many posts bear each tag; nothing where there is no store. Raises StoreError."""
    if not store.is_file():
        return {}
    return look_once(store, lambda db: {tag: posts_with(db, tag) for tag in tags})
