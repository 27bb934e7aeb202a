"""What somebody wrote to be posted, and how far it has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

STALE: Final = timedelta(days=1)
"""After this long nothing is sent without being asked for again."""


class Sending(StrEnum):
    """How far a text has come on its way to the net."""

    DRAFT = "draft"  # written, and nobody asked to send it
    WAITING = "waiting"  # asked for; the collector sends it as soon as it can
    SENDING = "sending"  # on its way just now; it may be out already
    SENT = "sent"  # published; `url` is where
    FAILED = "failed"  # refused, `problem` says why; it is not out
    UNSURE = "unsure"  # the answer was lost; it may be out, and is looked for before anything else


CHANGEABLE: Final = frozenset({Sending.DRAFT, Sending.FAILED})
"""What may get other words: it is certain that nobody has read it."""


class Words(Struct, frozen=True):
    """What somebody writes: with which account (its name), in answer to the post at which place.

    `language` is BCP 47, empty for the account's own. `warning` stands before the words until a
    reader opens them.
    """

    account: str
    text: str
    language: str = ""
    warning: str = ""
    reply_to: int | None = None


class Outgoing(Struct, frozen=True):
    """A reply or a post of one's own. All times UTC.

    `problem` is a cleaned sentence for whoever wrote it: why it is a draft again, why it waits, why
    it failed; empty when all is well. `url` is the page it is on, and `post` the place of the post
    that it became; both only once it is sent. `by` wrote it, `written` is when it was begun, `at`
    when it last came further. `key` was made once and names it to a server that must not take it
    twice. `asked` is when it was asked to be sent, `tried` when the first try began whose end is
    not known.
    """

    id: str
    key: str
    words: Words
    state: Sending
    by: str
    written: datetime
    at: datetime
    problem: str = ""
    url: str = ""
    post: int | None = None
    asked: datetime | None = None
    due: datetime | None = None
    tried: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still has something before it."""
        return self.state is not Sending.SENT
