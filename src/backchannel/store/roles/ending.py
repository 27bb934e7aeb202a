"""What becomes of the questions that are still open when their session is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backchannel.model.programme import AFTER, BEFORE, Session, running
from backchannel.store.board.decisions import together
from backchannel.store.connection import Connection
from backchannel.store.roles import programme, questions
from backchannel.store.search import event_of

LATELY: Final = timedelta(hours=12)
"""How long after a session it is still asked about."""

_ASKED_LATELY: Final = timedelta(days=2)
"""One that was taken out is asked about when a question of it is not older; when it would have been
over nobody knows any more, and it may have been carried over to it the evening before.
"""


class Fate(StrEnum):
    """What can become of them."""

    CARRY_OVER = "carry over"
    PARK = "park"
    LEAVE = "leave"


class Ended(Struct, frozen=True):
    """A session that is over with questions still open, and the one they can be carried over to.

    `session` is under what they are filed, `title` what the session is called, or was. `then` is
    the one that is running, else the next, else None. `has_now` when one more of its questions is
    being answered, and so not over with it; `is_out` when it is in the programme no more.
    """

    session: str
    title: str
    open: int
    then: Session | None = None
    has_now: bool = False
    is_out: bool = False


def ended(db: Connection, of: str | None = None) -> Ended | None:
    """The latest session that is over and has open questions that can be read out.

    Else one that was taken out of the programme, or is another one by its title: its questions
    would be in nobody's queue. None are left when it was settled: so it is asked about again only
    when that is undone, or when one of its questions is opened again. `of` asks for one alone.
    """
    event, now = event_of(db), db.now()
    sessions = event.sessions if event else ()
    if not sessions:
        return None  # then all that are open are in the queue
    current = running(sessions, now)
    coming = [each for each in sessions if each.starts > now]
    then = current or min(coming, key=lambda each: each.starts, default=None)
    has_open = questions.with_open(db)  # to count those that can be read out takes longer
    over = [
        each
        for each in sessions
        if each.ends <= now and each != current and now - each.ends < LATELY
    ]
    names = [each.name for each in sorted(over, key=lambda each: each.ends, reverse=True)]
    for name in (*names, *_taken_out(db, has_open, sessions)):
        is_asked = name in has_open and of in {None, name}
        if is_asked and (count := questions.waiting(db, name, is_alone=True)):
            title = programme.title_of(db, name)
            has_now, is_out = bool(_now_of(db, name)), name not in names
            return Ended(name, title, count, then, has_now=has_now, is_out=is_out)
    return None


def _taken_out(db: Connection, names: Iterable[str], sessions: Iterable[Session]) -> list[str]:
    """Of these what is no session any more, the one that was asked something last first."""
    known = {each.name for each in sessions} | {BEFORE, AFTER, ""}
    asked = {name: questions.last_asked(db, name) for name in names if name not in known}
    since = db.now() - _ASKED_LATELY
    lately = {name: at for name, at in asked.items() if at is not None and at >= since}
    return sorted(lately, key=lately.__getitem__, reverse=True)


def settle(db: Connection, session: str, fate: Fate, by: str) -> int:
    """Do that with all that are open in a session, in one act; how many can be read out.

    The others go with them, uncounted: nobody would be asked about those alone. One that is being
    answered stays so, and goes over into the next session, whatever the fate.
    """
    count = questions.waiting(db, session, is_alone=True)
    found, ids, now = ended(db), questions.open_in(db, session), _now_of(db, session)
    then = found.then.name if found and found.then else ""
    with together(db):
        questions.carry_over(db, now, then, by)
        if fate is Fate.CARRY_OVER:
            questions.carry_over(db, ids, then, by)
        else:
            act = questions.park if fate is Fate.PARK else questions.leave
            for id_ in ids:
                act(db, id_, by)
    return count


def _now_of(db: Connection, session: str) -> list[str]:
    now = questions.now_row(db)
    return [str(now["id"])] if now and now["session"] == session else []
