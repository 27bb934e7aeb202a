"""An IRC server on loopback that says and keeps what a test wants, and a store that listens."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.clock import Clock
from tests.sources.feed_reach import NoHttp
from tests.sources.loopback import unhurried
from tests.waiting import PATIENCE, until

from backchannel.model.post import Draft
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach, Source
from backchannel.sources.irc.message import Message, parse
from backchannel.sources.streams.lines import PoliteDial

HISTORY = "server-time message-tags batch draft/chathistory draft/message-redaction sasl=PLAIN"
NAME = "irc.example"


@dataclass
class IrcServer:
    """Lets in whoever asks. `kept` are lines of history, oldest first, as (milliseconds, line).

    `answers` are said instead of what a command does: by command and first parameter, or command.
    """

    can: str = ""
    support: str = "CASEMAPPING=rfc1459"
    password: str = ""
    taken: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[int, str]] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    nick: str = ""
    _batch: int = 0

    def say(self, *lines: str) -> None:
        """Send lines to whoever is connected."""
        for line in lines:
            self.writers[-1].write(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def talk(self, number: int, words: str, *, nick: str = "ana", is_live: bool = True) -> None:
        """Somebody says something in `#room`, `number` seconds after the dawn of the test."""
        stamp = number * 1_000
        line = f"@time={_written(stamp)};msgid=m{number} :{nick}!a@b PRIVMSG #room :{words}"
        self.kept.append((stamp, line))
        if is_live:
            self.say(line)

    def break_off(self) -> None:
        """As when the server is killed."""
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()

    async def until(self, is_so: Callable[[str], bool]) -> str:
        """The first line that was heard like that."""
        await until(lambda: any(is_so(line) for line in self.heard))
        return next(line for line in self.heard if is_so(line))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[IrcServer]:
        """Listening on a port of its own."""
        server = await asyncio.start_server(self._converse, "127.0.0.1", self.port, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.break_off()
            await asyncio.sleep(0)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with suppress(OSError, asyncio.CancelledError):
            while raw := await reader.readline():
                line = raw.rstrip(b"\r\n").decode()
                self.heard.append(line)
                if (message := parse(line.encode())) is not None:
                    self._answer(message)
        writer.close()

    def _answer(self, message: Message) -> None:
        keys = (f"{message.command} {message.param(0)}", message.command)
        if answer := next((self.answers[key] for key in keys if key in self.answers), ""):
            return self.say(*answer.split("\n"))
        if act := getattr(self, f"_on_{message.command.lower()}", None):
            act(message)
        return None

    def _on_ping(self, message: Message) -> None:
        self.say(f":{NAME} PONG {NAME} :{message.param(0)}")

    def _on_cap(self, message: Message) -> None:
        match message.param(0):
            case "LS" if self.can:
                first, _, rest = self.can.partition(" ")
                self.say(f":{NAME} CAP * LS * :{first}", f":{NAME} CAP * LS :{rest}")
            case "LS":
                self.say(f":{NAME} 421 * CAP :Unknown command")
            case "REQ":
                self.say(f":{NAME} CAP * ACK :{message.param(1)}")
            case "END":
                self._welcome()

    def _on_authenticate(self, message: Message) -> None:
        if message.param(0) == "PLAIN":
            return self.say("AUTHENTICATE +")
        if len(message.param(0)) == 400:
            return None  # there is more to come
        is_right = b64decode(message.param(0)).decode() == f"\0ana\0{self.password}"
        return self.say(
            f":{NAME} 903 {self.nick} :ok" if is_right else f":{NAME} 904 {self.nick} :no"
        )

    def _on_nick(self, message: Message) -> None:
        if message.param(0) in self.taken:
            return self.say(f":{NAME} 433 * {message.param(0)} :Nickname is already in use")
        is_again = bool(self.nick)
        self.nick = message.param(0)
        if not self.can and (is_again or self.taken):
            self._welcome()
        return None

    def _on_user(self, _: Message) -> None:
        if not self.can and not self.taken:
            self._welcome()

    def _welcome(self) -> None:
        self.say(
            f":{NAME} 001 {self.nick} :Welcome",
            f":{NAME} 005 {self.nick} {self.support} :are supported by this server",
            f":{NAME} 422 {self.nick} :MOTD File is missing",
        )

    def _on_join(self, message: Message) -> None:
        for channel in message.param(0).split(","):
            refused = self.answers.get(f"JOIN {channel}", "")
            self.say(refused or f":{self.nick}!x@y JOIN {channel}")

    def _on_chathistory(self, message: Message) -> None:
        verb, channel, at, most = message.params
        stamp = _read(at.removeprefix("timestamp=")) if at != "*" else 0
        if verb == "AFTER":
            page = [line for when, line in self.kept if when > stamp][: int(most)]
        else:
            page = [line for when, line in self.kept if at == "*" or when < stamp][-int(most) :]
        self._batch += 1
        name = f"b{self._batch}"
        self.say(f":{NAME} BATCH +{name} chathistory {channel}")
        self.say(*(f"@batch={name};{line.removeprefix('@')}" for line in page))
        self.say(f":{NAME} BATCH -{name}")


_DAWN = datetime(2026, 1, 9, 9, tzinfo=UTC)


def _written(stamp: int) -> str:
    at = datetime.fromtimestamp(_DAWN.timestamp() + stamp / 1_000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(written: str) -> int:
    return round((datetime.fromisoformat(written) - _DAWN).total_seconds() * 1_000)


@dataclass
class Listener:
    """Reads a source as the collector does, and keeps what it gives."""

    source: Source
    bookmark: str | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    given: int = 0
    last: Batch = field(default_factory=Batch)
    _batches: Any = None

    async def next(self) -> Batch:
        """The next batch, stored."""
        self._batches = self._batches or self.source.batches(self.bookmark)
        try:
            async with asyncio.timeout(PATIENCE):
                batch: Batch = await anext(self._batches)
        except Exception:
            self._batches = None
            raise
        self.given += len(batch.drafts)
        self.drafts |= {draft.id: draft for draft in batch.drafts}
        self.gone |= set(batch.gone)
        self.bookmark = batch.bookmark or self.bookmark
        self.notes += [batch.note] if batch.note else []
        self.last = batch
        return batch

    async def until(self, is_so: Callable[[], object]) -> None:
        """Read until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await self.next()

    async def until_live(self) -> None:
        """Until every channel has answered."""
        self.last = Batch()
        await self.until(lambda: self.last.is_live)

    @property
    def said(self) -> list[str]:
        """The words of all posts, in the order in which they were said first."""
        posts = sorted(self.drafts.values(), key=lambda draft: str(draft.published))
        return [post.content for post in posts]

    async def close(self) -> None:
        """As when the collector stops."""
        if self._batches is not None:
            await self._batches.aclose()


def reach(*, token: str = "", event: Event | None = None, now: Clock | None = None) -> Reach:
    """A `Reach` that dials loopback and has a secret."""
    return Reach(
        http=NoHttp(),
        documents=_NoDocuments(),
        event=event or Event("Example", ("ideaperf",)),
        now=now or Clock(),
        secret=lambda name: token if name == "token" else "",
        dial=PoliteDial(unhurried(), allow_local=True),
    )


class _NoDocuments:
    async def read(self, *_: object) -> Any:
        raise AssertionError
