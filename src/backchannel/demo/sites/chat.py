"""A chat room on an IRC server that keeps history.

After RFC 2812 and https://ircv3.net (capabilities, server-time, message-tags, chathistory).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from backchannel.demo.net.lines import Caller
from backchannel.demo.sites.shelf import Entry, Shelf, Turn

CHANNEL = "#councilsconnect"

_NAME = "chat.example"
_OFFERED = "server-time message-tags batch draft/chathistory"
_MOST = 100
_STAMP = re.compile(r"timestamp=(\S+)")


class ChatRoom:
    """One channel. Whoever comes in hears what is said, and may ask for what was said before."""

    def __init__(self, shelf: Shelf, *, catch_up: Callable[[], None] = lambda: None) -> None:
        self.shelf, self.base = shelf, ""
        self._catch_up = catch_up

    async def __call__(self, caller: Caller) -> None:
        """One conversation."""
        visit = Visit(caller, self.shelf)
        self._catch_up()
        with self.shelf.listening(visit.hear):
            async for line in caller:
                self._catch_up()
                visit.obey(line)
                if visit.has_left:
                    return


class Visit:
    """Somebody who is connected, under the nick they gave."""

    def __init__(self, caller: Caller, shelf: Shelf) -> None:
        self._caller, self._shelf = caller, shelf
        self._nick, self._batches = "*", 0
        self._is_waiting = self._is_inside = self._is_welcome = False
        self.has_left = False

    def hear(self, turn: Turn, entry: Entry) -> None:
        """Something was said in the room."""
        if turn is Turn.UPDATE and self._is_inside:
            self._caller.say(spoken(entry))

    def obey(self, line: str) -> None:
        """Do what a command says; others than these are nobody's business here."""
        command, *params = _parsed(line)
        act = {
            "CAP": self._capabilities,
            "NICK": self._called,
            "USER": self._introduced,
            "PING": lambda said: self._reply(f"PONG {_NAME} :{said[0]}"),
            "JOIN": self._join,
            "CHATHISTORY": self._history,
            "QUIT": self._leave,
        }.get(command.upper())
        if act is not None and (params or command.upper() == "QUIT"):
            act(params)

    def _capabilities(self, said: Sequence[str]) -> None:
        self._is_waiting = said[0].upper() != "END"
        if said[0].upper() == "LS":
            self._reply(f"CAP * LS :{_OFFERED}")
        elif said[0].upper() == "REQ":
            self._reply(f"CAP {self._nick} ACK :{said[-1]}")
        self._welcome()

    def _called(self, said: Sequence[str]) -> None:
        self._nick = said[0]

    def _introduced(self, _said: Sequence[str]) -> None:
        self._welcome()

    def _welcome(self) -> None:
        """Once there is a name, and no capability is being talked about any more."""
        if self._is_waiting or self._is_welcome or self._nick == "*":
            return
        self._is_welcome = True
        self._reply(
            f"001 {self._nick} :Welcome",
            f"005 {self._nick} CHATHISTORY={_MOST} CASEMAPPING=ascii :are supported",
            f"422 {self._nick} :No message of the day",
        )

    def _join(self, said: Sequence[str]) -> None:
        for channel in said[0].split(","):
            if channel.lower() == CHANNEL:
                self._is_inside = True
                self._caller.say(f":{self._nick}!guest@{_NAME} JOIN {CHANNEL}")
            else:
                self._reply(f"403 {self._nick} {channel} :No such channel")

    def _history(self, said: Sequence[str]) -> None:
        """LATEST, BEFORE or AFTER a moment, oldest first."""
        verb, at = said[0].upper(), _STAMP.match(said[2] if len(said) > 2 else "")
        moment = datetime.fromisoformat(at[1]).astimezone(UTC) if at else None
        entries = list(self._shelf.newest_first())[::-1]
        if verb == "AFTER" and moment:
            page = [entry for entry in entries if _at(entry) > moment][:_MOST]
        else:
            page = [entry for entry in entries if moment is None or _at(entry) < moment][-_MOST:]
        self._batches += 1
        name = f"h{self._batches}"
        self._reply(f"BATCH +{name} chathistory {CHANNEL}")
        self._caller.say(*(f"@batch={name};{spoken(entry)[1:]}" for entry in page))
        self._reply(f"BATCH -{name}")

    def _leave(self, _said: Sequence[str]) -> None:
        self.has_left = True

    def _reply(self, *lines: str) -> None:
        self._caller.say(*(f":{_NAME} {line}" for line in lines))


def spoken(entry: Entry) -> str:
    """What somebody said, as a line with its time and id."""
    piece = entry.piece
    words = " ".join(piece.text.split())
    at = _at(entry).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    nick = piece.author.user
    return f"@time={at};msgid={entry.id} :{nick}!{nick}@{_NAME} PRIVMSG {CHANNEL} :{words}"


def _at(entry: Entry) -> datetime:
    """When it was said, in the milliseconds of the protocol."""
    at = entry.written
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _parsed(line: str) -> list[str]:
    """A command and its parameters; the last one may have spaces."""
    head, colon, last = line.partition(" :")
    words = head.split()
    return [*words, last] if colon or not words else words
