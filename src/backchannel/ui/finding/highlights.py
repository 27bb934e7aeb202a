"""The posts that stand out: what a rule of the event points out, and what is pinned."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.model.query import Every, parse
from backchannel.store import pages
from backchannel.store.connection import Connection

STANDS_OUT: Final = parse("is:highlight OR is:pinned")


def highlight(db: Connection, view: pages.View, place: int, *, is_newer: bool) -> int | None:
    """Where the next one of a view is that is newer than `place`, or older; None when none is."""
    wanted = replace(view, query=Every((view.query, STANDS_OUT)))
    if is_newer:
        found = pages.around(db, wanted, place, newer=1, older=0, since=None).posts
    else:
        found = pages.around(db, wanted, place - 1, newer=0, older=1, since=None).posts
    places = [
        post.place for post in found if (post.place > place) is is_newer and post.place != place
    ]
    return (places[-1] if is_newer else places[0]) if places else None
