"""What older files are brought up to date with that no script can say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.post import Kind, Post
from backchannel.model.reading import OLDEST
from backchannel.model.who import former_key, server_of
from backchannel.store import search
from backchannel.store.connection import Connection


def _posts(db: Connection, condition: str = "") -> Iterator[list[tuple[int, Post, list[str]]]]:
    """All posts with their places and sources, oldest first, a part at a time."""
    decode, place = decoder(Post), OLDEST
    part = (
        "SELECT place, body, (SELECT group_concat(source, char(31) ORDER BY turn) FROM sightings s "
        f"WHERE s.place = p.place) FROM posts p WHERE place > ? {condition} "
        "ORDER BY place LIMIT 500"
    )
    while rows := list(db.execute(part, (place,))):
        place = int(rows[-1][0])
        yield [(int(at), decode(body), (seen or "").split("\x1f")) for at, body, seen in rows]


def name_authors(db: Connection) -> None:
    """Fill in the authors and servers of posts from before there were such columns."""
    for part in _posts(db):
        db.executemany(
            "UPDATE posts SET author = ?, server = ? WHERE place = ?",
            [(former_key(post.author), server_of(post.author), at) for at, post, _ in part],
        )


def drop_own_links(db: Connection) -> None:
    """Take away the link of posts whose own address had been taken for one, and index them anew."""
    for at, post, sources in chain.from_iterable(_posts(db)):
        if post.kind is Kind.BOOKMARK or post.link is None or post.link != post.url:
            continue
        bare = replace(post, link=None)
        db.execute("UPDATE posts SET body = ? WHERE place = ?", (msgspec.json.encode(bare), at))
        db.execute("DELETE FROM search WHERE rowid = ?", (at,))
        search.add(db, [(at, search.words_of(bare, sources))])


def index_anew(db: Connection) -> None:
    """Fill the index with the words of every post that its author has not deleted."""
    for part in _posts(db, "AND gone_at IS NULL"):
        search.add(db, [(at, search.words_of(post, sources)) for at, post, sources in part])


def key_posts(db: Connection) -> None:
    """Let what arrives late be found to be a copy of what was there before."""
    from backchannel.store.copies import keys

    for part in _posts(db, "AND gone_at IS NULL"):
        keys.add(db, keys.keyed([(at, post) for at, post, _ in part]))
