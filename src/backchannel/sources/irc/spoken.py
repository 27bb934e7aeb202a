"""What a line of an IRC channel is to us: a draft, the end of one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from backchannel.model.post import Draft, DraftAuthor
from backchannel.sources.irc.message import Message, plain

_CTCP = "\x01"
_ACTION = "\x01ACTION "


@dataclass(frozen=True, slots=True)
class Spoken:
    """`gone` are ids of drafts that were taken back."""

    draft: Draft | None = None
    gone: tuple[str, ...] = ()


class Dialect(Protocol):
    """How a network says things."""

    def hear(self, message: Message, channel: str, now: datetime) -> Spoken | None:
        """What a message in one of our channels comes to; None for nothing."""


class Irc:
    """Plain IRC. An id is the server's `msgid`, else made of what was said."""

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}

    def hear(self, message: Message, channel: str, now: datetime) -> Spoken | None:
        """See `Dialect`. What services and bots announce (NOTICE) is not said by anybody."""
        if message.command == "REDACT" and message.param(1):
            return Spoken(gone=(message.param(1),))
        words = said(message)
        if message.command != "PRIVMSG" or not words:
            return None
        return Spoken(
            Draft(
                message.tags.get("msgid") or self.id_of(message, channel, words, now),
                author=DraftAuthor(message.nick, is_bot="bot" in message.tags),
                content=words,
                content_is_html=False,
                published=message.time or now,
                reply_to=message.tags.get("+draft/reply", "") or message.tags.get("+reply", ""),
            )
        )

    def id_of(self, message: Message, channel: str, words: str, now: datetime) -> str:
        """An id made of time, nick and words; the same again for what is told again."""
        stamp = (message.time or now).isoformat()
        found = sha256(f"{stamp} {channel} {message.nick} {words}".encode()).hexdigest()
        if message.time is not None:
            return found  # it may be given again, out of history
        count = self._latest.get(found, 0) + 1
        self._latest = {found: count}
        return found if count == 1 else f"{found}-{count}"


def said(message: Message) -> str:
    """The words of a message without formatting; empty for what programs say to each other."""
    words = message.param(-1)
    if words.startswith(_ACTION):
        return "* " + plain(words.removeprefix(_ACTION).rstrip(_CTCP)).strip()
    return "" if words.startswith(_CTCP) else plain(words).strip()
