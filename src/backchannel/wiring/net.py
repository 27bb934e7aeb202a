"""The sources and the net: what the sources of one process share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from backchannel.config.secrets import Secret, Secrets
from backchannel.config.source_specs import token_key
from backchannel.errors import Refusal, SourceRefused
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


@dataclass(frozen=True, slots=True)
class Calls:
    """Where hubs call, and who is told that a source has something new, by its name."""

    listener: Listener
    wake: Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Needed:
    """What a source is made of that takes a file, or a person, to be had."""

    polite: type[PoliteHttp]
    dial: Dial
    kind: type[Source]
    options: Any  # Any: each kind has its own Options
    token: Secret


class Net:
    """What the sources of one process share: turns at a host, workers that read documents."""

    def __init__(
        self,
        secrets: Secrets | None = None,
        now: Callable[[], datetime] = utc_now,
        *,
        stdin: Input | None = None,
        calls: Calls | None = None,
    ) -> None:
        from backchannel.ingest.reader import DocumentReader
        from backchannel.sources.network.hosts import Hosts

        self._secrets, self._now = secrets or Secrets(), now
        self._stdin, self._reads_stdin = stdin, ""
        self._calls = calls
        self._hosts = Hosts()
        self._doors: dict[str, PoliteHttp] = {}
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

        def secret(name: str) -> str:
            return needed.token.reveal() if name == "token" else ""

        try:
            async with (
                needed.polite(self._hosts, allow_local=spec.local, now=self._now) as http,
                self._push_for(spec) as push,
            ):
                self._doors[spec.name] = http
                stdin = self._stdin_for(spec)
                documents = self.documents_of(spec, event)
                dial = needed.dial
                reach = Reach(http, documents, event, self._now, secret, dial, stdin, push)
                yield needed.kind(needed.options, reach)
        except SourceRefused as error:
            if error.why is Refusal.LOGIN:
                self._secrets.found.pop((token_key(spec), "token"), None)
            raise

    def _needed_for(self, spec: SourceSpec) -> _Needed:
        kind = registry.load(spec.kind)
        return _Needed(
            polite=polite_http(),
            dial=_dial(self._hosts, spec),
            kind=kind,
            options=registry.options_for(spec),
            token=self._secrets.secret_for(token_key(spec))
            if registry.takes_token(spec.kind)
            else Secret(""),
        )

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


def _dial(hosts: Hosts, spec: SourceSpec) -> Dial:
    from backchannel.sources.streams.lines import PoliteDial

    return PoliteDial(hosts, allow_local=spec.local)


def polite_http() -> type[PoliteHttp]:
    """What fetches; its import is a slow one."""
    from backchannel.sources.http import PoliteHttp

    return PoliteHttp
