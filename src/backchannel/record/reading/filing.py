"""Under which session a moment belongs, asked once for each of very many posts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Session, running


class Filing:
    """Looks sessions up: by hand, or by the clock as `programme.running` does."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        edges = {each.starts for each in sessions}
        edges |= {each.closes or each.ends for each in sessions}
        moments = sorted(edges)
        self._edges = [to_micros(moment) for moment in moments]
        found = [running(sessions, moment) for moment in moments]
        self._names = ["", *(session.name if session else "" for session in found)]

    def at(self, place: int) -> str:
        """The session of a moment in microseconds since 1970; empty for none."""
        return self._names[bisect_right(self._edges, place)]

    def of_moment(self, moment: datetime) -> str:
        """The same."""
        return self.at(to_micros(moment))

    def of(self, stored: StoredPost) -> str:
        """The session of a post: the one that somebody said, else that of its moment."""
        return self.at(stored.place) if stored.filed is None else stored.filed
