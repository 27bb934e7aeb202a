"""Everything the presenter is shown, in one read."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backchannel.model.programme import Event, running
from backchannel.model.roles.cue import Cue
from backchannel.model.roles.question import Question
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, questions
from backchannel.store.sources import event_of

COMING = 3
"""Questions that are shown after the one that is now."""


class Stand(Struct, frozen=True):
    """How things stand: the question that is now, what comes, how many wait, and one message.

    `ends` is when the session is over by the programme, maybe before now; None outside one.
    `has_had` when any question of it was settled.
    """

    event: str = ""
    session: str = ""
    ends: datetime | None = None
    now: Question | None = None
    coming: tuple[Question, ...] = ()
    waiting: int = 0
    has_had: bool = False
    cue: Cue | None = None


def stand(db: Connection) -> Stand:
    """As it is; what nobody may read out any more is not in it."""
    event = event_of(db)
    session = running(event.sessions, db.now()) if event else None
    filed = session.name if session else None
    taken = questions.now_row(db)
    rows = questions.coming_rows(db, filed, taken, COMING)
    found = questions.questions(db, [*([taken] if taken else []), *rows])
    now = found[0] if taken else None
    return Stand(
        event=_name(event),
        session=session.title if session else "",
        ends=session.ends if session else None,
        now=None if now is None or now.trouble else now,
        coming=found[1:] if taken else found,
        waiting=questions.waiting(db, filed),
        has_had=questions.is_any_settled(db, filed),
        cue=cues.shown(db),
    )


def _name(event: Event | None) -> str:
    return (event.name or " ".join(f"#{tag}" for tag in event.hashtags)) if event else ""
