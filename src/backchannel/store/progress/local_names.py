"""Names that only a source has for its posts: its own, and not those of another of that name."""

from __future__ import annotations

from typing import Final

from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection

_ADDRESSES: Final = ("server", "url", "path", "room")
"""Options that say where a source is. All others say what of that place is wanted."""


def pass_on(db: Connection, old: SourceSpec, new: SourceSpec) -> None:
    """Let a source that takes the name of one at another place not be taken for it.

    Its post 7 is another than their post 7. What a source at this place gave before is known again.
    """
    if _place(old) != _place(new):
        rename(db, new.name, _earlier(old))
        rename(db, _earlier(new), new.name)


def rename(db: Connection, old: str, new: str) -> None:
    """Say `new` for `old` in the names that only a source has for its posts."""
    db.execute(
        "UPDATE OR IGNORE identities SET identity = ? || substr(identity, ?) "
        "WHERE identity > ? AND identity < ?",
        (new, len(old) + 1, id_within(old, ""), old + "\x20"),
    )


def _earlier(spec: SourceSpec) -> str:
    """What a source is called in the names of its posts while another has its name."""
    return " ".join((spec.name, *map(str, _place(spec))))


def _place(spec: SourceSpec) -> tuple[object, ...]:
    found = (spec.options.get(key) for key in _ADDRESSES)
    return (spec.kind, *(each for each in found if each is not None))
