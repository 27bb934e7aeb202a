"""Telling the presenter something, as somebody types it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backchannel.cli.asked.acts import Told
from backchannel.store.roles import cues

if TYPE_CHECKING:
    from backchannel.model.roles.cue import Cue
    from backchannel.store.connection import Connection


def do(db: Connection, words: Sequence[str], by: str) -> Told:
    """Send the words, or `list` what was sent. Raises StoreError for too many."""
    if [word.casefold() for word in words] == ["list"]:
        found = cues.latest(db)
        said = [f"{each.text} ({each.by}, {fate(each)})" for each in found]
        return Told(said or ["nothing was told yet"], [_fields(each) for each in found])
    sent = cues.cue(db, " ".join(words), by)
    return Told([f"told the presenter: {sent.text}"], [{"change": "cue", **_fields(sent)}])


def fate(cue: Cue) -> str:
    """What became of it."""
    if cue.withdrawn is not None:
        return "taken back"
    return "seen" if cue.seen is not None else "not seen yet"


def _fields(cue: Cue) -> dict[str, object]:
    return {name: getattr(cue, name) for name in cue.__struct_fields__}
