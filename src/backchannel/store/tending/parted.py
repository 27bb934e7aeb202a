"""Sources that are followed no more, and how far they were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec
from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.model.source import Health, SourceSpec, State
from backchannel.store.connection import Connection

_LAST: Final = 2**31
"""A position behind all others, until it is told its own."""


def part(db: Connection, name: str) -> None:
    """Put a source aside; its posts stay."""
    db.execute(
        "INSERT OR REPLACE INTO parted_sources "
        "SELECT name, spec, bookmark, health FROM sources WHERE name = ?",
        (name,),
    )
    db.execute("DELETE FROM sources WHERE name = ?", (name,))


def take_up(
    db: Connection,
    here: AbstractSet[str],
    named: Sequence[SourceSpec],
    asks_alike: Callable[[SourceSpec, SourceSpec], bool],
) -> None:
    """Follow those again that are named again and ask for the same, under whichever name.

    `here` are the names of those that are followed. Whoever comes under another name is taken up
    under the old one.
    """
    taken = {*here, *(spec.name for spec in named)}
    waiting = {old.name: old for old in specs(db)}
    for spec in named:
        if spec.name in here:
            continue
        alike = [old.name for old in waiting.values() if asks_alike(old, spec)]
        free = [name for name in alike if name == spec.name or name not in taken]
        if free:
            name = spec.name if spec.name in free else free[0]
            del waiting[name]
            _go_on(db, name)


def _go_on(db: Connection, name: str) -> None:
    """From where it was; due at once, and what it gave is still counted."""
    found = db.value("SELECT health FROM parted_sources WHERE name = ?", (name,))
    old = decoded(found, Health)
    fresh = replace(old, state=State.STARTING, since=db.now(), due=None, problem="", failures=0)
    fresh = replace(fresh, given=given(db, name), noticed=None)
    db.execute(
        "INSERT INTO sources (name, position, spec, bookmark, due, health) "
        "SELECT name, ?, spec, bookmark, 0, ? FROM parted_sources WHERE name = ?",
        (_LAST, msgspec.json.encode(fresh), name),
    )
    db.execute("DELETE FROM parted_sources WHERE name = ?", (name,))


def given(db: Connection, name: str) -> int:
    """How many posts a source gave that are still there, whether it is followed or not."""
    return int(db.value("SELECT count(*) FROM sightings WHERE source = ?", (name,)))


def specs(db: Connection) -> tuple[SourceSpec, ...]:
    """Those that were put aside, in the order of their names."""
    rows = db.execute("SELECT spec FROM parted_sources ORDER BY name")
    return tuple(decoded(spec, SourceSpec) for (spec,) in rows)


def spec_of(db: Connection, name: str) -> SourceSpec | None:
    """What was put aside under a name."""
    found = db.value("SELECT spec FROM parted_sources WHERE name = ?", (name,))
    return decoded(found, SourceSpec) if found else None


def forget_bookmarks(db: Connection) -> None:
    """They were read for other hashtags: whoever is named again begins anew."""
    db.execute("UPDATE parted_sources SET bookmark = NULL")
