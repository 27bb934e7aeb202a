"""The queue: its order, which one is answered now, and what became of those before."""

from __future__ import annotations

from collections.abc import Iterable

from backchannel.model.board import Act, Decision
from backchannel.model.moments import to_micros
from backchannel.model.roles.question import Question, State
from backchannel.store.board.decisions import QUESTION, Row, Said, decide, together, undo
from backchannel.store.connection import Connection
from backchannel.store.roles.questions.asking import told
from backchannel.store.roles.questions.rows import (
    coming_rows,
    now_row,
    open_rows,
    question_of,
)
from backchannel.store.roles.session import session_now


def move(db: Connection, id_: str, rows: int, by: str) -> bool:
    """Move a question down the queue by so many, up if negative. False if it stays."""
    row, about = told(db, id_)
    order = open_rows(db, session_now(db))
    index = next((n for n, each in enumerate(order) if each["id"] == row["id"]), None)
    if index is None:
        return False
    goal = min(max(index + rows, 0), len(order) - 1)
    if goal == index:
        return False
    positions = [float(each["position"] or 0) for each in order if each["id"] != row["id"]]
    above = positions[goal - 1] if goal else positions[0] - 2.0
    below = positions[goal] if goal < len(positions) else positions[-1] + 2.0
    after = row | {"position": (above + below) / 2}
    decide(db, Said(Act.MOVE_QUESTION, about, by), QUESTION, str(row["id"]), after)
    return True


def take_up(db: Connection, id_: str, by: str) -> bool:
    """This one is answered now; the one that was goes back to its place. False if it is so.

    One that its author has edited since is taken up again, as it is now. One that was parked or
    answered is then of the running session, where it stays when another is taken up.
    """
    row, about = told(db, id_)
    found = question_of(db, str(row["id"])) if row["state"] == State.NOW else None
    if found and not found.edited:
        return False
    now: Row = {"state": State.NOW.value, "taken_up": to_micros(db.now()), "settled": None}
    is_waiting = row["state"] in {State.OPEN, State.NOW}
    now |= {} if is_waiting else _here(db)
    said = Said(Act.QUESTION_NOW, about, by)
    with together(db):
        if (other := now_row(db)) is not None and other["id"] != row["id"]:
            back = other | {"state": State.OPEN.value, "taken_up": None}
            decide(db, said, QUESTION, str(other["id"]), back)
        decide(db, said, QUESTION, str(row["id"]), row | now)
    return True


def answer(db: Connection, id_: str, by: str) -> bool:
    """It was answered. False if it was before."""
    return _settle(db, id_, State.ANSWERED, Act.ANSWERED, by)


def park(db: Connection, id_: str, by: str) -> bool:
    """It is for later, or for elsewhere. False if it is parked."""
    return _settle(db, id_, State.PARKED, Act.PARK, by)


def leave(db: Connection, id_: str, by: str) -> bool:
    """Nobody answered it and nobody will. False if it is so."""
    return _settle(db, id_, State.LEFT, Act.LEAVE, by)


def reopen(db: Connection, id_: str, by: str) -> bool:
    """It waits again, at its place in the running session. False if it does."""
    row, about = told(db, id_)
    if row["state"] == State.OPEN:
        return False
    waits: Row = {"state": State.OPEN.value, "taken_up": None, "settled": None}
    waits |= {} if row["state"] == State.NOW else _here(db)
    decide(db, Said(Act.QUESTION_OPEN, about, by), QUESTION, str(row["id"]), row | waits)
    return True


def carry_over(db: Connection, ids: Iterable[str], session: str, by: str) -> int:
    """File open questions under another session, in one act; how many were not there yet."""
    done = 0
    with together(db):
        for id_ in ids:
            row, about = told(db, id_)
            if row["session"] != session:
                said = Said(Act.CARRY_OVER, f"{about} → {session or 'no session'}", by)
                decide(db, said, QUESTION, str(row["id"]), row | {"session": session})
                done += 1
    return done


def take_next(db: Connection, by: str) -> Question | None:
    """Take up the first open question after the present one, from the end the first of all.

    None when no other waits: then the present one stays.
    """
    _, then = _now_and_then(db)
    if then is None:
        return None
    take_up(db, then, by)
    return question_of(db, then)


def answer_and_next(db: Connection, by: str) -> bool:
    """The present one was answered; go on to the next, in one step. False when there is none."""
    now, then = _now_and_then(db)
    if now is None:
        return False
    with together(db):
        answer(db, now, by)
        if then is not None:
            take_up(db, then, by)
    return True


def back(db: Connection, by: str) -> Decision | None:
    """Take back the last step of `by`; None when there is none."""
    return undo(db, by, (QUESTION,))


def _settle(db: Connection, id_: str, state: State, act: Act, by: str) -> bool:
    row, about = told(db, id_)
    if row["state"] == state:
        return False
    after = row | {"state": state.value, "settled": to_micros(db.now())}
    decide(db, Said(act, about, by), QUESTION, str(row["id"]), after)
    return True


def _here(db: Connection) -> Row:
    """What files a question under the running session; outside one it stays where it is."""
    session = session_now(db)
    return {} if session is None else {"session": session}


def _now_and_then(db: Connection) -> tuple[str | None, str | None]:
    """The ids of the present question and of the one that can be read out after it."""
    now = now_row(db)
    then = next(iter(coming_rows(db, session_now(db), now, 1)), None)
    return str(now["id"]) if now else None, str(then["id"]) if then else None
