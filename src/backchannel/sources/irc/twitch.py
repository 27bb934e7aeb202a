"""The source `twitch`: the chat beside a stream, read as IRC.

The public document is https://dev.twitch.tv/docs/chat/irc.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft, DraftAuthor
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.irc import bookmark as bookmarks
from backchannel.sources.irc.chat import Chat
from backchannel.sources.irc.connection import Connection, opened
from backchannel.sources.irc.login import Welcome
from backchannel.sources.irc.message import Message, moment_of
from backchannel.sources.irc.place import (
    Place,
    channels_of,
    check_channels,
    check_port,
    check_secret,
    check_word,
    host_in,
)
from backchannel.sources.irc.spoken import Irc, Spoken, said

REMEMBERED: Final = 5_000
"""Posts whose authors are known, so that all of one author can be taken back."""

_PATIENCE: Final = 60.0
_NOTICES: Final = ("login authentication failed", "improperly formatted auth", "login unsuccessful")


@dataclass(frozen=True, slots=True)
class Options:
    """The chats beside streams on Twitch.

    `channels` are the names of those who stream, as in the address of their page. No account is
    needed; `account` is the login name that a token belongs to. `server`, `port` and `tls` are for
    rehearsals.
    """

    channels: tuple[str, ...]
    account: str = ""
    server: str = "irc.chat.twitch.tv"
    port: int = 6697
    tls: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be a channel or an account."""
        check_channels(self.channels)
        check_port(self.port)
        check_word("account", self.account)


class TwitchDialect:
    """What is said there, and what moderators take back: one message, an author's, or all."""

    def __init__(self, *, remembered: int = REMEMBERED) -> None:
        self._remembered, self._plain = remembered, Irc()
        self._authors: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def hear(self, message: Message, channel: str, now: datetime) -> Spoken | None:
        """See `Dialect`. Of a subscription or a raid only what a person wrote with it is a post."""
        match message.command:
            case "CLEARMSG":
                return Spoken(gone=tuple(filter(None, (message.tags.get("target-msg-id", ""),))))
            case "CLEARCHAT":
                return Spoken(gone=self._taken_back(channel, message.param(1).lower()))
            case "PRIVMSG" | "USERNOTICE" if len(message.params) > 1:
                return self._post(message, channel, now)
        return None

    def _post(self, message: Message, channel: str, now: datetime) -> Spoken | None:
        words = said(message)
        if not words:
            return None
        id_ = message.tags.get("id") or self._plain.id_of(message, channel, words, now)
        login = (message.tags.get("login") or message.nick).lower()
        self._authors[id_] = (channel, login)
        if len(self._authors) > self._remembered:
            self._authors.popitem(last=False)
        return Spoken(
            Draft(
                id_,
                author=DraftAuthor(
                    _name(message.tags.get("display-name", ""), login),
                    url=f"https://www.twitch.tv/{login}" if login.isidentifier() else "",
                ),
                content=words,
                content_is_html=False,
                published=moment_of(message.tags.get("tmi-sent-ts", "")) or now,
                reply_to=message.tags.get("reply-parent-msg-id", ""),
            )
        )

    def _taken_back(self, channel: str, login: str) -> tuple[str, ...]:
        return tuple(
            id_
            for id_, (where, author) in self._authors.items()
            if where == channel and login in {"", author}
        )


class Twitch:
    """Chats of one server, without a past: nothing is kept there.

    `patience` is how many seconds of silence make us ask whether the server is there.
    """

    kind: ClassVar[str] = "twitch"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 30.0
    manners: ClassVar[frozenset[str]] = frozenset({"account", "server", "port", "tls"})

    def __init__(self, options: Options, reach: Reach, *, patience: float = 25.0) -> None:
        self._options, self._reach, self._patience = options, reach, patience
        self._place = Place(host_in(options.server), options.port, options.tls)
        self._channels = tuple(name.lower() for name in channels_of(options.channels))
        self._dialect = TwitchDialect()
        self._note = ""

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what is said while nobody listens: Twitch keeps no history",)

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """Never ends."""
        async with aclosing(self._read(bookmark)) as found:
            async for batch in found:
                yield batch

    async def _read(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        place = self._place
        token = check_secret(self._reach.secret("token"), place)
        async with opened(self._reach.dial, place.host, place.port, tls=place.tls) as connection:
            chat = Chat(
                connection,
                await _login(connection, self._options.account.lower(), token),
                self._dialect,
                self._reach,
                channels=self._channels,
                bookmark=bookmarks.recall(bookmark),
                patience=self._patience,
            )
            chat.note = self._note
            async with aclosing(chat.batches(is_broken=False)) as found:
                async for batch in found:
                    self._note = chat.note
                    yield batch


async def _login(connection: Connection, account: str, token: str) -> Welcome:
    """As `account` if there is a token for it, else as one of the nameless."""
    has_account = bool(account and token)
    nick = account if has_account else f"justinfan{secrets.randbelow(90_000) + 10_000}"
    await connection.introduce("CAP REQ :twitch.tv/tags twitch.tv/commands")
    if has_account:
        await connection.introduce(f"PASS oauth:{token.removeprefix('oauth:')}")
    await connection.introduce(f"NICK {nick}")
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _welcomed(connection, nick)
    except TimeoutError as error:
        raise SourceUnreachable("the server did not let us in within a minute") from error


async def _welcomed(connection: Connection, nick: str) -> Welcome:
    while True:
        for message in await connection.take(_PATIENCE / 2):
            if message.command == "001":
                return Welcome(message.param(0) or nick, is_so={"CASEMAPPING": "ascii"})
            words = message.param(-1).casefold()
            if message.command == "NOTICE" and any(each in words for each in _NOTICES):
                raise SourceRefused("Twitch does not accept the token", why=Refusal.LOGIN)


def _name(display: str, login: str) -> str:
    """A name that is not the login in other capitals hides who it is."""
    shown = display.strip()
    return shown if shown.lower() == login else f"{shown} ({login})" if shown else login
