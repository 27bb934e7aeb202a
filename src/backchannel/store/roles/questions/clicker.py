"""Steps of somebody on a stage, who sees one question and knows nothing of what others do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from backchannel.decoding import decoder
from backchannel.model.roles.question import State
from backchannel.store.board.decisions import QUESTION, Row, row
from backchannel.store.connection import Connection
from backchannel.store.roles.questions.order import answer_and_next, back, take_next
from backchannel.store.roles.questions.rows import now_row, questions

_decode = decoder(Row | None)

_LAST: Final = (
    "SELECT id, turn FROM decisions WHERE undone_at IS NULL AND is_dropped = 0 "
    "AND by = ? AND subject = ? "
    "ORDER BY id DESC LIMIT 1"
)
_TURN: Final = (
    "SELECT key, after FROM decisions WHERE id = ?1 OR (turn = ?2 AND turn <> '' AND subject = ?3)"
)


class Step(StrEnum):
    """What a key of a clicker means."""

    NEXT = "next"
    ANSWERED = "answered"
    BACK = "back"


class Came(StrEnum):
    """What came of it; what was not done has changed nothing."""

    DONE = "done"
    NOTHING = "nothing to do"
    MOVED_ON = "others moved on"


def step(db: Connection, wanted: str, shown: str, by: str) -> Came:
    """Do one step of a `Step`'s name, for somebody who is shown this question, or none: `""`.

    When others have taken up another one meanwhile nothing is done. Only the last step of `by` is
    taken back, and only while things are as it left them.
    """
    if not _is_shown(db, shown):
        return Came.MOVED_ON
    if wanted == Step.BACK:
        return _back(db, by)
    if wanted == Step.NEXT:
        is_done = take_next(db, by) is not None
    else:
        is_done = bool(shown) and answer_and_next(db, by)
    return Came.DONE if is_done else Came.NOTHING


def _back(db: Connection, by: str) -> Came:
    last = db.execute(_LAST, (by, QUESTION.name)).fetchone()
    if last is None:
        return Came.NOTHING
    rows: list[Any] = db.execute(_TURN, (*last, QUESTION.name)).fetchall()
    left = {str(key): _decode(after) for key, after in rows}
    taken = next((key for key, after in left.items() if after and after["state"] == State.NOW), "")
    now = now_row(db)
    is_as_left = all(_is_as_left(db, key, after) for key, after in left.items())
    if not is_as_left or taken != (str(now["id"]) if now else ""):
        return Came.MOVED_ON
    return Came.DONE if back(db, by) else Came.NOTHING


def _is_as_left(db: Connection, key: str, after: Row | None) -> bool:
    now = row(db, QUESTION, key)
    known = now if now is None or after is None else {name: now.get(name) for name in after}
    return known == after


def _is_shown(db: Connection, shown: str) -> bool:
    """Whether that is the question that is now; none, while its words cannot be read out."""
    now = now_row(db)
    if now is None or shown:
        return shown == (str(now["id"]) if now else "")
    return bool(questions(db, [now])[0].trouble)
