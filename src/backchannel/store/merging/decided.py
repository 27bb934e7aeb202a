"""What people decided at another desk: who and when stay, and ours goes before theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.board import Act
from backchannel.model.post import Post
from backchannel.store.board.about import reworded, said_now
from backchannel.store.board.decisions import (
    APART,
    BROUGHT_BACK,
    CUE,
    FILING,
    HIDING,
    JOINED,
    MUTE,
    NOTE,
    OTHER_TAG,
    PIN,
    QUESTION,
    RULE,
    SESSION,
    STASH,
    TAKEN_TAG,
    Row,
    Subject,
    show_mutes,
)
from backchannel.store.connection import Connection
from backchannel.store.copies import by_hand, pair
from backchannel.store.forgetting.wording import Wording
from backchannel.store.merging.muting import of_each
from backchannel.store.search import HIDDEN

Places = Mapping[int, int]


class Way(Struct, frozen=True):
    """Where their posts are here, and what keeps forgotten people out of their words."""

    places: Places
    words: Wording


class Logged(Struct, frozen=True):
    """A line of a log of decisions: a row was put in the place of another. Times in micros."""

    act: str
    about: str
    subject: Subject
    key: str
    before: Row | None
    after: Row | None
    by: str
    at: int
    undone: int | None
    turn: str
    is_dropped: int


LOGGED: Final = "act, about, subject, key, before, after, by, at, undone_at, turn, is_dropped"
"""The columns of a line, in their order."""

MERGED: Final = (
    *(PIN, NOTE, HIDING, MUTE, STASH, FILING, BROUGHT_BACK, APART, JOINED),
    *(QUESTION, CUE, SESSION, RULE, OTHER_TAG, TAKEN_TAG),
)
"""Not what is on a projector there, nor what was done to that desk's event file."""

_QUOTING: Final = frozenset({NOTE.name, CUE.name, QUESTION.name})
"""What people wrote, who may have quoted."""

_OUR_WORDS: Final = frozenset({Act.REWORD, Act.MERGE})
"""What is done to a question that is a post, and may be said in words of people here."""

_TO: Final = " → "
_POINTING: Final = ("place", "kept", "was")
_decode = decoder(Row | None)
_decode_post = decoder(Post)


def take_in(db: Connection, theirs: Connection, way: Way) -> dict[str, int]:
    """Everything that is not here yet; how many of each."""
    taken = {
        subject.table: sum(take_row(db, subject, row) for row in _rows(theirs, subject, way))
        for subject in MERGED
    }
    db.execute(
        "UPDATE questions SET merged = '' WHERE merged <> '' "
        "AND merged NOT IN (SELECT id FROM questions WHERE merged = '')"
    )
    taken["decisions"] = take_log(db, _logged(theirs), way)
    return {name: count for name, count in taken.items() if count}


def _rows(theirs: Connection, subject: Subject, way: Way) -> Iterable[Row]:
    order = "position" if "position" in subject.columns else subject.key
    found = theirs.execute(
        f"SELECT {', '.join(subject.columns)} FROM {subject.table} ORDER BY {order}"
    )
    for values in found:
        row = here(dict(zip(subject.columns, values, strict=True)), subject, way)
        if row is not None:
            yield row


def here(row: Row, subject: Subject, way: Way) -> Row | None:
    """A row as it is called here; None for what is about a post or an account that is not here."""
    new, places = dict(row), way.places
    if subject is MUTE and way.words.is_of(str(row["key"]).removeprefix("author:")):
        return None
    for column in _POINTING:
        at = new.get(column)
        if not isinstance(at, int) or not at:
            continue
        if at in places:
            new[column] = places[at]
        elif subject is NOTE:
            new[column] = None
        else:
            return None
    if subject is QUESTION:
        new["id"] = _question(new["id"], places)
        new["merged"] = _question(new["merged"], places)
    if subject in {APART, JOINED}:
        new["pair"] = pair(int(new["place"] or 0), int(new["kept"] or 0))
    return way.words.row(new, subject.key, "id", "merged", quotes=subject.name in _QUOTING)


def _question(id_: object, places: Places) -> str:
    name, _, place = str(id_).partition(":")
    if name != "post" or not place.isdecimal():
        return str(id_)
    return f"post:{places.get(int(place), 0)}"


def take_row(db: Connection, subject: Subject, row: Row) -> bool:
    """Put a row in place, unless there is one; True if that changed something."""
    rows = of_each(db, row) if subject is MUTE else [row]
    return sum(_take_row(db, subject, each) for each in rows) > 0  # all of them


def _take_row(db: Connection, subject: Subject, row: Row) -> bool:
    key = row[subject.key]
    now = db.execute(
        f"SELECT {', '.join(subject.columns)} FROM {subject.table} WHERE {subject.key} = ?", (key,)
    ).fetchone()
    if now is not None:
        is_newer = subject is NOTE and _is_newer(row, dict(zip(subject.columns, now, strict=True)))
        if not is_newer:
            return False
    if "position" in row:
        last = db.value(f"SELECT max(position) FROM {subject.table}") or 0.0
        row = row | {"position": last + 1.0}
    if row.get("state") == "now" and db.value("SELECT 1 FROM questions WHERE state = 'now'"):
        row = row | {"state": "open", "taken_up": None}
    marks = ", ".join("?" * len(row))
    db.execute(
        f"INSERT OR REPLACE INTO {subject.table} ({', '.join(row)}) VALUES ({marks})",
        tuple(row.values()),
    )
    if after := _AFTER.get(subject.name):
        after(db, row)
    return True


def _is_newer(row: Row, now: Row) -> bool:
    def when(note: Row) -> int:
        return max(int(note["edited"] or 0), int(note["deleted_at"] or 0))

    return when(row) > when(now)


def _hide(db: Connection, row: Row) -> None:
    _touch(db, row, f"is_hidden | {HIDDEN}")


def _touch(db: Connection, row: Row, is_hidden: str = "is_hidden") -> None:
    db.execute(
        f"UPDATE posts SET version = version + 1, is_hidden = {is_hidden} WHERE place = ?",
        (row["place"],),
    )


def _apart(db: Connection, row: Row) -> None:
    by_hand.follow(db, int(row["place"] or 0), int(row["kept"] or 0), 0, is_apart=True, is_so=True)


def _together(db: Connection, row: Row) -> None:
    at = (int(row[name] or 0) for name in _POINTING)
    by_hand.follow(db, *at, is_apart=False, is_so=True)


def _mute(db: Connection, row: Row) -> None:
    show_mutes(db, str(row["key"]))


_AFTER: Final[Mapping[str, Callable[[Connection, Row], None]]] = {
    **{each.name: _touch for each in (PIN, STASH, FILING, BROUGHT_BACK, QUESTION)},
    HIDING.name: _hide,
    MUTE.name: _mute,
    APART.name: _apart,
    JOINED.name: _together,
}


def take_log(db: Connection, theirs: Iterable[Logged], way: Way) -> int:
    """Lines of their log that are not in ours, before all of ours: `undo` takes back ours first."""
    lines = []
    log = [(each, _sides(each, way)) for each in theirs]
    now = _reworded(log)
    for each, sides in log:
        key = _key(each.key, each.subject, sides)
        about = _about(db, each, sides, way, now)
        told = (each.act, about, each.subject.name, key)
        line = (*told, *(msgspec.json.encode(s).decode() for s in sides), each.by, each.at)
        if any(sides) and not _is_known(db, line):
            lines.append((*line, each.undone, each.turn, each.is_dropped))
    first = min(0, int(db.value("SELECT coalesce(min(id), 0) FROM decisions"))) - len(lines)
    db.executemany(
        "INSERT INTO decisions (id, act, about, subject, key, before, after, by, at, undone_at, "
        "turn, is_dropped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((first + n, *line) for n, line in enumerate(lines)),
    )
    return len(lines)


def _sides(line: Logged, way: Way) -> list[Row | None]:
    return [side and here(side, line.subject, way) for side in (line.before, line.after)]


def _reworded(log: Iterable[tuple[Logged, Sequence[Row | None]]]) -> dict[str, str]:
    """What it says of what people wrote, and is to say where somebody in it was forgotten here."""
    now: dict[str, str] = {}
    for line, ours in log:
        for before, after in zip((line.before, line.after), ours, strict=True):
            if before and after and line.subject.name in _QUOTING:
                now |= reworded(before, after)
    return now


def _about(
    db: Connection, line: Logged, sides: Sequence[Row | None], way: Way, now: Mapping[str, str]
) -> str:
    """What a line was about: of a filing also where to; of a note how that begins here."""
    text, arrow, goal = said_now(line.about, now), "", ""
    if line.subject is FILING and _TO in text:
        text, arrow, goal = text.rpartition(_TO)
    post = _post_of(db, sides)
    is_ours = line.subject.name in _QUOTING and (post is None or line.act in _OUR_WORDS)
    told = way.words.about(text, post, quotes=is_ours)
    return f"{told}{arrow}{way.words.out_of(goal)}"


def _post_of(db: Connection, sides: Sequence[Row | None]) -> Post | None:
    """The post that a decision is about; of two in one row that which is shown."""
    named = [side.get("kept") or side.get("place") for side in sides if side and "text" not in side]
    place = next((each for each in named if isinstance(each, int) and each), None)
    body = db.value("SELECT body FROM posts WHERE place = ?", (place,))
    return _decode_post(body) if body else None


def _logged(theirs: Connection) -> Iterable[Logged]:
    subjects = {subject.name: subject for subject in MERGED}
    rows: Any = theirs.execute(f"SELECT {LOGGED} FROM decisions ORDER BY id")
    for act, about, name, key, before, after, *more in rows:
        if subject := subjects.get(name):
            yield Logged(act, about, subject, key, _decode(before), _decode(after), *more)


def _key(key: str, subject: Subject, sides: Iterable[Row | None]) -> str:
    return next((str(side[subject.key]) for side in sides if side), key)


def _is_known(db: Connection, line: tuple[Any, ...]) -> bool:
    act, about, subject, key, _, _, by, at = line
    sql = (
        "SELECT 1 FROM decisions WHERE act = ? AND about = ? AND subject = ? AND key = ? "
        "AND by = ? AND at = ?"
    )
    return db.value(sql, (act, about, subject, key, by, at)) is not None
