"""The channels we want to be in: which ones let us in, which ones do not, and when to ask again.

The numerics are those of https://modern.ircdocs.horse/#numerics.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc.login import Welcome
from backchannel.sources.irc.message import Message, folded

_REFUSED: Final = {
    "403": ("there is no channel {}", Refusal.NOT_A_SOURCE),
    "405": ("{} is one channel too many for this server", Refusal.NOT_ALLOWED),
    "448": ("{} is not a name that a channel can have", Refusal.NOT_A_SOURCE),
    "470": ("{} sends whoever comes to another channel", Refusal.NOT_ALLOWED),
    "473": ("{} is only for those who were invited", Refusal.NOT_ALLOWED),
    "474": ("we are banned from {}", Refusal.NOT_ALLOWED),
    "475": ("{} can be entered only with a key", Refusal.NOT_ALLOWED),
    "476": ("{} is not a name that a channel can have", Refusal.NOT_A_SOURCE),
    "477": ("{} is only for people who are logged in; add an account", Refusal.LOGIN),
    "489": ("{} lets in only connections with TLS", Refusal.NOT_ALLOWED),
    "520": ("{} is only for those who run the server", Refusal.NOT_ALLOWED),
}
_LATER: Final = {
    "437": "{} cannot be entered now",
    "471": "{} is full",
    "480": "{} asked us to come back later",
}
_BY_MODE: Final = {"(+R)": "477", "(+r)": "477", "(+z)": "489", "(+S)": "489"}
"""ngIRCd says that a channel is full, and in brackets what is really the matter."""

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
AGAIN: Final = timedelta(seconds=30)
"""How long we stay away from a channel that put us out, and that could not be entered."""

_NO_SERVICES: Final = 60.0
_LINE: Final = 450  # bytes; a server cuts off what goes beyond 512, and puts things around it


class Rooms:
    """The state of each channel. `channels` are as they were written."""

    def __init__(self, channels: Sequence[str], welcome: Welcome) -> None:
        self._welcome = welcome
        self._written = {self._key(channel): channel for channel in channels}
        self._problems: dict[str, str] = {}
        self._refused: dict[str, Refusal] = {}
        self._due = dict.fromkeys(self._written, _AT_ONCE)
        self._asked: set[str] = set()
        self._entered: set[str] = set()

    def called(self, channel: str) -> str:
        """A channel as it was written; empty when it is none of ours."""
        return self._written.get(self._key(channel), "")

    def hear(self, message: Message, now: datetime) -> str:
        """Take note of what a message says of us; the channel, as written, that we have entered.

        Raises SourceRefused when no channel is left, and SourceUnreachable when it may be that
        only the services that know our account are away.
        """
        command = _meant(message)
        if command == "JOIN" and self._welcome.is_me(message.nick):
            return self._enter(self._key(message.param(0)))
        if self._is_end(message):
            self._leave(message.param(0), "put out of {}", now)
        elif command in _LATER:
            self._leave(message.param(1), _LATER[command], now)
        elif command in _REFUSED:
            self._refuse(self._key(message.param(1)), *_REFUSED[command])
        return ""

    def due(self, now: datetime) -> list[str]:
        """Channels to enter now, by commas, as many as a line may name: the first time all of them.

        Who does not answer is asked again.
        """
        due = [key for key, at in self._due.items() if at <= now]
        for key in due:
            self._due[key] = now + AGAIN
            if key in self._asked:
                self._problems.setdefault(key, f"no answer from {self._written[key]}")
            self._asked.add(key)
        return _in_lines([self._written[key] for key in due])

    @property
    def is_settled(self) -> bool:
        """Whether every channel has answered."""
        return self._written.keys() <= self._entered | self._problems.keys()

    @property
    def note(self) -> str:
        """What is wrong with some of the channels; empty when nothing is."""
        return "; ".join(self._problems.values())

    def _is_end(self, message: Message) -> bool:
        """Whether we are put out, in either way that a server has."""
        whom = {"KICK": message.param(1), "PART": message.nick}.get(message.command, "")
        return bool(whom) and self._welcome.is_me(whom)

    def _enter(self, key: str) -> str:
        if key not in self._written:
            return ""
        self._problems.pop(key, None)
        self._due.pop(key, None)
        self._entered.add(key)
        return self._written[key]

    def _leave(self, channel: str, problem: str, now: datetime) -> None:
        key = self._key(channel)
        if key in self._written:
            self._entered.discard(key)
            self._problems[key] = problem.format(self._written[key])
            self._due[key] = now + AGAIN

    def _refuse(self, key: str, problem: str, why: Refusal) -> None:
        if key not in self._written:
            return
        self._entered.discard(key)
        self._problems[key] = problem.format(self._written[key])
        self._refused[key] = why
        self._due.pop(key, None)
        if self._refused.keys() != self._written.keys():
            return
        if self._welcome.note and why is Refusal.LOGIN:  # those who know accounts may come back
            raise SourceUnreachable(self.note[:200], retry_after=_NO_SERVICES)
        raise SourceRefused(self.note[:200], why=next(iter(self._refused.values())))

    def _key(self, channel: str) -> str:
        return folded(channel, self._welcome.mapping)


def _meant(message: Message) -> str:
    """The command, or the numeric that other servers would have sent."""
    if message.command != "471":
        return message.command
    words = message.param(-1)
    return next((numeric for mode, numeric in _BY_MODE.items() if mode in words), "471")


def _in_lines(channels: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for channel in channels:
        if lines and len(f"{lines[-1]},{channel}".encode()) <= _LINE:
            lines[-1] += f",{channel}"
        else:
            lines.append(channel)
    return lines
