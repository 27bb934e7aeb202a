"""Authors of older files are told apart as `model.who` does, and so is who was muted.

They went by the page that a feed names, which may be everybody's, else by the bare name. Whoever
such a mute had out of sight is muted from then on, each for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import uuid4

import msgspec

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.reading import OLDEST
from backchannel.model.who import author_key, shown_as
from backchannel.store.connection import Connection

PART: Final = 500
"""Posts that are read at once."""

_MUTED: Final = 2
"""What a mute adds to `posts.is_hidden`."""

_OF_AUTHORS: Final = (
    "SELECT key FROM mutes WHERE key LIKE 'author:%' "
    "UNION SELECT key FROM decisions WHERE subject = 'mute' AND key LIKE 'author:%'"
)
_PART: Final = "SELECT place, author, body FROM posts WHERE place > ? ORDER BY place LIMIT ?"

Heirs = Mapping[str, str]
"""The keys of mutes in the place of one, and whom each mutes in words."""

_decode: Final = decoder(Post)
_decode_row: Final = decoder(dict[str, Any] | None)


def tell_authors_apart(db: Connection) -> None:
    """Name the authors of all posts anew; nothing if done before. Remembers who was muted."""
    heirs: dict[str, dict[str, str]] = {key: {} for (key,) in db.execute(_OF_AUTHORS)}
    for rows in _posts(db):
        named = [(place, old, author_key(post), post) for place, old, post in rows]
        for _, old, new, post in named:
            if (found := heirs.get(f"author:{old}")) is not None:
                found.setdefault(f"author:{new}", shown_as(post))
        db.executemany(
            "UPDATE posts SET author = ? WHERE place = ?",
            [(new, place) for place, old, new, _ in named if new != old],
        )
    for key, found in heirs.items():
        if found and list(found) != [key]:
            _pass_on(db, key, found)
            _log_anew(db, key, found)


def _posts(db: Connection) -> Iterator[list[tuple[int, str, Post]]]:
    place = OLDEST
    while rows := list(db.execute(_PART, (place, PART))):
        place = int(rows[-1][0])
        yield [(at, author, _decode(body)) for at, author, body in rows]


def _pass_on(db: Connection, key: str, heirs: Heirs) -> None:
    """Of two mutes that become one, the longer holds."""
    for heir, shown in heirs.items():
        db.execute(
            "INSERT INTO mutes SELECT ?, ?, until, reason, by, at FROM mutes WHERE key = ? "
            "ON CONFLICT (key) DO UPDATE SET until = nullif(max(coalesce(until, 1 << 62), "
            "coalesce(excluded.until, 1 << 62)), 1 << 62), shown = excluded.shown",
            (heir, shown, key),
        )
        if db.changes():
            db.execute(
                f"UPDATE posts SET is_hidden = is_hidden | {_MUTED}, version = version + 1 "
                f"WHERE author = ? AND is_hidden & {_MUTED} = 0",
                (heir.removeprefix("author:"),),
            )
    if key not in heirs:
        db.execute("DELETE FROM mutes WHERE key = ?", (key,))
        db.execute("DELETE FROM changes WHERE kind = 'mute' AND key = ?", (key,))


def _log_anew(db: Connection, key: str, heirs: Heirs) -> None:
    """What was decided about them together is undone together."""
    rows = "SELECT id, before, after, turn FROM decisions WHERE subject = 'mute' AND key = ?"
    for id_, before, after, turn in list(db.execute(rows, (key,))):
        turned = turn or (uuid4().hex if len(heirs) > 1 else "")
        for number, (heir, shown) in enumerate(heirs.items()):
            told = (heir, shown, _of(before, heir, shown), _of(after, heir, shown), turned)
            if number == 0:
                db.execute(
                    "UPDATE decisions SET key = ?, about = ?, before = ?, after = ?, turn = ?, "
                    "is_dropped = is_dropped OR (undone_at IS NOT NULL AND ?) WHERE id = ?",
                    (*told, len(heirs) > 1, id_),
                )
            else:
                db.execute(
                    "INSERT INTO decisions (id, act, subject, by, at, undone_at, is_dropped, "
                    "key, about, before, after, turn) SELECT (SELECT min(0, min(id)) - 1 "
                    "FROM decisions), act, subject, by, at, undone_at, is_dropped, ?, ?, ?, ?, ? "
                    "FROM decisions WHERE id = ?",
                    (*told, id_),
                )


def _of(side: str, key: str, shown: str) -> str:
    """One side of a decision as a mute of somebody else."""
    try:
        row = _decode_row(side)
    except msgspec.MsgspecError:  # of a file that is repaired
        return side
    return side if row is None else msgspec.json.encode(row | {"key": key, "shown": shown}).decode()
