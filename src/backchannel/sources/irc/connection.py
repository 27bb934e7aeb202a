"""An open connection to a chat server: answers its pings, asks for a sign of life, never floods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.api import Dial, Lines
from backchannel.sources.irc.message import Message, parse, plain

_WAITING: Final = 1_000  # messages; then the connection waits for us
_AT_ONCE: Final = 100  # messages taken together
_BURST: Final = 5  # lines; after these, servers hang up on who sends more than one a second
_LONGEST: Final = 120  # characters of a server's own words in a sentence
_SLOW_DOWN: Final = 60.0
_BANNED: Final = ("banned", "k-line", "g-line", "d-line", "z-line", "k:line", "not welcome")
_UNKNOWN: Final = ("password", "not authori", "invalid credential", "requires sasl", "require sasl")
_HURRIED: Final = ("throttl", "too fast", "too many", "trying to reconnect")


class Connection:
    """Messages of an open connection, kept until they are taken."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._waiting: asyncio.Queue[Message] = asyncio.Queue(_WAITING)
        self._stirred = asyncio.Event()
        self._sent: list[float] = []
        self._pump = asyncio.create_task(self._listen())
        self._pump.add_done_callback(lambda _: self._stirred.set())

    async def send(self, line: str) -> None:
        """Send a line, after a rest if there were many."""
        loop = asyncio.get_running_loop()
        self._sent = [at for at in self._sent if loop.time() - at < _BURST]
        if len(self._sent) >= _BURST:
            await asyncio.sleep(_BURST - (loop.time() - self._sent[0]))
        self._sent.append(loop.time())
        await self._lines.send(line)

    async def introduce(self, *lines: str) -> None:
        """Send what belongs to logging in, which nobody takes for a flood."""
        for line in lines:
            await self._lines.send(line)

    async def take(self, patience: float) -> list[Message]:
        """What has come; when that is nothing for `patience` seconds, a sign of life is asked for.

        A server that gives none is SourceUnreachable by and by. What came before a connection
        broke is given before its error is raised.
        """
        while self._waiting.empty() and not self._pump.done():
            self._stirred.clear()
            try:
                async with asyncio.timeout(patience):
                    await self._stirred.wait()
            except TimeoutError:
                await self.send("PING :backchannel")
                patience = max(patience, 1.0) * 2
        taken = [self._waiting.get_nowait() for _ in range(min(self._waiting.qsize(), _AT_ONCE))]
        if not taken:
            self._pump.result()
            raise SourceUnreachable("the server hung up")
        return taken

    async def close(self) -> None:
        """Say goodbye and stop listening."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)
        with suppress(SourceError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._lines.send("QUIT :backchannel")

    async def _listen(self) -> None:
        async for line in self._lines:
            message = parse(line)
            if message is None:
                continue
            if message.command == "PING":
                await self._lines.send(f"PONG :{_one_line(message.param(-1))}")
            if message.command in {"ERROR", "465", "RECONNECT"}:
                await self._waiting.put(message)  # what came before is read before it is raised
                self._stirred.set()
                raise farewell(message)
            await self._waiting.put(message)
            self._stirred.set()


@asynccontextmanager
async def opened(dial: Dial, host: str, port: int, *, tls: bool) -> AsyncIterator[Connection]:
    """A connection for as long as the block."""
    async with dial(host, port, tls=tls) as lines:
        connection = Connection(lines)
        try:
            yield connection
        finally:
            await connection.close()


def farewell(message: Message) -> SourceError:
    """The error of a server that does not want us, or not now."""
    if message.command == "RECONNECT":  # Twitch says so before a server is started again
        return SourceUnreachable("the server asked us to connect anew")
    why = words_of(message)
    low = why.casefold()
    if any(word in low for word in _HURRIED):
        return SourceUnreachable(f"asked us to come back later: {why}", retry_after=_SLOW_DOWN)
    if any(word in low for word in _UNKNOWN):
        return SourceRefused(f"the server does not accept us: {why}", why=Refusal.LOGIN)
    if message.command == "465" or any(word in low for word in _BANNED):
        return SourceRefused(f"the server has banned us: {why}", why=Refusal.NOT_ALLOWED)
    return SourceUnreachable(f"the server hung up: {why}" if why else "the server hung up")


def words_of(message: Message) -> str:
    """A server's own words, fit for a sentence of ours."""
    line = " ".join(word for word in plain(message.param(-1)).split() if word.isprintable())
    return line[:_LONGEST]


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\0", "")
