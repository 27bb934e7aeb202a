"""What people here wrote and decided about somebody: their own words stay, the person's go."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from backchannel.decoding import decoded
from backchannel.model.board import Act
from backchannel.model.outgoing import Sending
from backchannel.store.board.about import reworded, said_now
from backchannel.store.board.decisions import CUE, NOTE, QUESTION, Row
from backchannel.store.connection import Connection
from backchannel.store.forgetting import bookmarks
from backchannel.store.forgetting.accounts import Names, name_of
from backchannel.store.forgetting.mentions import IN_PLACE, Traces
from backchannel.store.held.tables import columns_of, tables_of
from backchannel.store.roles.stage import rows as stage

_LEFT: Final = frozenset(
    {
        *("posts", "revisions", "identities", "sightings"),  # these are looked at as posts
        *("sources", "parted_sources", "keepsakes", "source_edits"),  # what is followed is settled
        *("leases", "forgotten", "backups"),
    }
)
_QUOTING: Final = frozenset({"notes", "cues", "questions", "outgoing"})
"""Tables of what people here wrote, who may have quoted."""

_QUOTED_IN: Final = ("note", "question", "cue")
_OURS: Final = f"subject IN {_QUOTED_IN}"
_QUOTING_US: Final = (
    f"{_OURS} AND (key NOT GLOB 'post:*' OR act IN ('{Act.REWORD}', '{Act.MERGE}'))"
)
"""Lines of the log with words of people here; most of those about a post say what is in that."""

_PLACE: Final = re.compile(r"\d{15,17}")
_NOTED: Final = re.compile(r'"place":(\d+)')
_EMPTY: Final = re.compile(rf"^\W*(?:{re.escape(IN_PLACE)}\W*)*$")


def without(db: Connection, places: Collection[int], names: Names, traces: Traces) -> None:
    """Take out what was decided about posts at `places` and about accounts, and every mention."""
    _questions(db, places, traces)
    stage.drop(db, places)
    db.executemany("UPDATE notes SET place = NULL WHERE place = ?", [(at,) for at in places])
    _outgoing(db, places)
    _marks(db, places)
    _mutes(db, names)
    _log(db, places, names)
    reword_log(db, _told(db, traces))
    bookmarks.without(db, traces)
    db.execute("DELETE FROM errands")  # what was found out was told by now
    for table in tables_of(db):
        if table not in _LEFT:
            _scrub(db, table, traces)


def texts_of(db: Connection) -> Iterator[str]:
    """Every text beside the posts in which an account or an address may stand."""
    for table in tables_of(db):
        for column in columns_of(db, table) if table not in _LEFT else ():
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE instr({column}, '.') OR "
            rows = db.execute(f"{sql} instr({column}, 'did:')")
            yield from (text for (text,) in rows if isinstance(text, str))


def reword_log(db: Connection, told: Mapping[str, str]) -> None:
    """Let the log say of posts and notes what is said of them now: it quotes how they began."""
    for (old,) in list(db.execute("SELECT DISTINCT about FROM decisions")):
        new = said_now(str(old), told)
        if new != old:
            db.execute("UPDATE decisions SET about = ? WHERE about = ?", (new, old))


def _told(db: Connection, traces: Traces) -> dict[str, str]:
    """What the log may say of what people here wrote, now or before, and says without them."""
    told: dict[str, str] = {}
    for before in _written(db):
        told |= reworded(
            before, _each_changed(before, lambda text: traces.out_of(text, quotes=True))
        )
    return told


def _written(db: Connection) -> Iterator[Row]:
    """Notes, messages and questions as they are, and as they were."""
    for subject in (NOTE, CUE, QUESTION):
        for found in db.execute(f"SELECT {', '.join(subject.columns)} FROM {subject.table}"):
            yield dict(zip(subject.columns, found, strict=True))
    for side in ("before", "after"):
        yield from (
            decoded(kept, Row)
            for (kept,) in db.execute(
                f"SELECT DISTINCT {side} FROM decisions WHERE subject IN {_QUOTED_IN} "
                f"AND {side} <> 'null'"
            )
        )


def _questions(db: Connection, places: Collection[int], traces: Traces) -> None:
    """One in the facilitator's words stays; nobody asked it, any more."""
    for place in places:
        id_ = f"post:{place}"
        reworded = db.value("SELECT reworded FROM questions WHERE id = ?", (id_,)) or ""
        ours = traces.out_of(reworded, quotes=True)
        if _EMPTY.match(ours):
            db.execute("DELETE FROM questions WHERE id = ?", (id_,))
            db.execute("UPDATE questions SET merged = '' WHERE merged = ?", (id_,))
            continue
        new = uuid.uuid4().hex
        db.execute(
            "UPDATE questions SET id = ?, place = NULL, words = ?, reworded = '', asker = '' "
            "WHERE id = ?",
            (new, ours, id_),
        )
        db.execute("UPDATE questions SET merged = ? WHERE merged = ?", (new, id_))


def _outgoing(db: Connection, places: Collection[int]) -> None:
    """What waits to be sent to them is a draft again; what they read is out."""
    one = [(at,) for at in places]
    db.executemany(
        f"UPDATE outgoing SET state = '{Sending.DRAFT}' WHERE reply_to = ? "
        f"AND state = '{Sending.WAITING}'",
        one,
    )
    db.executemany("UPDATE outgoing SET reply_to = NULL WHERE reply_to = ?", one)
    db.executemany("UPDATE outgoing SET post = NULL WHERE post = ?", one)


def _marks(db: Connection, places: Collection[int]) -> None:
    """How far somebody read, and about which post they began a note."""
    one = [(at,) for at in places]
    db.executemany("UPDATE read_marks SET place = place - 1 WHERE place = ?", one)
    db.executemany(
        "DELETE FROM meta WHERE key = 'post of draft' AND value = ?", [(str(at),) for at in places]
    )


def _mutes(db: Connection, names: Names) -> None:
    for (key,) in list(db.execute("SELECT key FROM mutes WHERE key LIKE 'author:%'")):
        if name_of(key.removeprefix("author:")) in names:
            db.execute("DELETE FROM mutes WHERE key = ?", (key,))


def _log(db: Connection, places: Collection[int], names: Names) -> None:
    """Decisions about their posts go; those about notes stay, and point at nothing."""
    _per_row(db, "decisions", ("before", "after"), lambda text: _unpointed(text, places))
    rows = db.execute("SELECT id, subject, key, before, after FROM decisions")
    gone = [
        id_
        for id_, subject, key, *sides in rows
        if (subject == "mute" and name_of(str(key).removeprefix("author:")) in names)
        or _speaks_of((key, *sides), places)
    ]
    db.executemany("DELETE FROM decisions WHERE id = ?", [(id_,) for id_ in gone])
    told = msgspec.json.encode(list(places)).decode()
    db.execute(
        "DELETE FROM changes WHERE CAST(replace(key, 'post:', '') AS INTEGER) IN "
        "(SELECT value FROM json_each(?))",
        (told,),
    )
    muted = [key for (key,) in db.execute("SELECT DISTINCT key FROM changes WHERE kind = 'mute'")]
    db.executemany(
        "DELETE FROM changes WHERE key = ?",
        [(key,) for key in muted if name_of(key.removeprefix("author:")) in names],
    )


def _unpointed(text: str, places: Collection[int]) -> str:
    """The row of a note as JSON, which has words."""
    if '"text":' not in text:
        return text
    return _NOTED.sub(lambda m: '"place":null' if int(m[1]) in places else m[0], text)


def _speaks_of(texts: Iterable[object], places: Collection[int]) -> bool:
    return any(int(found) in places for text in texts for found in _PLACE.findall(str(text)))


def _scrub(db: Connection, table: str, traces: Traces) -> None:
    columns = [each for each in columns_of(db, table) if not _is_key(db, table, each)]
    if table == "decisions":
        for named, quoting in ((["about"], _QUOTING_US), (sorted({*columns} - {"about"}), _OURS)):
            _per_row(db, table, named, lambda text: traces.out_of(text, quotes=True), quoting)
    elif table == "meta":
        _per_row(db, table, columns, lambda text: traces.out_of(text, quotes=True),
                 "key GLOB 'draft*'")  # fmt: skip
    quotes = table in _QUOTING
    where = "key GLOB '*[^0-9]*'" if table == "changes" else "1"  # most are about a place
    _per_row(db, table, columns, lambda text: traces.out_of(text, quotes=quotes), where)


def _is_key(db: Connection, table: str, column: str) -> bool:
    sql = f"SELECT pk FROM pragma_table_info('{table}') WHERE name = ?"
    return bool(db.value(sql, (column,))) and table != "pictures"


def _per_row(
    db: Connection,
    table: str,
    columns: Iterable[str],
    change: Callable[[str], str],
    where: str = "1",
) -> None:
    """Write every text anew that `change` makes another of, or of a text in its JSON."""
    for column in columns:
        found: Mapping[object, str] = {
            old: new
            for (old,) in db.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {where}")
            if isinstance(old, str) and (new := _changed(old, change)) != old
        }
        for old, new in found.items():
            db.execute(
                f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {column} = ? AND {where}",
                (new, old),
            )


def _changed(text: str, change: Callable[[str], str]) -> str:
    """A text, or the JSON of several: what quotes them there is not theirs."""
    if not text.startswith(("{", "[")):
        return change(text)
    try:
        told = decoded(text, Any)
    except (ValueError, RecursionError):  # somebody's words that only begin so
        return change(text)
    new = _each_changed(told, change)
    return text if new == told else msgspec.json.encode(new).decode()


def _each_changed(told: Any, change: Callable[[str], str]) -> Any:  # Any: JSON
    if isinstance(told, str):
        return change(told)
    if isinstance(told, list):
        return [_each_changed(each, change) for each in told]
    if isinstance(told, dict):
        return {change(key): _each_changed(each, change) for key, each in told.items()}
    return told
