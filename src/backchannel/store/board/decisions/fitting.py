"""What stays so of questions whatever is decided, undone and done again, by whomever.

Nothing is merged into what is itself merged, or is not there; one at most is answered now.
"""

from __future__ import annotations

from typing import Final

from backchannel.model.roles.question import State
from backchannel.store.board.decisions.subjects import Row
from backchannel.store.connection import Connection

_PARTS: Final = "merged = ?1 AND merged <> ''"
"""Of a question; without the second half the index would not do, and all of them be looked at."""


def fit(db: Connection, id_: str, new: Row | None) -> Row | None:
    """A row as it can be put in place; others make room for it."""
    if new is None:
        _move_parts(db, id_, "")
        return None
    merged = _root(db, str(new["merged"]))
    if merged:
        _move_parts(db, id_, merged)
    is_free = not merged and not _is_one_now(db, id_)
    if new["state"] == State.NOW and not is_free:
        new = new | {"state": State.OPEN.value, "taken_up": None}
    return new | {"merged": merged}


def draw_again(db: Connection, id_: str, place: int | None) -> None:
    """What is drawn of the posts of a question changes with it."""
    db.execute(
        "UPDATE posts SET version = version + 1 WHERE place = ?2 OR place IN "
        "(SELECT place FROM questions WHERE id = ?1 UNION ALL "
        f"SELECT place FROM questions WHERE {_PARTS})",
        (id_, place),
    )


def _move_parts(db: Connection, id_: str, root: str) -> None:
    """Parts of a question become those of another, or questions; drawn as what they are then."""
    draw_again(db, id_, None)
    db.execute(f"UPDATE questions SET merged = ?2 WHERE {_PARTS}", (id_, root))


def _root(db: Connection, id_: str) -> str:
    found = db.execute("SELECT merged FROM questions WHERE id = ?", (id_,)).fetchone()
    return (str(found[0]) or id_) if found else ""


def _is_one_now(db: Connection, besides: str) -> bool:
    other = "SELECT 1 FROM questions WHERE state = 'now' AND merged = '' AND id <> ?"
    return db.value(other, (besides,)) is not None
