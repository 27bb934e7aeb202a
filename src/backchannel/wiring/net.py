"""The sources and the net: what the sources of one process share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from backchannel.config.accounts import secret_key
from backchannel.config.secrets import Secret, Secrets
from backchannel.config.source_specs import token_key
from backchannel.errors import Refusal, SourceRefused
from backchannel.model.outgoing import Account
from backchannel.model.programme import Event
from backchannel.model.source import Noticed, Proposal, SourceSpec
from backchannel.sources import registry
from backchannel.sources.api import Dial, Documents, Input, Push, Reach, Response, Source
from backchannel.store.connection import utc_now

if TYPE_CHECKING:
    from backchannel.ingest.reader import DocumentReader
    from backchannel.sources.http import PoliteHttp
    from backchannel.sources.network.hosts import Hosts
    from backchannel.sources.websub.listener import Listener
    from backchannel.wiring.accounts import Logins

NO_SECRET: Final = Secret("")


@dataclass(frozen=True, slots=True)
class Calls:
    """Where hubs call, and who is told that a source has something new, by its name."""

    listener: Listener
    wake: Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Key:
    """The secrets of a source, as it is given them: a token, which is an account's or its own."""

    token: Secret = NO_SECRET
    account: Account | None = None

    def __call__(self, name: str) -> str:
        """See `Reach.secret`."""
        if self.account is None:
            return self.token.reveal() if name == "token" else ""
        return {"login": self.token.reveal(), "account": self.account.name}.get(name, "")


@dataclass(frozen=True, slots=True)
class _Needed:
    """What a source is made of that takes a file, or a person, to be had."""

    polite: type[PoliteHttp]
    dial: Dial
    kind: type[Source]
    options: Any  # Any: each kind has its own Options
    key: Key


class Net:
    """What the sources of one process share: turns at a host, workers that read documents."""

    def __init__(
        self,
        secrets: Secrets | None = None,
        now: Callable[[], datetime] = utc_now,
        *,
        stdin: Input | None = None,
        calls: Calls | None = None,
        logins: Logins | None = None,
    ) -> None:
        from backchannel.ingest.reader import DocumentReader
        from backchannel.sources.network.hosts import Hosts

        self._secrets, self._now = secrets or Secrets(), now
        self._stdin, self._reads_stdin = stdin, ""
        self._calls, self._logins = calls, logins
        self._hosts = Hosts()
        self._doors: dict[str, PoliteHttp] = {}
        self._keys: dict[str, str] = {}
        self.documents: DocumentReader = DocumentReader()
        self.documents_of: Callable[[SourceSpec, Event], Documents] = lambda *_: self.documents

    async def __aenter__(self) -> Self:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
        await self.documents.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.documents.close()
        if self._calls is not None:
            await self._calls.listener.close()

    def noticed(self, name: str) -> Noticed | None:
        """What the last answer to a source of this name showed of its server."""
        door = self._doors.get(name)
        return door.noticed if door else None

    def reads_with(self, name: str) -> str:
        """Where the token is from that a source of this name was given last, in words."""
        return self._keys.get(name, "")

    async def look(self, address: str, local: bool) -> Sequence[Proposal]:
        """What can be followed at an address, which may be on this machine only if `local`.

        Raises SourceError when nobody answers.
        """
        from backchannel.sources.recognition.pages import looked_at

        polite = await asyncio.to_thread(polite_http)
        async with polite(self._hosts, allow_local=local, now=self._now) as http:
            return await looked_at(address, http, self.documents)

    async def document(
        self, address: str, is_local: bool, etag: str = "", modified: str = ""
    ) -> Response:
        """What is at an address, asked for politely. Raises SourceError."""
        polite = await asyncio.to_thread(polite_http)
        async with polite(self._hosts, allow_local=is_local, now=self._now) as http:
            return await http.get(address, etag=etag, modified=modified)

    async def picture(self, url: str, local: bool) -> bytes:
        """What is at the address of a picture, which may be on this machine only if `local`.

        Raises SourceError when it cannot be had.
        """
        polite = await asyncio.to_thread(polite_http)
        async with polite(self._hosts, allow_local=local, now=self._now) as http:
            return (await http.get(url, accept="image/*")).body

    @asynccontextmanager
    async def build(self, spec: SourceSpec, event: Event) -> AsyncIterator[Source]:
        """A source ready to be read, with a connection of its own.

        Raises ConfigError when its settings do not fit, SourceRefused when its secret is not to be
        had. A refused login is asked for anew when the source is built again.
        """
        # In a thread: importing reads files, and a command may ask for a passphrase.
        needed = await asyncio.to_thread(self._needed_for, spec)

        try:
            async with (
                needed.polite(self._hosts, allow_local=spec.local, now=self._now) as http,
                self._push_for(spec) as push,
            ):
                self._doors[spec.name] = http
                stdin = self._stdin_for(spec)
                documents = self.documents_of(spec, event)
                dial = needed.dial
                reach = Reach(http, documents, event, self._now, needed.key, dial, stdin, push)
                yield needed.kind(needed.options, reach)
        except SourceRefused as error:
            if error.why is Refusal.LOGIN:
                self._secrets.found.pop((token_key(spec), "token"), None)
                if self._logins is not None and needed.key.account is not None:
                    self._logins.was_refused(needed.key.account)
            raise

    def _needed_for(self, spec: SourceSpec) -> _Needed:
        kind = registry.load(spec.kind)
        return _Needed(
            polite=polite_http(),
            dial=_dial(self._hosts, spec),
            kind=kind,
            options=registry.options_for(spec),
            key=self._key_of(spec) if registry.takes_token(spec.kind) else Key(),
        )

    def _key_of(self, spec: SourceSpec) -> Key:
        """Its own token; where there is none, a login on its server, for a kind that reads so."""
        name = token_key(spec)
        if token := self._secrets.secret_for(name):
            self._keys[spec.name] = self._secrets.origin_of(name) or "the keyring"
            return Key(token)
        login = self._logins.login_for(spec) if self._logins is not None else None
        self._keys[spec.name] = login_words(login[0]) if login else ""
        if login is None:
            return Key()
        self._secrets.found[secret_key(login[0]), "token"] = login[1]  # so that no log shows it
        return Key(login[1], login[0])

    @asynccontextmanager
    async def _push_for(self, spec: SourceSpec) -> AsyncIterator[Push | None]:
        """Its hubs are asked through a door of their own: they are not the source's server."""
        calls = self._calls
        if calls is None:
            yield None
            return
        from backchannel.sources.websub.following import Following

        async with polite_http()(self._hosts, allow_local=spec.local, now=self._now) as http:
            following = Following(http, calls.listener, partial(calls.wake, spec.name), self._now)
            try:
                yield following
            finally:
                await following.close()

    def _stdin_for(self, spec: SourceSpec) -> Input | None:
        """Standard input is read by the first source that is made for it, and by no other."""
        if spec.kind != "stdin":
            return None
        self._reads_stdin = self._reads_stdin or spec.name
        return self._stdin if self._reads_stdin == spec.name else None


def login_words(account: Account) -> str:
    """From where a source has a token that is somebody's login."""
    return f"the login of {account.name}"


def _dial(hosts: Hosts, spec: SourceSpec) -> Dial:
    from backchannel.sources.streams.lines import PoliteDial

    return PoliteDial(hosts, allow_local=spec.local)


def polite_http() -> type[PoliteHttp]:
    """What fetches; its import is a slow one."""
    from backchannel.sources.http import PoliteHttp

    return PoliteHttp
