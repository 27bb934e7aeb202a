"""Introducing ourselves to an IRC server: capabilities, account, password and nick.

The public documents are https://ircv3.net/specs/extensions/capability-negotiation and
https://ircv3.net/specs/extensions/sasl-3.1.
"""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc import strict
from backchannel.sources.irc.connection import Connection, words_of
from backchannel.sources.irc.message import Message, folded

WANTED: Final = (
    "server-time", "message-tags", "account-tag", "batch", "draft/chathistory",
    "draft/message-redaction", "sasl",
)  # fmt: skip
_PATIENCE: Final = 60.0
_CHUNK: Final = 400  # characters of an AUTHENTICATE
_SHORTEST_LIMIT: Final = 9  # of a nick, RFC 1459
_MOST_NICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we say that we are. `password` is the account's; the server's where there is none."""

    nick: str
    account: str = ""
    password: str = field(default="", repr=False)


@dataclass(slots=True)
class Welcome:
    """What a server said of itself: our nick there, what it can do (CAP), how it is (ISUPPORT).

    `tls_for` is for how many seconds it wants to be spoken to by TLS alone; None if that is unsaid.
    """

    nick: str = ""
    can: set[str] = field(default_factory=set)
    is_so: dict[str, str] = field(default_factory=dict)
    note: str = ""
    tls_for: int | None = None

    @property
    def mapping(self) -> str:
        """How names are compared there."""
        return self.is_so.get("CASEMAPPING", "rfc1459")

    def is_me(self, nick: str) -> bool:
        """Whether that is our own nick."""
        return folded(nick, self.mapping) == folded(self.nick, self.mapping)


async def login(connection: Connection, identity: Identity, *, is_secure: bool) -> Welcome:
    """Introduce ourselves; returns when the server has let us in and said what it can.

    Raises SourceRefused when it does not accept the account, the password or any nick, and
    UpgradeAsked when it wants to be spoken to by TLS and this is not.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _Login(connection, identity, is_secure=is_secure).run()
    except TimeoutError as error:
        raise SourceUnreachable("the server did not let us in within a minute") from error


class _Login:
    def __init__(self, connection: Connection, identity: Identity, *, is_secure: bool) -> None:
        self._connection, self._identity, self._is_secure = connection, identity, is_secure
        self._offered: set[str] = set()
        self._tried = 1
        self._is_logged_in = False
        self._is_done = False
        self._welcome = Welcome(identity.nick)

    async def run(self) -> Welcome:
        identity = self._identity
        await self._send("CAP LS 302")
        if identity.password and not identity.account:
            await self._send(f"PASS :{identity.password}")
        await self._send(f"NICK {identity.nick}", f"USER {identity.nick} 0 * :backchannel")
        while not self._is_done:
            for message in await self._connection.take(_PATIENCE / 2):
                await self._hear(message)
        if "BOT" in self._welcome.is_so:
            await self._send(f"MODE {self._welcome.nick} +{self._welcome.is_so['BOT'][:1]}")
        if identity.account and not self._is_logged_in:
            self._welcome.note = "not logged in: the server offers no login by password (SASL)"
        return self._welcome

    async def _hear(self, message: Message) -> None:
        match message.command:
            case "CAP":
                await self._capabilities(message)
            case "AUTHENTICATE":
                await self._authenticate()
            case "900" | "903" | "907":
                await self._logged_in(message)
            case "902" | "904" | "905" | "906" | "464":
                raise SourceRefused(
                    "the server does not accept the account or its password", why=Refusal.LOGIN
                )
            case "432" | "433" | "436" | "437":
                await self._other_nick(message)
            case _:
                self._be_welcomed(message)

    def _be_welcomed(self, message: Message) -> None:
        match message.command:
            case "001":
                self._welcome.nick = message.param(0) or self._welcome.nick
            case "005":
                self._welcome.is_so |= _supported(message)
            case "376" | "422":
                self._is_done = True

    async def _capabilities(self, message: Message) -> None:
        verb, names = message.param(1).upper(), message.param(-1).split()
        if verb == "LS":
            self._be_strict(names)
            self._offered |= {name.partition("=")[0] for name in names if _is_usable(name)}
            if message.param(2) != "*":
                await self._request()
        elif verb == "NEW":
            self._be_strict(names)
        elif verb == "ACK":
            self._welcome.can |= {name for name in names if not name.startswith("-")}
            await (self._send("AUTHENTICATE PLAIN") if "sasl" in names else self._send("CAP END"))
        elif verb == "NAK":
            await self._send("CAP END")

    def _be_strict(self, names: list[str]) -> None:
        if not self._is_secure:
            strict.check_upgrade(names)
        elif (seconds := strict.duration(names)) is not None:
            self._welcome.tls_for = seconds

    async def _request(self) -> None:
        has_login = bool(self._identity.account and self._identity.password)
        wanted = [
            name for name in WANTED if name in self._offered and (has_login or name != "sasl")
        ]
        if has_login and "sasl" not in wanted:
            # Bouncers, and servers older than SASL, take both as their own password.
            await self._send(f"PASS :{self._identity.account}:{self._identity.password}")
        await self._send(f"CAP REQ :{' '.join(wanted)}" if wanted else "CAP END")

    async def _authenticate(self) -> None:
        identity = self._identity
        proof = b64encode(f"\0{identity.account}\0{identity.password}".encode()).decode()
        chunks = [proof[at : at + _CHUNK] for at in range(0, len(proof), _CHUNK)]
        if len(chunks[-1]) == _CHUNK:
            chunks.append("+")
        await self._send(*(f"AUTHENTICATE {chunk}" for chunk in chunks))

    async def _logged_in(self, message: Message) -> None:
        self._is_logged_in = True
        if message.command != "900":  # which only says as whom
            await self._send("CAP END")

    async def _other_nick(self, message: Message) -> None:
        self._tried += 1
        if self._tried > _MOST_NICKS:
            raise SourceRefused(
                f"the server takes no nick like {self._identity.nick}: {words_of(message)}",
                why=Refusal.NOT_ALLOWED,
            )
        self._welcome.nick = self._wish()
        await self._send(f"NICK {self._welcome.nick}")

    def _wish(self) -> str:
        """A little different each time, and in the end short enough for every server."""
        nick = self._identity.nick
        if self._tried == 2:
            return f"{nick}_"
        if self._tried == 3:
            return nick[:_SHORTEST_LIMIT]
        return f"{nick[: _SHORTEST_LIMIT - 4]}{secrets.randbelow(9_000) + 1_000}"

    async def _send(self, *lines: str) -> None:
        await self._connection.introduce(*lines)


def _is_usable(capability: str) -> bool:
    """SASL with a value names its mechanisms."""
    name, _, value = capability.partition("=")
    return name != "sasl" or not value or "PLAIN" in value.upper().split(",")


def _supported(message: Message) -> dict[str, str]:
    pairs = (word.partition("=") for word in message.params[1:-1])
    return {name: value for name, _, value in pairs}
