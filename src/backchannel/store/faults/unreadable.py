"""What of a damaged store cannot be read: which posts, and what is known of them elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import apsw
import msgspec
from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.decoding import decoder
from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.store.connection import Connection
from backchannel.store.held.tables import tables_of

FAULTS: Final = (apsw.CorruptError, msgspec.MsgspecError, UnicodeError, RecursionError)
"""What reading a damaged row raises."""

_NAMED: Final = 10
"""So many are named; of more it is said how many."""

_NUMBERED: Final = "SELECT number, place FROM posts INDEXED BY posts_by_number ORDER BY number"
_PLACED: Final = (
    "SELECT NULL, place FROM sightings WHERE turn = 0 ORDER BY place",
    "SELECT NULL, place FROM identities INDEXED BY identities_by_place ORDER BY place",
)
"""Where else it stands which posts there are."""

_NAMES: Final = "SELECT identity FROM identities WHERE place = ? ORDER BY identity NOT GLOB 'http*'"

_decode = decoder(Post)


class _Unread(Struct, frozen=True):
    """A post whose row cannot be read; its place is when it was posted."""

    number: int | None
    place: int


def of_file(db: Connection) -> Iterator[str]:
    """What SQLite finds, which checks the full-text index's own order, too."""
    try:
        for (line,) in db.execute("PRAGMA integrity_check(20)"):
            if line != "ok":
                yield f"file: {line}"
    except apsw.CorruptError:
        yield "file: it cannot be read whole"


def counts(db: Connection, counted: Mapping[str, str]) -> Mapping[str, int]:
    """How much there is of each, without those that cannot be counted."""
    found = {}
    for name, sql in counted.items():
        with contextlib.suppress(*FAULTS):
            found[name] = int(db.value(sql))
    return found


def problems(db: Connection) -> Iterator[str]:
    """In sentences that name them; empty where all can be read. Reads the whole store."""
    found = _unread(db)
    for each in found[:_NAMED]:
        yield _told(db, each)
    if (more := len(found) - _NAMED) > 0:
        last = f", the last of them number {found[-1].number:,}" if found[-1].number else ""
        yield f"posts: {more:,} more cannot be read{last}"
    for table in tables_of(db):
        if table != "posts" and _is_broken(db, table):
            yield f"{table}: not all of it can be read"


def _unread(db: Connection) -> list[_Unread]:
    known: dict[int, int | None] = {}
    for sql in (_NUMBERED, *_PLACED):
        for number, place in _as_far(db, sql):
            known.setdefault(place, number)
    return [_Unread(number, at) for at, number in known.items() if not _is_legible(db, at)]


def _is_legible(db: Connection, place: int) -> bool:
    """Also what is not there: then it is for others to say that it was named."""
    try:
        body = db.value("SELECT body FROM posts WHERE place = ?", (place,))
        if body is not None:
            _decode(body)
    except FAULTS:
        return False
    return True


def _told(db: Connection, post: _Unread) -> str:
    which = "one" if post.number is None else f"number {post.number:,}"
    names = [
        clean_line(str(name).replace("\x1f", " ")) for (name,) in _as_far(db, _NAMES, post.place)
    ]
    called = f", {names[0]}" if names else ""
    return f"posts: {which} cannot be read: posted {_when(post.place)}{called}"


def _when(place: int) -> str:
    try:
        return f"{from_micros(place):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return "nobody knows when"


def _as_far(db: Connection, sql: str, *params: int) -> Iterator[tuple[Any, ...]]:  # Any: SQLite's
    """The rows up to the first that cannot be read."""
    try:
        yield from db.execute(sql, params)
    except FAULTS:
        return


def _is_broken(db: Connection, table: str) -> bool:
    try:
        for _ in db.execute(f"SELECT * FROM {table}"):
            pass
    except FAULTS:
        return True
    return False
