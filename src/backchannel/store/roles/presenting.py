"""Everything the presenter is shown, in one read."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backchannel.model.programme import Event, running
from backchannel.model.roles.cue import Cue
from backchannel.model.roles.question import Question
from backchannel.store.connection import Connection
from backchannel.store.roles import cues
from backchannel.store.roles.questions import queue
from backchannel.store.sources import event_of

COMING = 3
"""Questions that are shown after the one that is now."""

_LISTED = 30


class Stand(Struct, frozen=True):
    """How things stand: the question that is now, what comes, how many wait, and one message.

    `ends` is when the session is over by the programme, maybe before now; None outside one.
    """

    event: str = ""
    session: str = ""
    ends: datetime | None = None
    now: Question | None = None
    coming: tuple[Question, ...] = ()
    waiting: int = 0
    cue: Cue | None = None


def stand(db: Connection) -> Stand:
    """As it is; what nobody may read out any more is not in it."""
    event = event_of(db)
    found = queue(db, limit=_LISTED, settled=0)
    now = found.now if found.now and not found.now.trouble else None
    session = running(event.sessions, db.now()) if event else None
    return Stand(
        event=_name(event),
        session=session.title if session else "",
        ends=session.ends if session else None,
        now=now,
        coming=found.coming[:COMING],
        waiting=found.waiting,
        cue=cues.shown(db),
    )


def _name(event: Event | None) -> str:
    return (event.name or " ".join(f"#{tag}" for tag in event.hashtags)) if event else ""
