"""What was said while we were not there, from a server that keeps it.

The public document is https://ircv3.net/specs/extensions/chathistory. First contact goes back, the
newest first, to the event's beginning; later ones go forward from the last line that was heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from backchannel.sources.irc.login import Welcome
from backchannel.sources.irc.message import Message, folded

CAPABILITIES: Final = frozenset({"draft/chathistory", "batch", "server-time", "message-tags"})
_PAGE: Final = 100  # lines asked for at once, if the server allows as many
_MOST_BACK: Final = 20  # pages
_MOST_FORWARD: Final = 200
_OVERLAP: Final = timedelta(seconds=2)  # servers of one network do not agree on the time
_INSTANT: Final = timedelta(milliseconds=1)  # several lines may have it, on both sides of a page


@dataclass(slots=True)
class _Walk:
    """The way through one channel's history: `AFTER` a moment, or `BEFORE` one."""

    channel: str
    is_forward: bool
    at: datetime | None
    pages: int = 0
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def hear(self, moment: datetime | None) -> None:
        self.count += 1
        if moment is not None:
            self.first = min(self.first or moment, moment)
            self.last = max(self.last or moment, moment)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the end of a page means: the next `request`, or a channel that `is_whole` now.

    `upto` is how far nothing is missing, on the way forward.
    """

    channel: str
    request: str = ""
    is_whole: bool = False
    is_cut: bool = False
    upto: datetime | None = None


class History:
    """Asks for history channel by channel and tells when there is no more."""

    def __init__(self, welcome: Welcome, starts: datetime | None) -> None:
        self._welcome, self._starts = welcome, starts
        self._walks: dict[str, _Walk] = {}
        self._batches: dict[str, str] = {}
        limit = welcome.is_so.get("CHATHISTORY", "")
        most = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 6 else 0
        self._page = min(most, _PAGE) or _PAGE

    @property
    def is_kept(self) -> bool:
        """Whether this server keeps history for us."""
        return self._welcome.can >= CAPABILITIES

    def begin(self, channel: str, heard: datetime | None) -> str:
        """The first request, for what came after `heard`; None is first contact."""
        at = heard - _OVERLAP if heard else None
        walk = _Walk(channel, is_forward=heard is not None, at=at)
        self._walks[self._key(channel)] = walk
        return self._request(walk)

    def hear(self, message: Message) -> Turn | None:
        """Take note of a message; something when a page has ended."""
        if message.command == "BATCH":
            return self._batch(message)
        if message.command == "FAIL" and message.param(0) == "CHATHISTORY":
            names = [key for key in map(self._key, message.params) if key in self._walks]
            # Some servers do not say which channel they mean; there is one at a time mostly.
            key = names[0] if names else next(iter(self._walks), "")
            return self._end(key, is_cut=True) if key else None
        walk = self._walks.get(self._batches.get(message.tags.get("batch", ""), ""))
        if walk is not None:
            walk.hear(message.time)
        return None

    def is_past(self, message: Message) -> bool:
        """Whether it comes out of history, and is not said now."""
        return message.tags.get("batch", "") in self._batches

    def _batch(self, message: Message) -> Turn | None:
        sign, name = message.param(0)[:1], message.param(0)[1:]
        key = self._key(message.param(2))
        if sign == "+" and message.param(1) == "chathistory" and key in self._walks:
            self._batches[name] = key
        elif sign == "-" and name in self._batches:
            return self._turn(self._batches.pop(name))
        return None

    def _turn(self, key: str) -> Turn | None:
        walk = self._walks.get(key)
        if walk is None:
            return None
        walk.pages += 1
        reached = walk.last if walk.is_forward else walk.first
        is_stuck = reached is None or reached == walk.at
        is_early = not walk.is_forward and bool(reached and self._starts and reached < self._starts)
        is_long = walk.pages >= (_MOST_FORWARD if walk.is_forward else _MOST_BACK)
        if walk.count < self._page or is_stuck or is_early or is_long:
            return self._end(key, is_cut=is_long)
        walk.at, walk.count, walk.first, walk.last = reached, 0, None, None
        upto = reached if walk.is_forward else None
        return Turn(walk.channel, self._request(walk), upto=upto)

    def _end(self, key: str, *, is_cut: bool) -> Turn:
        walk = self._walks.pop(key)
        return Turn(walk.channel, is_whole=True, is_cut=is_cut)

    def _request(self, walk: _Walk) -> str:
        if walk.at is None:
            return f"CHATHISTORY LATEST {walk.channel} * {self._page}"
        verb, aside = ("AFTER", -_INSTANT) if walk.is_forward else ("BEFORE", _INSTANT)
        moment = (walk.at + aside).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        return f"CHATHISTORY {verb} {walk.channel} timestamp={moment}Z {self._page}"

    def _key(self, channel: str) -> str:
        return folded(channel, self._welcome.mapping)
