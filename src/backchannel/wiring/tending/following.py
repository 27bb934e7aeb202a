"""The event file while a collector runs: what is changed in it is followed without a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backchannel.clean.terminal import clean_line
from backchannel.config.editing.rewriting import Sign, sign_of
from backchannel.config.secrets import Secrets, redacted
from backchannel.errors import ConfigError, StoreError
from backchannel.ingest.watch import Build
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Source

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile

log = logging.getLogger(__name__)

LOOK: Final = 1.0
"""Seconds between two looks at the file."""

_UNREAD: Final = (0, 0, 0)


class FollowedFile:
    """Tells the store what the file says whenever it says something else.

    A file that is wrong, or away, changes nothing: what was followed is followed on. `secrets_of`
    says where the tokens of its sources are; they are told to `secrets`, which others hold. `blame`
    hears what is wrong with it, and nothing once it is right.
    """

    def __init__(
        self,
        event_file: EventFile,
        secrets: Secrets,
        *,
        plan: Callable[[EventFile], Awaitable[None]],
        secrets_of: Callable[[EventFile], Secrets],
        blame: Callable[[str], Awaitable[None]],
        pause: float = LOOK,
    ) -> None:
        self._path, self._secrets = event_file.path, secrets
        self._plan, self._secrets_of, self._pause = plan, secrets_of, pause
        self._blame, self._wrong = blame, ""
        self._seen: Sign = _UNREAD
        self._unplanned: EventFile | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(self._pause)
            await self.look()
            found, self._unplanned = self._unplanned, None
            try:
                await self._blame(self._wrong)
                if found is not None:
                    await self._plan(found)
            except StoreError as error:
                self._seen = _UNREAD  # it is read again
                log.warning("store: %s", error)

    def asked_by(self, build: Build) -> Build:
        """The same, with the tokens that the file names by then."""

        @asynccontextmanager
        async def built(spec: SourceSpec, event: Event) -> AsyncIterator[Source]:
            await self.look()
            async with build(spec, event) as source:
                yield source

        return built

    async def look(self) -> None:
        """Read the file again if it is another than before."""
        async with self._turn:
            sign = await asyncio.to_thread(sign_of, self._path)
            if sign == self._seen:
                return
            self._seen, self._wrong = sign, "" if sign else "it is not there any more"
            if sign is not None:
                await self._read()

    async def _read(self) -> None:
        try:
            found = await asyncio.to_thread(_event_file, self._path)
            secrets = await asyncio.to_thread(self._secrets_of, found)
        except ConfigError as error:
            self._wrong = clean_line(redacted(_in_short(error)), limit=200)
            log.warning("the event file is not taken over: %s", self._wrong)
            return
        self._secrets.places, self._secrets.consents = secrets.places, secrets.consents
        self._unplanned = found


def _event_file(path: Path) -> EventFile:
    from backchannel.config.event_file import read_event_file
    from backchannel.sources import registry

    return read_event_file(path, registry.load)


def _in_short(error: ConfigError) -> str:
    """The first complaint, with its line."""
    place = f"line {error.line}" if error.line else ""
    return ": ".join(part for part in (place, error.key, error.problem) if part)
