"""What was indexed for the time being only is put into the index when there is time."""

from __future__ import annotations

from typing import Final

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.store import search
from backchannel.store.connection import Connection
from backchannel.store.copies import folds

AT_ONCE: Final = 64
"""Posts of one step: some thirty milliseconds, for which others who write wait."""

_decode = decoder(Post)


def settle(db: Connection, most: int = AT_ONCE) -> bool:
    """Do a little; False when nothing is left to do."""
    places = search.waiting(db, most)
    if not places and "fresh" not in search.tables(db):
        return False
    search.settle(db, [(place, _words(db, place)) for place in places])
    return True


def _words(db: Connection, place: int) -> search.Words:
    body = db.value("SELECT body FROM posts WHERE place = ?", (place,))
    return search.words_of(_decode(body), folds.seen_on(db, place))
