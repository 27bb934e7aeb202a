"""A mute of another desk, or of a record, from before authors were told apart."""

from __future__ import annotations

from typing import Final

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.who import former_key, shown_as
from backchannel.store.board.decisions import Row
from backchannel.store.connection import Connection

_decode: Final = decoder(Post)
_NAMED: Final = "author >= ? || ' at ' AND author < ? || ' at!'"


def of_each(db: Connection, mute: Row) -> list[Row]:
    """The same as mutes of everybody here whom it had out of sight; itself where it is of nobody.

    One of a page that is nobody's here looks at all who have no account.
    """
    kind, _, who = str(mute["key"]).partition(":")
    if kind != "author" or db.value("SELECT 1 FROM posts WHERE author = ? LIMIT 1", (who,)):
        return [mute]
    found: dict[str, str] = {}
    is_page = "://" in who
    where, named = ("instr(author, ' at ')", ()) if is_page else (_NAMED, (who, who))
    for author, body in db.execute(f"SELECT author, body FROM posts WHERE {where}", named):
        post = _decode(body)
        if author not in found and former_key(post.author) == who:
            found[author] = shown_as(post)
    heirs = [mute | {"key": f"author:{key}", "shown": shown} for key, shown in found.items()]
    return heirs or [mute]
