"""Real IRC daemons, and people in their channels."""

from __future__ import annotations

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tests.clock import Clock
from tests.sources.irc_server import Listener, reach
from tests.sources.loopback import everything_is_here, unhurried
from tests.waiting import PATIENCE

from backchannel.sources.irc import Irc, Options
from backchannel.sources.streams.lines import PoliteDial

_PLACES: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"

NGIRCD: Final = shutil.which("ngircd", path=_PLACES)
INSPIRCD: Final = shutil.which("inspircd", path=_PLACES)
ATHEME: Final = shutil.which("atheme-services", path=_PLACES)
"""Where they are; None where they are not installed."""


@dataclass
class Person:
    """Somebody on a server, who reads what it says."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, *lines: str) -> None:
        """Send lines."""
        for line in lines:
            self.writer.write(f"{line}\r\n".encode())

    async def until(self, words: str) -> str:
        """The next line with these words in it."""
        async with asyncio.timeout(PATIENCE):
            while line := (await self.reader.readline()).decode():
                if line.startswith("PING "):
                    self.say(line.strip().replace("PING", "PONG"))
                if words in line:
                    return line
        raise AssertionError(f"never heard: {words}")


@asynccontextmanager
async def person(port: int, nick: str, *, room: str = "#room") -> AsyncIterator[Person]:
    """Somebody in a channel, as soon as the server lets them in."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            await asyncio.sleep(0.02)
    there = Person(reader, writer)
    try:
        there.say(f"NICK {nick}", f"USER {nick} 0 * :x")
        await there.until(" 001 ")
        there.say(f"JOIN {room}")
        await there.until(" 366 ")
        yield there
    finally:
        writer.close()


def listening(
    port: int,
    *,
    token: str = "",
    now: Clock | None = None,
    trust: ssl.SSLContext | None = None,
    **options: Any,
) -> Listener:
    """A desk's source at that server, over TLS where it is said whom to `trust`."""
    chosen: dict[str, Any] = {"server": "127.0.0.1", "channels": ("room",), "nick": "desk"}
    chosen |= {"port": port, "tls": trust is not None} | options
    dial = PoliteDial(unhurried(), allow_local=True, tls=trust, lookup=everything_is_here)
    there = replace(reach(token=token, now=now), dial=dial)
    return Listener(Irc(Options(**chosen), there, patience=1.0))


def written(file: Path, text: str) -> Path:
    """A file with that text, which a daemon that runs as nobody can read."""
    file.parent.chmod(0o755)
    file.write_text(text)
    return file
