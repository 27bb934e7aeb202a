"""A conversation that is read from the moment we were let in, until the connection breaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from backchannel.model.post import Draft
from backchannel.sources.api import Batch, Reach
from backchannel.sources.irc import strict
from backchannel.sources.irc.bookmark import Bookmark
from backchannel.sources.irc.connection import Connection
from backchannel.sources.irc.history import History, Turn
from backchannel.sources.irc.login import Welcome
from backchannel.sources.irc.message import Message
from backchannel.sources.irc.place import Place
from backchannel.sources.irc.rooms import Rooms
from backchannel.sources.irc.spoken import Dialect
from backchannel.sources.irc.strict import UpgradeAsked

NO_PAST = "no history is kept there: only what is said from now on"
MISSED = "no history is kept there: what was said while nobody listened is missing"
CUT = "not all that was said before could be read"

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Taken:
    """What some messages come to."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    is_recovery: bool = False


class Chat:
    """Enters the channels, closes the gap where that can be done, and passes on what is said.

    `patience` is how many seconds of silence make us ask whether the server is there. `place` is
    where it is, of a server that may want to be spoken to by TLS alone.
    """

    def __init__(
        self,
        connection: Connection,
        welcome: Welcome,
        dialect: Dialect,
        reach: Reach,
        *,
        channels: tuple[str, ...],
        bookmark: Bookmark,
        patience: float,
        place: Place | None = None,
    ) -> None:
        self._connection, self._welcome, self._dialect = connection, welcome, dialect
        self._now, self._patience = reach.now, patience
        self._rooms = Rooms(channels, welcome)
        self._history = History(welcome, _starts(reach))
        self._heard, self._sts = dict(bookmark.heard), bookmark.sts
        self._place, self._asked, self._is_told = place, 0, False
        self._ahead: dict[str, datetime] = {}  # said while history is still being read
        self._is_cut = False
        self.note = ""
        """What the facilitator was told last; a new connection goes on from there."""
        self._has_told = False

    async def batches(self, *, is_broken: bool) -> AsyncGenerator[Batch, None]:
        """Never ends by itself. The bookmark moves only when nothing before it is missing.

        Raises UpgradeAsked when the server wants TLS from now on, once all it said is passed on.
        """
        has_gap, before = bool(self._heard), dict(self._heard)
        while True:
            for channels in self._rooms.due(self._now()):
                await self._connection.send(f"JOIN {channels}")
            taken = _Taken()
            for message in await self._connection.take(self._patience):
                await self._hear(message, taken)
            is_moved, before = self._heard != before, dict(self._heard)
            is_told, self._is_told = self._is_told, False
            is_moved |= self._renews_sts() or is_told
            yield Batch(
                tuple(taken.drafts.values()),
                bookmark=Bookmark(before, sts=self._sts).written() if is_moved else None,
                kept=Bookmark(sts=self._sts).written() if is_told else None,
                gone=tuple(dict.fromkeys(taken.gone)),
                is_live=self._rooms.is_settled,
                is_recovery=is_broken and taken.is_recovery,
                note=self._news(has_gap=has_gap),
            )
            if self._asked:
                raise UpgradeAsked(self._asked)

    def _renews_sts(self) -> bool:
        """What the server wants counts from when it was there last, not from when we came."""
        if self._sts is None or not self._sts.is_stale(self._now()):
            return False
        self._sts = self._sts.renewed(self._now())
        return True

    def _be_strict(self, offered: list[str]) -> None:
        """What the server wants from now on, as when it says so to whoever comes."""
        if self._place is None:
            return
        if not self._place.tls:
            self._asked = strict.port_asked(offered) or self._asked
        elif (seconds := strict.duration(offered)) is not None:
            self._sts = strict.agreed(self._sts, self._place, seconds, self._now())
            self._is_told = True

    async def _hear(self, message: Message, taken: _Taken) -> None:
        if message.command == "CAP" and message.param(1).upper() == "NEW":
            self._be_strict(message.param(-1).split())
        if message.command == "NICK" and self._welcome.is_me(message.nick):
            self._welcome.nick = message.param(0) or self._welcome.nick
        if entered := self._rooms.hear(message, self._now()):
            await self._enter(entered)
        channel = self._rooms.called(message.param(0))
        if channel and not self._welcome.is_me(message.nick):
            self._listen(message, channel, taken)
        if turn := self._history.hear(message):
            await self._go_on(turn)

    async def _enter(self, channel: str) -> None:
        if self._history.is_kept:
            self._ahead[channel] = self._heard.get(channel, _LONG_AGO)
            await self._connection.send(self._history.begin(channel, self._heard.get(channel)))
        else:
            self._heard.setdefault(channel, self._now())

    def _listen(self, message: Message, channel: str, taken: _Taken) -> None:
        spoken = self._dialect.hear(message, channel, self._now())
        if spoken is None:
            return
        for id_ in spoken.gone:
            taken.drafts.pop(id_, None)
        taken.gone += spoken.gone
        if spoken.draft is None:
            return
        taken.drafts[spoken.draft.id] = spoken.draft
        taken.is_recovery |= self._history.is_past(message)
        at = min(message.time or self._now(), self._now())  # a clock ahead must hide nothing
        waiting = self._ahead if channel in self._ahead else self._heard
        waiting[channel] = max(waiting.get(channel, at), at)

    async def _go_on(self, turn: Turn) -> None:
        if turn.upto is not None:
            self._heard[turn.channel] = turn.upto
        if turn.request:
            await self._connection.send(turn.request)
        if turn.is_whole:
            self._is_cut |= turn.is_cut
            at = self._ahead.pop(turn.channel, _LONG_AGO)
            if at > _LONG_AGO:  # else nobody ever said anything there
                self._heard[turn.channel] = at

    def _news(self, *, has_gap: bool) -> str:
        """What a facilitator should know, when it is not what was said last.

        A new connection says it again: nothing said of a source is shown once it has failed.
        """
        past = "" if self._history.is_kept else MISSED if has_gap else NO_PAST
        problems = (self._welcome.note, self._rooms.note, past, CUT if self._is_cut else "")
        note = "; ".join(filter(None, problems))[:200]
        is_known = note == self.note and (self._has_told or not note)
        if is_known or not self._rooms.is_settled:
            return ""
        self.note, self._has_told = note, True
        return note or "all is read again"


def _starts(reach: Reach) -> datetime | None:
    event = reach.event
    return event.starts or min((session.starts for session in event.sessions), default=None)
