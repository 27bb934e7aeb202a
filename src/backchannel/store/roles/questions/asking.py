"""Which questions there are: marked, typed for somebody, merged, split and put in other words."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.roles.question import Question, State
from backchannel.store.board.about import about, asked, post_at, shortened
from backchannel.store.board.decisions import QUESTION, Row, Said, decide, together
from backchannel.store.connection import Connection
from backchannel.store.roles.questions.rows import (
    kept_place,
    parts_of,
    question_of,
    questions,
    root_of,
    row_of,
)
from backchannel.store.roles.session import session_now

WORDS_LIMIT: Final = 500
"""Characters of a question that somebody types; nobody reads out more."""

_NAME_LIMIT: Final = 80


def ask(db: Connection, place: int, by: str) -> bool:
    """Make a post a question, after the others. False if it is one.

    Raises StoreError for one that its author deleted: nobody could read it out.
    """
    place = kept_place(db, place)
    if row_of(db, id_of(place)):
        return False
    post = post_at(db, place)
    if post.is_gone:
        raise StoreError(f"{post.number} was deleted by its author and cannot be asked")
    after = _fresh(db, id_of(place), by) | {"place": place}
    decide(db, Said(Act.ASK, about(post), by), QUESTION, id_of(place), after)
    return True


def ask_for(db: Connection, words: str, asker: str, by: str) -> Question:
    """Write down a question of somebody in the room, with a name or none.

    Raises StoreError without words, or with more than anybody would read out.
    """
    written = _checked(words)
    if not written:
        raise StoreError("a question needs some words")
    name = clean_line(asker, limit=_NAME_LIMIT)
    id_ = f"q{uuid.uuid4().hex}"
    after = _fresh(db, id_, by) | {"words": written, "asker": name}
    decide(db, Said(Act.ASK, asked(after), by), QUESTION, id_, after)
    return questions(db, [after])[0]


def unask(db: Connection, place: int, by: str) -> bool:
    """A post is a question no longer. False if it was none."""
    return take_out(db, id_of(kept_place(db, place)), by)


def take_out(db: Connection, id_: str, by: str) -> bool:
    """A question is none any more; what was merged into it stays one. False if there is none."""
    before = row_of(db, id_)
    if before is None:
        return False
    said = Said(Act.NO_QUESTION, _about(db, before), by)
    parts = parts_of(db, [id_])
    with together(db):
        if parts:
            _leave_to(db, said, before, parts)
        decide(db, said, QUESTION, id_, None)
    return True


def _leave_to(db: Connection, said: Said, root: Row, parts: Sequence[Row]) -> None:
    """The first of its parts stands in the place of a question, the others are merged into that."""
    heir, *others = parts
    kept = ("reworded", "session", "state", "position", "taken_up", "settled")
    if root["state"] == State.NOW:  # there is one at most, so this makes room
        free = root | {"state": State.OPEN.value, "taken_up": None}
        decide(db, said, QUESTION, str(root["id"]), free)
    stands = heir | {"merged": ""} | {name: root[name] for name in kept}
    decide(db, said, QUESTION, str(heir["id"]), stands)
    for part in others:
        decide(db, said, QUESTION, str(part["id"]), part | {"merged": heir["id"]})


def merge(db: Connection, into: str, ids: Iterable[str], by: str) -> int:
    """Make questions one, with the words and the place of `into`; how many went into it.

    Askers and votes add up. One that is being answered is the one that stays, whatever `into` is:
    its words are being read out.
    """
    target = _there(root_of(db, into))
    found = {str(row["id"]): row for id_ in ids if (row := root_of(db, id_))}
    found.pop(str(target["id"]), None)
    now = next((row for row in found.values() if row["state"] == State.NOW), None)
    if now is not None:
        found[str(target["id"])], target = target, found.pop(str(now["id"]))
    with together(db):
        for row in found.values():
            said = Said(Act.MERGE, f"{_about(db, row)} → {_about(db, target)}", by)
            for part in parts_of(db, [str(row["id"])]):
                decide(db, said, QUESTION, str(part["id"]), part | {"merged": target["id"]})
            decide(db, said, QUESTION, str(row["id"]), row | {"merged": target["id"]})
    return len(found)


def split(db: Connection, id_: str, by: str) -> bool:
    """Take a question out of the one it was merged into; all, out of one that has parts.

    False if it is by itself.
    """
    row = _there(row_of(db, id_))
    parts = [row] if row["merged"] else parts_of(db, [id_])
    with together(db):
        for part in parts:
            said = Said(Act.SPLIT, _about(db, part), by)
            decide(db, said, QUESTION, str(part["id"]), part | {"merged": ""})
    return bool(parts)


def reword(db: Connection, id_: str, words: str, by: str) -> bool:
    """Put it in other words for reading aloud, or, with none, in its own. False if it is so."""
    row = _there(root_of(db, id_))
    written = _checked(words)
    if written == _original(db, row):
        written = ""
    if written == row["reworded"]:
        return False
    said = Said(Act.REWORD, shortened(written) or _about(db, row), by)
    decide(db, said, QUESTION, str(row["id"]), row | {"reworded": written})
    return True


def id_of(place: int) -> str:
    """The id of the question that a post is."""
    return f"post:{place}"


def told(db: Connection, id_: str) -> tuple[Row, str]:
    """The row of a question, or of the one it is merged into, and what the log calls it.

    Raises StoreError when there is none.
    """
    row = _there(root_of(db, id_))
    return row, _about(db, row)


def _fresh(db: Connection, id_: str, by: str) -> Row:
    last = db.value("SELECT max(position) FROM questions") or 0.0
    return {
        "id": id_,
        "place": None,
        "words": "",
        "reworded": "",
        "asker": "",
        "session": session_now(db) or "",
        "state": State.OPEN.value,
        "position": last + 1.0,
        "merged": "",
        "by": by,
        "at": to_micros(db.now()),
        "taken_up": None,
        "settled": None,
    }


def _checked(words: str) -> str:
    if len(words) > WORDS_LIMIT:
        most = f"a question has at most {WORDS_LIMIT} characters"
        raise StoreError(f"{most}; this has {len(words):,}")
    return clean_line(words, limit=WORDS_LIMIT)


def _there(row: Row | None) -> Row:
    if row is None:
        raise StoreError("that question is no longer there")
    return row


def _original(db: Connection, row: Row) -> str:
    found = question_of(db, str(row["id"]))
    return found.original if found else ""


def _about(db: Connection, row: Row) -> str:
    """Who asks what, in the words of the log."""
    if isinstance(row["place"], int):
        return about(post_at(db, row["place"]))
    return asked(row)
