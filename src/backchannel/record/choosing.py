"""What of an event goes into its record: which sessions, posts and time, and how much of each."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from backchannel.errors import ConfigError
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.query.meaning import reaches_out_of_sight


class Chosen(Struct, frozen=True):
    """What somebody wants to have in a record; by itself, everything.

    `sessions` are names of sessions, `before` and `after` among them, none for all and "" for what
    is between them. `query` chooses
    posts, with the pins and questions that are of them; notes, and questions from the room, are in
    whatever it says. `since` and `until` are aware; the first is in, the second is not. With
    `is_public_only` there are no counts of likes, boosts, replies and votes. `zero` is when a
    recording begins, for what is shown beside it. What `has_decisions` is for another desk, and not
    to be given out: a raw record then has earlier wordings, rules, cues and who decided what.

    Raises ConfigError for a filter that asks for what is out of sight, and for decisions of less
    than everything.
    """

    sessions: tuple[str, ...] = ()
    query: Query | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_public_only: bool = False
    zero: datetime | None = None
    has_decisions: bool = False

    def __post_init__(self) -> None:
        if self.has_decisions and replace(self, has_decisions=False) != Chosen():
            raise ConfigError(
                "goes with the whole event; leave the other choices out", key="--with-decisions"
            )
        if reaches_out_of_sight(self.asked):
            raise ConfigError("what is hidden, muted or a copy is in no record", key="--filter")

    @property
    def asked(self) -> Query:
        """The filter, whether there is one or not."""
        return EVERYTHING if self.query is None else self.query

    def has_time(self, moment: datetime) -> bool:
        """Whether a moment lies in the time that was chosen."""
        is_after = self.since is None or self.since <= moment
        return is_after and (self.until is None or moment < self.until)

    def has_session(self, name: str) -> bool:
        """Whether what is filed under a session (empty for none) was chosen."""
        return not self.sessions or name in self.sessions
