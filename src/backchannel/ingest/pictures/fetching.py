"""Fetches the pictures that the projector may need; what cannot be had is not asked for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.errors import SourceError, StoreError
from backchannel.ingest.pictures.decoding import small_picture
from backchannel.model.change import ChangeKind
from backchannel.sources.api import Documents
from backchannel.store import changes
from backchannel.store.roles.stage import pictures
from backchannel.store.roles.stage.pictures import Wanted
from backchannel.store.store import Store

log = logging.getLogger(__name__)

Fetch = Callable[[str, bool], Awaitable[bytes]]
"""What is at an address; whether it may be on this machine. Raises SourceError."""

TURN: Final = 1.0
WAIT: Final = 5.0
"""Seconds between two looks at what is pinned, and after the store failed."""

_ABOUT: Final = frozenset(
    {
        *(ChangeKind.PIN, ChangeKind.HIDDEN, ChangeKind.MUTE),
        *(ChangeKind.POST_CHANGED, ChangeKind.POST_GONE),
    }
)


class Pictures:
    """Follows the pins. One picture at a time: a projector shows one post at a time."""

    def __init__(self, store: Store, fetch: Fetch, documents: Documents) -> None:
        self._store, self._fetch, self._documents = store, fetch, documents
        self._folder = pictures.folder_of(store.path)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._follow()
            except (StoreError, OSError) as error:
                log.warning("pictures: %s", error)
                await asyncio.sleep(WAIT)

    async def _follow(self) -> None:
        since = await self._store.read(changes.latest)
        await self.look()
        async for _ in self._store.follow(since, _ABOUT):
            await self.look()
            await asyncio.sleep(TURN)

    async def look(self) -> None:
        """Fetch what is wanted now, and let go of what is not any more.

        Raises StoreError, and OSError when the folder cannot be written.
        """
        lost = await self._store.read(pictures.lost, await asyncio.to_thread(self._files))
        if lost:  # of a store that was moved without them
            await self._store.write(pictures.forget, lost)
        for each in await self._store.read(pictures.wanted):
            await self._get(each)
        kept = await self._store.write(pictures.let_go)
        await asyncio.to_thread(self._tidy, frozenset(kept))

    async def _get(self, wish: Wanted) -> None:
        try:
            body = await self._fetch(wish.url, wish.is_local)
            made = await self._documents.read(small_picture, body, {})
        except SourceError as error:
            await self._store.write(pictures.failed, wish.url, clean_line(str(error), limit=200))
            return
        name = f"{sha256(wish.url.encode()).hexdigest()[:32]}.jpg"
        await asyncio.to_thread(self._put, name, made)
        await self._store.write(pictures.keep, wish.url, name, len(made))

    def _put(self, name: str, made: bytes) -> None:
        self._folder.mkdir(exist_ok=True)
        begun = self._folder / f"{name}.begun"
        begun.write_bytes(made)
        begun.replace(self._folder / name)

    def _files(self) -> frozenset[str]:
        if not self._folder.is_dir():
            return frozenset()
        return frozenset(file.name for file in self._folder.iterdir())

    def _tidy(self, kept: frozenset[str]) -> None:
        """Take away files that no row speaks of."""
        for name in self._files() - kept:
            (self._folder / name).unlink(missing_ok=True)
