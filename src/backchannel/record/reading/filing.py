"""Under which session a moment belongs, asked once for each of very many posts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import BEFORE, Session, filed_at


class Filing:
    """Looks sessions up: by hand, by a rule, or by the clock as `programme.filed_at` does."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        edges = {each.starts for each in sessions}
        edges |= {each.closes or each.ends for each in sessions}
        moments = sorted(edges)
        self._edges = [to_micros(moment) for moment in moments]
        begins = [BEFORE] if sessions else [""]
        self._names = [*begins, *(filed_at(sessions, moment) for moment in moments)]

    def at(self, place: int) -> str:
        """The session of a moment in microseconds since 1970, or `BEFORE` or `AFTER` all of them.

        Empty between two, and where there is no programme.
        """
        return self._names[bisect_right(self._edges, place)]

    def of_moment(self, moment: datetime) -> str:
        """The same."""
        return self.at(to_micros(moment))

    def of(self, stored: StoredPost) -> str:
        """The session of a post: the one that somebody said, else that of its moment."""
        return self.at(stored.place) if stored.filed is None else stored.filed
