"""One place of each kind: its server, the wire to it, and what was published there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final, Protocol

from benchmarks.hour.wire import Wire
from tests.sources.nostr.people import Person as Signer
from tests.sources.nostr.relay_server import RelayServer

from backchannel.demo.net.faults import Faults
from backchannel.demo.net.lines import line_server
from backchannel.demo.net.web import web_server
from backchannel.demo.sites.shelf import Shelf
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.people import Person
from backchannel.model.post import Kind

TAG: Final = "ideaperf"
Options = Mapping[str, object]

_NUMBERS: Final = count(1)


class Served(Protocol):
    """A server on a port of its own."""

    @property
    def port(self) -> int:
        """Where it listens."""

    async def start(self) -> None:
        """Listen."""

    async def stop(self) -> None:
        """Stop listening."""


@dataclass(slots=True)
class Said:
    """A post, when it was published, and whether anybody can still read it later."""

    words: str
    at: datetime
    is_kept: bool = True


@dataclass(slots=True)
class Place:
    """Something that is followed. `options` are what an event file says of it, by its port.

    Without a `server` it is on this machine alone, and `wire` stays unused. `keeps` is false where
    what nobody hears is lost, `has_past` where only what was said before anybody came is. `faults`
    are those that only a web server knows. While it is well it is in one of `states`, and `notes`
    is what may be noted of it then, as a regular expression.
    """

    kind: str
    options: Callable[[int], Options]
    publish_there: Callable[[str, datetime], Awaitable[None]]
    server: Served | None = None
    faults: Faults | None = None
    keeps: bool = True
    has_past: bool = True
    states: frozenset[str] = frozenset({"ok"})
    notes: str = ""
    drive: Drive | None = None
    said: list[Said] = field(default_factory=list)
    wire: Wire = field(default_factory=Wire)

    async def start(self) -> None:
        """Serve it."""
        if self.server is not None:
            await self.server.start()
            await self.wire.open(self.server.port)

    async def stop(self) -> None:
        """Serve it no more."""
        if self.server is not None:
            await self.wire.stop()
            await self.server.stop()

    async def publish(self) -> None:
        """Somebody says something that nobody has said before, and bears the tag.

        Not where it would be lost, or not, by chance.
        """
        is_first = not self.has_past and not self.said
        if self.wire.is_doubtful and (is_first or not self.keeps):
            return
        if is_first and not self.wire.is_heard:
            return
        words, now = f"{self.kind} says number {next(_NUMBERS)} #{TAG}", datetime.now(UTC)
        self.said.append(Said(words, now, self.keeps or self.wire.is_heard))
        await self.publish_there(words, now)

    def published(self, before: datetime | None = None) -> int:
        """How many posts can be read by somebody who follows it, up to a moment."""
        return sum(each.is_kept and (before is None or each.at <= before) for each in self.said)

    def table(self) -> str:
        """Its table in an event file."""
        options = {"kind": self.kind, "name": self.kind, "local": True}
        options |= self.options(self.wire.port)
        return "\n".join(["[[source]]", *(f"{key} = {_toml(it)}" for key, it in options.items())])


class Shelved:
    """Publishes on a shelf that a server shows."""

    def __init__(self, kind: str, site: Callable[[Shelf], object], what: Kind = Kind.POST) -> None:
        self.shelf = Shelf()
        self._kind, self._what = kind, what
        self._author = Person(0, "Ana Example", "ana", f"{kind}.example".replace("_", "-"), "en")
        self.site = site(self.shelf)

    async def publish(self, words: str, at: datetime) -> None:
        """Put it there."""
        number = words.split()[3]
        piece = Piece(
            f"{self._kind}-{number}", self._author, 0.0, words,
            kind=self._what, title=words if self._what is not Kind.POST else "",
            link=f"https://{self._author.server}/{number}", tags=(TAG,),
        )  # fmt: skip
        self.shelf.apply(Happening(0.0, Act.PUBLISH, piece.key, piece), written=at, now=at)


def web(
    kind: str, site: Callable[[Shelf], object], options: Options, what: Kind = Kind.POST
) -> Place:
    """A place on a web server; `{}` in an option becomes the host and port of its wire."""
    shelved, faults = Shelved(kind, site, what), Faults()
    server = web_server(shelved.site, faults, lambda: datetime.now(UTC))  # type: ignore[arg-type]  # whatever `site` makes is a site
    return Place(
        kind, lambda port: _filled(options, port), shelved.publish, server, faults
    )  # fmt: skip


def lines(
    kind: str, site: Callable[[Shelf], object], options: Options, *, keeps: bool = True
) -> Place:
    """A place that speaks in lines."""
    shelved = Shelved(kind, site)
    server = line_server(shelved.site, Faults())  # type: ignore[arg-type]  # whatever `site` makes is a site
    return Place(
        kind,
        lambda port: {"server": "127.0.0.1", "port": port, "tls": False, **options},
        shelved.publish,
        server,
        keeps=keeps,
    )


class Relay(RelayServer):
    """A relay with a person who signs."""

    async def say_signed(self, words: str, at: datetime) -> None:
        """Publish a note."""
        moment = int(at.timestamp())
        note = Signer("Ana").says(words, ("t", TAG), created_at=moment)
        await self.publish(note)


def relay() -> Place:
    """A place on Nostr."""
    server = Relay()
    return Place(
        "nostr", lambda port: {"relays": (f"ws://127.0.0.1:{port}",)}, server.say_signed, server
    )


class Drive:
    """A folder that may be pulled out; what is written meanwhile is there when it is back."""

    def __init__(self, path: Path) -> None:
        self.path, self._away = path, path.with_name("pulled-out")
        self._is_out, self._still = False, asyncio.Lock()
        path.mkdir()

    async def pull_out(self) -> None:
        """It is no longer there."""
        async with self._still:
            await asyncio.to_thread(self.path.rename, self._away)
            self._is_out = True

    async def put_back(self) -> None:
        """It is there again."""
        async with self._still:
            await asyncio.to_thread(self._away.rename, self.path)
            self._is_out = False

    async def publish(self, words: str, at: datetime) -> None:
        """Write a line more."""
        async with self._still:
            where = self._away if self._is_out else self.path
            await asyncio.to_thread(_append, where / "posts.jsonl", record(words, at))


def folder(path: Path) -> Place:
    """Files in a folder."""
    drive = Drive(path)
    return Place("folder", lambda _port: {"path": str(path)}, drive.publish, drive=drive)


def record(words: str, at: datetime) -> bytes:
    """A post as a program of one's own writes it, on a line."""
    said = {"id": words.split()[3], "text": words, "author": "Ana Example", "time": at.isoformat()}
    return json.dumps(said).encode() + b"\n"


def _append(file: Path, line: bytes) -> None:
    with file.open("ab") as stream:
        stream.write(line)


def _filled(options: Options, port: int) -> Options:
    def filled(value: object) -> object:
        if isinstance(value, str):
            return value.replace("{}", f"127.0.0.1:{port}")
        return tuple(map(filled, value)) if isinstance(value, tuple) else value

    return {name: filled(value) for name, value in options.items()}


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value)
