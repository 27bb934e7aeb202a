"""What has to be known of posts before one is shown in the row of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.sameness import network_of
from backchannel.store.connection import Connection
from backchannel.store.search import MUTED

_decode = decoder(Post)

_USUAL: Final = 8_192
"""Bytes of a post that is kept decoded, for the next one is compared with the same few."""

_DECIDED: Final = (
    "EXISTS (SELECT 1 FROM pins d WHERE d.place = p.place) "
    "OR EXISTS (SELECT 1 FROM stash d WHERE d.place = p.place) "
    "OR EXISTS (SELECT 1 FROM questions d WHERE d.place = p.place) "
    "OR EXISTS (SELECT 1 FROM hidings d WHERE d.place = p.place) "
    "OR EXISTS (SELECT 1 FROM notes d WHERE d.place = p.place AND d.deleted_at IS NULL)"
)
_IS_READ: Final = (
    "p.place <= coalesce((SELECT r.place FROM read_marks r WHERE r.pane = p.pane), p.place - 1)"
)


class Standing(Struct, frozen=True):
    """A post that its author did not delete. `kept` is where it is shown, if that is elsewhere.

    `is_decided`: somebody pinned it, put it aside, hid it, asks it, or wrote a note on it.
    `is_read`: the reader of its pane was there, or beyond.
    """

    place: int
    number: int
    post: Post
    kept: int | None
    is_muted: bool
    is_decided: bool
    is_read: bool

    @property
    def row(self) -> int:
        """The place of the row in which it is shown."""
        return self.place if self.kept is None else self.kept


def standing(db: Connection, places: Iterable[int]) -> dict[int, Standing]:
    """Posts by their places; deleted ones are left out."""
    wanted = tuple(dict.fromkeys(places))
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(
        "SELECT p.place, p.number, p.body, (SELECT kept FROM copies c WHERE c.place = p.place), "
        f"p.is_hidden & {MUTED}, {_DECIDED}, {_IS_READ} "
        f"FROM posts p WHERE p.place IN ({marks}) AND p.gone_at IS NULL",
        wanted,
    )
    return {
        place: Standing(place, number, _post(body), kept, bool(muted), bool(decided), bool(is_read))
        for place, number, body, kept, muted, decided, is_read in rows
    }


def _post(body: bytes) -> Post:
    return _usual_post(body) if len(body) <= _USUAL else _decode(body)


@lru_cache(maxsize=500)
def _usual_post(body: bytes) -> Post:
    return _decode(body)


def copies_of(db: Connection, place: int) -> list[int]:
    """The places of the posts that are shown in the row of this one."""
    rows = db.execute("SELECT place FROM copies WHERE kept = ? ORDER BY place", (place,))
    return [copy for (copy,) in rows]


def pair(one: int, other: int) -> str:
    """The key of two places, whichever is named first."""
    return f"{min(one, other)}:{max(one, other)}"


def may_share(db: Connection, one: Standing, other: Standing) -> bool:
    """Whether two rows can be one: nobody wants them apart, and no network is there twice.

    Who says the same twice on one network means to say it twice.
    """
    ours = {one.place: one, **standing(db, copies_of(db, one.place))}
    theirs = {other.place: other, **standing(db, copies_of(db, other.place))}
    if _networks(ours.values()) & _networks(theirs.values()):
        return False
    pairs = [pair(first, second) for first in ours for second in theirs]
    marks = ", ".join("?" * len(pairs))
    return db.value(f"SELECT 1 FROM apart WHERE pair IN ({marks}) LIMIT 1", pairs) is None


def _networks(posts: Iterable[Standing]) -> set[str]:
    return {network_of(each.post) for each in posts}


def every(db: Connection, place: int) -> Sequence[int]:
    """All places of the row that a post is in, the one that is shown first."""
    kept = db.value("SELECT kept FROM copies WHERE place = ?", (place,))
    row = place if kept is None else int(kept)
    return [row, *copies_of(db, row)]
