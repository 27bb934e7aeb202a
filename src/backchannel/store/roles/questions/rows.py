"""Questions out of the store: the queue, and one with all that was merged into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.roles.question import ROOM, Question, Queue, State, spoken
from backchannel.model.who import author_key
from backchannel.store import pages
from backchannel.store.board.decisions import QUESTION, Row
from backchannel.store.connection import Connection
from backchannel.store.held.muted import out_of_sight
from backchannel.store.roles.questions.edits import as_taken_up
from backchannel.store.roles.questions.in_sight import stands
from backchannel.store.roles.session import session_now
from backchannel.store.sources import event_of

LISTED: Final = 100
"""Open questions that are listed; nobody reads on beyond."""

SETTLED: Final = 20
"""Of those that are answered or parked, the latest that are listed."""

_AT_ONCE: Final = 500

_COLUMNS: Final = ", ".join(f"q.{column}" for column in QUESTION.columns)

_OPEN: Final = "q.state = 'open' AND q.merged = ''"
"""What is open; whether it can be read out is another matter."""


def queue(db: Connection, *, limit: int = LISTED, settled: int = SETTLED) -> Queue:
    """The questions of the session that is going on; outside one, all that are open."""
    session = session_now(db)
    return Queue(
        rows=questions(db, open_rows(db, session, limit)),
        aside=questions(db, _settled(db, session, settled)) if settled else (),
        waiting=waiting(db, session),
    )


def open_rows(db: Connection, session: str | None, limit: int = LISTED) -> list[Row]:
    """The rows of the queue: what is open, and what is now whatever it is filed under."""
    where, params = _filed(session)
    now = [row for row in (now_row(db),) if row is not None]
    found = _rows(db, f"{_OPEN}{where} ORDER BY q.position, q.id LIMIT ?", *params, limit)
    return sorted([*now, *found], key=lambda row: (row["position"], row["id"]))


def now_row(db: Connection) -> Row | None:
    """The one that is answered now."""
    return next(
        iter(_rows(db, "q.state = 'now' AND q.merged = '' ORDER BY q.position LIMIT 1")), None
    )


def coming_rows(db: Connection, session: str | None, now: Row | None, limit: int) -> list[Row]:
    """Those that can be read out next, in the order in which they are taken up, however many wait.

    That are the open ones after the one that is `now`, then those before it.
    """
    where, params = _filed(session)
    wanted = f"{_OPEN}{where} AND {stands(db)}"
    order = "ORDER BY q.position, q.id LIMIT ?"
    if now is None:
        return _rows(db, f"{wanted} {order}", *params, limit)
    at = float(now["position"] or 0), str(now["id"])
    found = _rows(db, f"{wanted} AND (q.position, q.id) > (?, ?) {order}", *params, *at, limit)
    if left := limit - len(found):
        before = f"{wanted} AND (q.position, q.id) < (?, ?) {order}"
        found += _rows(db, before, *params, *at, left)
    return found


def open_in(db: Connection, session: str) -> list[str]:
    """The ids of all that are open in a session, those out of sight too, for whoever ends it."""
    where, params = _filed(session, is_alone=True)
    found = db.execute(
        f"SELECT q.id FROM questions q WHERE {_OPEN}{where} ORDER BY q.position, q.id", params
    )
    return [id_ for (id_,) in found]


def waiting(db: Connection, session: str | None, *, is_alone: bool = False) -> int:
    """How many open ones can be read out: of the queue, or of that session alone."""
    where, params = _filed(session, is_alone=is_alone)
    wanted = f"{_OPEN}{where} AND {stands(db)}"
    return int(db.value(f"SELECT count(*) FROM questions q WHERE {wanted}", params))


def with_open(db: Connection) -> frozenset[str]:
    """Under what any are open, those out of sight too."""
    found = db.execute(f"SELECT q.session FROM questions q WHERE {_OPEN} GROUP BY q.session")
    return frozenset(session for (session,) in found)


def last_asked(db: Connection, session: str) -> datetime | None:
    """When the latest that is open in a session was asked."""
    where, params = _filed(session, is_alone=True)
    return _moment(db.value(f"SELECT max(q.at) FROM questions q WHERE {_OPEN}{where}", params))


def every(db: Connection) -> Iterator[Question]:
    """Every question that is part of no other, in the order in which they were asked."""
    rows = _rows(db, "q.merged = '' ORDER BY q.at, q.id")
    for start in range(0, len(rows), _AT_ONCE):
        yield from questions(db, rows[start : start + _AT_ONCE])


def question_of(db: Connection, id_: str) -> Question | None:
    """The question of an id; of a part, the one it is merged into. None when there is none."""
    found = root_of(db, id_)
    return questions(db, [found])[0] if found else None


def find(db: Connection, said: str) -> str | None:
    """The id of what people call a question: the number of its post, or how its id begins.

    None when there is none, or there are several.
    """
    text = said.strip().lstrip("#").casefold()
    if text.isdecimal():
        post = pages.by_number(db, int(text)) if len(text) < 16 else None
        place = kept_place(db, post.place) if post else None
        found = [f"post:{place}"] if place is not None and row_of(db, f"post:{place}") else []
    elif len(text) >= 2 and text.isalnum():
        rows = db.execute(
            "SELECT id FROM questions WHERE id >= ? AND id < ? LIMIT 2", (text, f"{text}~")
        )
        found = [id_ for (id_,) in rows]
    else:
        found = []
    return found[0] if len(found) == 1 else None


def kept_place(db: Connection, place: int) -> int:
    """The place of the row in which a post is shown."""
    kept = db.value("SELECT kept FROM copies WHERE place = ?", (place,))
    return place if kept is None else int(kept)


def row_of(db: Connection, id_: str) -> Row | None:
    """The row of an id."""
    return next(iter(_rows(db, "q.id = ?", id_)), None)


def root_of(db: Connection, id_: str) -> Row | None:
    """The row of an id, or of the question it is merged into."""
    row = row_of(db, id_)
    return root_of(db, str(row["merged"])) if row and row["merged"] else row


def parts_of(db: Connection, ids: Iterable[str]) -> list[Row]:
    """What is merged into questions, those that were asked first before the others."""
    wanted = tuple(ids)
    marks = ", ".join("?" * len(wanted))
    where = f"q.merged IN ({marks}) AND q.merged <> ''"  # or the index would not do
    return _rows(db, f"{where} ORDER BY q.merged, q.at, q.id", *wanted)


def questions(db: Connection, rows: Sequence[Row]) -> tuple[Question, ...]:
    """Questions of rows that are part of no other, in the order of these."""
    merged = groupby(parts_of(db, [str(row["id"]) for row in rows]), lambda row: row["merged"])
    parts = {str(id_): list(several) for id_, several in merged}
    every = [*rows, *(part for several in parts.values() for part in several)]
    posts = pages.by_places(db, {row["place"] for row in every if isinstance(row["place"], int)})
    event = event_of(db)
    earlier = as_taken_up(db, every, rows)
    known = _Known(posts, out_of_sight(db, posts.values()), event.tags if event else (), earlier)
    return tuple(_question([row, *parts.get(str(row["id"]), [])], known) for row in rows)


class _Known(Struct, frozen=True):
    """Posts by their places, why some cannot be read out, and the tags of the event.

    `earlier` are posts that were edited since they were taken up, as they were before.
    """

    posts: Mapping[int, StoredPost]
    troubles: Mapping[int, str]
    tags: Sequence[str]
    earlier: Mapping[int, Post]


def _question(rows: Sequence[Row], known: _Known) -> Question:
    """`rows` are the question's own and those of its parts."""
    posts = known.posts
    root, post = rows[0], posts.get(_int(rows[0]["place"]))
    readable = [row for row in rows if _int(row["place"]) not in known.troubles]
    told = readable[0] if readable else root
    original, edited = _words(told, known)
    reworded = str(root["reworded"]) if readable else ""
    return Question(
        id=str(root["id"]),
        words=reworded or original,
        original=original,
        askers=tuple(_askers(readable or [root], posts).values()),
        votes=_votes(readable, posts),
        session=str(root["session"]),
        state=State(str(root["state"])),
        position=float(root["position"] or 0),
        by=str(root["by"]),
        at=from_micros(_int(root["at"])),
        place=root["place"] if isinstance(root["place"], int) else None,
        number=post.number if post else None,
        parts=tuple(str(row["id"]) for row in rows[1:]),
        taken_up=_moment(root["taken_up"]),
        settled=_moment(root["settled"]),
        is_reworded=bool(reworded),
        edited="" if reworded else edited,
        trouble="" if readable else known.troubles.get(_int(root["place"]), ""),
    )


def _words(row: Row, known: _Known) -> tuple[str, str]:
    """To be read out, and what its author says by now, where that is something else."""
    post = known.posts.get(_int(row["place"]))
    if post is None:
        return str(row["words"]), ""
    if post.is_gone:
        return "", ""
    now = spoken(post.post, known.tags)
    earlier = known.earlier.get(post.place)
    words = spoken(earlier, known.tags) if earlier else now
    return words, now if now != words else ""


def _askers(rows: Sequence[Row], posts: Mapping[int, StoredPost]) -> dict[str, str]:
    """Names by what tells people apart; whoever has no name is another one each time."""
    found: dict[str, str] = {}
    for row in rows:
        post, name = posts.get(_int(row["place"])), str(row["asker"])
        if post is not None:
            found.setdefault(author_key(post.post), post.post.author.name)
        else:
            found.setdefault(name.casefold() or str(row["id"]), name or ROOM)
    return found


def _votes(rows: Sequence[Row], posts: Mapping[int, StoredPost]) -> int:
    own = [posts[place] for row in rows if (place := _int(row["place"])) in posts]
    return sum(post.likes + post.boosts for post in own) + len(_askers(rows, posts))


def _settled(db: Connection, session: str | None, limit: int) -> list[Row]:
    """Of the session, and then what was parked in others: to be answered later is to be found."""
    where, params = _filed(session)
    wanted, latest = "q.merged = '' AND q.state", "ORDER BY q.settled DESC, q.id LIMIT ?"
    found = _rows(db, f"{wanted} IN ('parked', 'answered'){where} {latest}", *params, limit)
    if session is not None and (left := limit - len(found)):
        elsewhere = f"{wanted} = 'parked' AND q.session NOT IN (?, '') {latest}"
        found += _rows(db, elsewhere, session, left)
    return found


def is_any_settled(db: Connection, session: str | None) -> bool:
    """Whether any was answered, parked or left."""
    where, params = _filed(session)
    wanted = f"q.state IN ('answered', 'parked', 'left') AND q.merged = ''{where}"
    return db.value(f"SELECT 1 FROM questions q WHERE {wanted} LIMIT 1", params) is not None


def _filed(session: str | None, *, is_alone: bool = False) -> tuple[str, tuple[str, ...]]:
    """Of a session, and what was asked outside any: nobody else would be reminded of that."""
    if session is None:
        return "", ()
    return (" AND q.session = ?" if is_alone else " AND q.session IN (?, '')"), (session,)


def _rows(db: Connection, where: str, *params: str | float) -> list[Row]:
    found: Iterable[Any] = db.execute(f"SELECT {_COLUMNS} FROM questions q WHERE {where}", params)
    return [dict(zip(QUESTION.columns, values, strict=True)) for values in found]


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1


def _moment(value: object) -> datetime | None:
    return from_micros(value) if isinstance(value, int) else None
