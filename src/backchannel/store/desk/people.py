"""Who posts most."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backchannel.store import pages
from backchannel.store.activity.sight import in_sight
from backchannel.store.connection import Connection

LATE: Final = 10_000
"""Posts that are looked at, so that it takes as long in any store: the newest."""

_LATE: Final = (
    "{key} >= (SELECT min(place) FROM (SELECT place FROM posts ORDER BY place DESC LIMIT ?))"
)


class Active(Struct, frozen=True):
    """Somebody, as they were called last, and how many of the newest posts are theirs."""

    name: str
    handle: str
    posts: int


def most_active(db: Connection, many: int) -> tuple[Active, ...]:
    """Those who wrote most of the newest posts that are in sight, the most active first."""
    seen, params = in_sight(db).select("p.author", _LATE, (LATE,))
    rows = db.execute(
        f"WITH seen(place, author) AS ({seen}) "
        "SELECT count(*) AS posts, max(place) FROM seen WHERE author != '' "
        "GROUP BY author ORDER BY posts DESC, max(place) DESC LIMIT ?",
        (*params, many),
    )
    counted = {int(place): int(posts) for posts, place in rows}
    found = pages.by_places(db, counted)
    authors = {place: found[place].post.author for place in counted}
    return tuple(
        Active(authors[place].name, authors[place].handle, posts)
        for place, posts in counted.items()
    )
