"""Authors and whole servers out of sight, for a time or for good; their posts are never deleted."""

from __future__ import annotations

from datetime import timedelta

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import REASON_LIMIT, Act, Mute
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.post import Post
from backchannel.model.who import author_key, server_of, shown_as
from backchannel.store import changes
from backchannel.store.board.about import post_at
from backchannel.store.board.decisions import MUTE, Row, Said, decide, row, show_mutes
from backchannel.store.connection import Connection
from backchannel.store.search import MUTED


def mute_author(
    db: Connection, place: int, by: str, reason: str = "", lasts: timedelta | None = None
) -> Mute | None:
    """Take the author of a post out of sight, with all they wrote and will. None if they are."""
    shown = shown_as(post_at(db, place).post)
    key, _ = keys_at(db, place)
    return _mute(db, key, shown, by, reason=reason, lasts=lasts)


def mute_server(
    db: Connection, place: int, by: str, reason: str = "", lasts: timedelta | None = None
) -> Mute | None:
    """Take the whole server that a post's author writes from out of sight. None if it is."""
    server = server_of(post_at(db, place).post.author)
    if not server:
        raise StoreError("it is not known from which server that was written")
    shown = f"everybody on {server}"
    return _mute(db, f"server:{server}", shown, by, reason=reason, lasts=lasts)


def keys_at(db: Connection, place: int) -> tuple[str, str]:
    """By what the author of a post is muted, and their server."""
    rows = db.execute("SELECT author, server FROM posts WHERE place = ?", (place,))
    author, server = next(rows)
    return f"author:{author}", f"server:{server}"


def unmute(db: Connection, key: str, by: str) -> bool:
    """Bring somebody back into sight. False if they were not muted."""
    before = row(db, MUTE, key)
    if not before:
        return False
    decide(db, Said(Act.UNMUTE, str(before["shown"]), by), MUTE, key, None)
    return True


def mutes(db: Connection) -> tuple[Mute, ...]:
    """Who is out of sight, the latest first."""
    rows = db.execute("SELECT key, shown, until, reason, by, at FROM mutes ORDER BY at DESC, key")
    return tuple(
        Mute(key, shown, from_micros(until), reason, by, from_micros(at))
        for key, shown, until, reason, by, at in rows
    )


def lift_over(db: Connection) -> int:
    """End the mutes whose time is over; how many these were. No decision of anybody's."""
    now = to_micros(db.now())
    over = [key for (key,) in db.execute("SELECT key FROM mutes WHERE until <= ?", (now,))]
    for key in over:
        db.execute("DELETE FROM mutes WHERE key = ?", (key,))
        show_mutes(db, key)
        changes.record(db, ChangeKind.MUTE, key)
    return len(over)


class Muted:
    """Who is muted at the moment at which posts come in."""

    def __init__(self, db: Connection) -> None:
        self._keys = {key for (key,) in db.execute("SELECT key FROM mutes")}

    def columns_of(self, post: Post) -> tuple[str, str, int]:
        """What the row of a post says of its author: key, server, whether it is out of sight."""
        key, server = author_key(post), server_of(post.author)
        return key, server, self.hidden(key, server)

    def hidden(self, author: str, server: str) -> int:
        """Whether somebody known by this key, on this server, is out of sight."""
        is_muted = bool(self._keys) and bool(
            self._keys.intersection((f"author:{author}", f"server:{server}"))
        )
        return MUTED if is_muted else 0


def _mute(
    db: Connection, key: str, shown: str, by: str, *, reason: str, lasts: timedelta | None
) -> Mute | None:
    if row(db, MUTE, key):
        return None
    now = db.now()
    after: Row = {
        "key": key,
        "shown": clean_line(shown, limit=200),
        "until": None if lasts is None else to_micros(now + lasts),
        "reason": clean_line(reason, limit=REASON_LIMIT),
        "by": by,
        "at": to_micros(now),
    }
    decide(db, Said(Act.MUTE, str(after["shown"]), by), MUTE, key, after)
    return next(each for each in mutes(db) if each.key == key)
