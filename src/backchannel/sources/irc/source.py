"""The source `irc`: what is said in channels of an IRC server, live."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from msgspec import structs

from backchannel.errors import SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.irc import bookmark as bookmarks
from backchannel.sources.irc import spoken, strict
from backchannel.sources.irc.bookmark import Bookmark
from backchannel.sources.irc.chat import Chat
from backchannel.sources.irc.connection import Connection, opened
from backchannel.sources.irc.login import Identity, login
from backchannel.sources.irc.place import (
    Place,
    channels_of,
    check_channels,
    check_port,
    check_secret,
    check_word,
    host_in,
)


@dataclass(frozen=True, slots=True)
class Options:
    """Channels of an IRC server.

    `server` is its host (`irc.example`). `channels` are read, with or without their `#`. `nick` is
    what we are called there; `account` logs in by SASL with the token as its password. Without an
    account a token is the server's own password. `tls` is off only for servers that have none.
    """

    server: str
    channels: tuple[str, ...]
    nick: str = "backchannel"
    account: str = ""
    port: int = 6697
    tls: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for what no server would take."""
        check_channels(self.channels)
        check_port(self.port)
        check_word("nick", self.nick or " ")
        check_word("account", self.account)


class Irc:
    """One server. `patience` is how many seconds of silence make us ask whether it is there."""

    kind: ClassVar[str] = "irc"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 30.0
    manners: ClassVar[frozenset[str]] = frozenset({"nick", "account", "port", "tls"})

    def __init__(self, options: Options, reach: Reach, *, patience: float = 25.0) -> None:
        self._options, self._reach, self._patience = options, reach, patience
        self._written = Place(host_in(options.server), options.port, options.tls)
        self._dialect = spoken.Irc()
        self._is_broken = False
        self._note = ""

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what is said while nobody listens, unless the server keeps a history",)

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """Never ends; what was missed comes first, where the server keeps it."""
        try:
            async with aclosing(self._read(bookmark)) as found:
                async for batch in found:
                    yield batch
        except SourceUnreachable:
            self._is_broken = True
            raise

    async def _read(self, bookmark: str | None) -> AsyncGenerator[Batch, None]:
        known, written = bookmarks.recall(bookmark), self._written
        place = strict.strictest(written, known.sts, self._reach.now())
        try:
            async with aclosing(self._talk(place, known)) as found:
                async for batch in found:
                    known = bookmarks.recall(batch.bookmark) if batch.bookmark else known
                    yield batch
        except strict.UpgradeAsked as asked:
            place = Place(written.host, asked.port, tls=True)
            async with aclosing(self._talk(place, known)) as found:
                async for batch in found:
                    yield batch

    async def _talk(self, place: Place, known: Bookmark) -> AsyncGenerator[Batch, None]:
        options, now = self._options, self._reach.now
        password = check_secret(self._reach.secret("token"), place)
        identity = Identity(options.nick, options.account, password)
        async with self._opened(place) as connection:
            welcome = await login(connection, identity, is_secure=place.tls)
            if place.tls:
                sts = strict.agreed(known.sts, place, welcome.tls_for, now())
                if sts != known.sts:
                    known = structs.replace(known, sts=sts)
                    kept = Bookmark(sts=sts).written()
                    yield Batch(bookmark=known.written(), kept=kept)
            told = (welcome.note, strict.said(self._written, place))
            welcome.note = "; ".join(filter(None, told))
            chat = Chat(
                connection,
                welcome,
                self._dialect,
                self._reach,
                channels=channels_of(options.channels),
                bookmark=known,
                patience=self._patience,
                place=place,
            )
            chat.note = self._note
            async with aclosing(chat.batches(is_broken=self._is_broken)) as found:
                async for batch in found:
                    self._note = chat.note
                    yield batch

    @asynccontextmanager
    async def _opened(self, place: Place) -> AsyncIterator[Connection]:
        """A connection; nothing is tried without TLS where the server does not want that."""
        async with AsyncExitStack() as stack:
            try:
                dialled = opened(self._reach.dial, place.host, place.port, tls=place.tls)
                connection = await stack.enter_async_context(dialled)
            except SourceUnreachable as error:
                if place == self._written:
                    raise
                raise strict.unreachable(error, place) from error
            yield connection
