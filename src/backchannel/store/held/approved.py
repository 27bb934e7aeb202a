"""By which name a highlight was approved: one that its author took later waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.moments import to_micros
from backchannel.model.post import Author, StoredPost
from backchannel.store.connection import Connection

_AT: Final = (
    "max(coalesce((SELECT at FROM pins WHERE place = r.place), 0), "
    "coalesce((SELECT taken FROM aired WHERE place = r.place), 0))"
)
"""When somebody last saw what a post says and who says it: as it was pinned, or taken by hand."""

_KEEP: Final = (
    "INSERT INTO renamed AS r SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM pins WHERE place = ?1) "
    f"ON CONFLICT (place) DO UPDATE SET author = ?2, at = ?3 WHERE r.at <= {_AT}"
)

_encode = msgspec.json.Encoder().encode
_decode = decoder(Author)


def renamed(db: Connection, place: int, before: Author, after: Author) -> None:
    """Its author is called otherwise now; of a highlight the approved name is kept."""
    if _shown(before) != _shown(after):
        db.execute(_KEEP, (place, _encode(before), to_micros(db.now())))


def forget(db: Connection, place: int) -> None:
    """Keep no name of it, for its author deleted it."""
    db.execute("DELETE FROM renamed WHERE place = ?", (place,))


def name_of(db: Connection, post: StoredPost) -> Author | None:
    """The author as somebody approved them; None when they are called so still."""
    kept = db.value(f"SELECT author FROM renamed r WHERE place = ? AND at > {_AT}", (post.place,))
    return _other(post, kept)


def names_of(db: Connection, posts: Mapping[int, StoredPost]) -> Mapping[int, Author]:
    """The same of all highlights of which `posts` are given, by their places."""
    rows = db.execute(f"SELECT place, author FROM renamed r WHERE at > {_AT}")
    told = {place: _other(posts[place], kept) for place, kept in rows if place in posts}
    return {place: author for place, author in told.items() if author is not None}


def as_approved(db: Connection, post: StoredPost) -> StoredPost:
    """The post as it may be shown to the room, under the approved name."""
    author = name_of(db, post)
    if author is None:
        return post
    return replace(post, post=replace(post.post, author=author))


def _other(post: StoredPost, kept: bytes | str | None) -> Author | None:
    author = _decode(kept) if kept else None
    return author if author and _shown(author) != _shown(post.post.author) else None


def _shown(author: Author) -> tuple[str, str]:
    """What a projector shows of somebody."""
    return author.name, author.handle
