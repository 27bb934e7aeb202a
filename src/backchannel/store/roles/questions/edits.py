"""What is answered now, as it was when somebody took it up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.roles.question import State
from backchannel.store.board.decisions import Row
from backchannel.store.connection import Connection

_EDITED: Final = (
    "SELECT body FROM revisions WHERE place = ? AND seen_at > ? ORDER BY seen_at, rowid LIMIT 1"
)
_decode = decoder(Post)


def as_taken_up(db: Connection, rows: Iterable[Row], roots: Iterable[Row]) -> dict[int, Post]:
    """Posts of the question that is now as they were then, by their places; only edited ones.

    Nobody has read what an author puts in their place while the room listens.
    """
    now = next((row for row in roots if row["state"] == State.NOW), None)
    taken_up = now["taken_up"] if now else None
    if now is None or not isinstance(taken_up, int):
        return {}
    places = [
        row["place"]
        for row in rows
        if isinstance(row["place"], int) and now["id"] in {row["id"], row["merged"]}
    ]
    edits = ((place, db.value(_EDITED, (place, taken_up))) for place in places)
    return {place: _decode(body) for place, body in edits if body is not None}
