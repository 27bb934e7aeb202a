"""Events of which only what is said in public is kept: no counts of who liked it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.change import ChangeKind
from backchannel.model.post import Post
from backchannel.store import changes, search
from backchannel.store.connection import Connection

_decode = decoder(Post)
_encode = msgspec.json.Encoder().encode


def kept(db: Connection, arrived: Sequence[Post]) -> Sequence[Post]:
    """The posts as this event keeps them. No picture of an author is ever kept."""
    event = search.told_event(db)
    if event is None or not event.is_public_only:
        return arrived
    return [bare(post) for post in arrived]


def bare(post: Post) -> Post:
    """A post without what others did with it: likes, boosts, replies and votes."""
    poll = post.poll
    if poll is not None:
        poll = replace(poll, options=tuple((text, None) for text, _ in poll.options), voters=None)
    return replace(post, likes=0, boosts=0, replies=0, poll=poll)


def strip(db: Connection) -> int:
    """Take the counts of everything that is stored; of how many posts, which is told."""
    changed = 0
    rows = list(db.execute("SELECT place FROM posts ORDER BY place"))
    for (place,) in rows:
        before = _decode(db.value("SELECT body FROM posts WHERE place = ?", (place,)))
        after = bare(before)
        if after != before:
            db.execute(
                "UPDATE posts SET body = ?, version = version + 1 WHERE place = ?",
                (_encode(after), place),
            )
            changes.record(db, ChangeKind.POST_CHANGED, place)
            changed += 1
    return changed
