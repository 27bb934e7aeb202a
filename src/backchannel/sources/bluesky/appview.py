"""Names, counts and the past, asked for beside the stream, which never waits for them.

The public documents are the lexicons `app.bsky.actor.getProfiles` and `app.bsky.feed.getPosts`,
answered to strangers by https://public.api.bsky.app, 25 at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from msgspec import Raw, Struct

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.bluesky.entities import NOTHING, Profile, View, parts
from backchannel.sources.bluesky.search import Search
from backchannel.sources.payload import decode

_AT_ONCE = 25
_FRESH = timedelta(hours=1)
_PEOPLE = 5_000  # profiles that are remembered
_REST = 30.0  # seconds after a failure


class Told(Struct, frozen=True):
    """What came in. `is_searched` says that the past has been gone through."""

    profiles: tuple[Profile, ...] = ()
    views: tuple[View, ...] = ()
    is_searched: bool = False


class _Profiles(Struct, frozen=True):
    profiles: Raw = NOTHING


class _Posts(Struct, frozen=True):
    posts: Raw = NOTHING


class AppView:
    """Answers that come when they come. `run` asks; `stirred` is set when there is something."""

    def __init__(
        self, http: Http, address: str, now: Callable[[], datetime], *, rest: float = _REST
    ) -> None:
        self._http, self._address, self._now, self._rest = http, address.rstrip("/"), now, rest
        self._people: dict[str, tuple[Profile, datetime]] = {}
        self._dids: dict[str, None] = {}
        self._uris: dict[str, None] = {}
        self._search: Search | None = None
        self._asked = asyncio.Event()
        self._told: list[Told] = []
        self.stirred = asyncio.Event()
        self.problem = ""
        self.refusal = ""

    def profile(self, did: str) -> Profile | None:
        """Who it is, if that is known; who is unknown or was asked for long ago is asked for."""
        profile, at = self._people.get(did, (None, None))
        if at is None or self._now() - at > _FRESH:
            self._dids[did] = None
            self._asked.set()
        return profile

    def forget(self, did: str) -> None:
        """An account has another name now."""
        self._people.pop(did, None)

    def look_again(self, uris: Iterable[str]) -> None:
        """Ask for the counts of posts."""
        self._uris |= dict.fromkeys(uris)
        self._asked.set()

    def search(self, search: Search) -> None:
        """Look for the past."""
        self._search = search
        self._asked.set()

    def take(self) -> list[Told]:
        """What has come since the last time."""
        told, self._told = self._told, []
        return told

    async def run(self) -> None:
        """Ask, for good."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                while await self._step():
                    pass
                self.problem = ""
            except SourceError as error:
                self.problem = str(error)
                self.stirred.set()
                self._asked.set()
                wait = error.retry_after if isinstance(error, SourceUnreachable) else None
                await asyncio.sleep(max(wait or 0.0, self._rest))

    async def _step(self) -> bool:
        """One request; names first, for somebody is waiting for them."""
        if self._dids:
            await self._ask_who()
        elif self._search is not None:
            await self._look_back(self._search)
        elif self._uris:
            await self._ask_counts()
        else:
            return False
        return True

    async def _ask_who(self) -> None:
        dids = list(self._dids)[:_AT_ONCE]
        body = await self._get("app.bsky.actor.getProfiles", "actors", dids)
        found = {each.did: each for each in parts(decode(body, _Profiles).profiles, Profile)}
        for did in dids:
            self._dids.pop(did, None)
            self._learn(found.get(did, Profile(did)))
        self._tell(Told(profiles=tuple(found.values())))

    async def _ask_counts(self) -> None:
        uris = list(self._uris)[:_AT_ONCE]
        body = await self._get("app.bsky.feed.getPosts", "uris", uris)
        for uri in uris:
            self._uris.pop(uri, None)
        self._give(parts(decode(body, _Posts).posts, View))

    async def _look_back(self, search: Search) -> None:
        try:
            self._give(await search.page())
        except SourceRefused as error:
            self._search, self.refusal = None, str(error)
            self.stirred.set()
            return
        if search.is_over:
            self._search = None
            self._tell(Told(is_searched=True))

    def _give(self, views: tuple[View, ...]) -> None:
        for view in views:
            self._learn(view.author)
        self._tell(Told(views=views))

    def _learn(self, profile: Profile) -> None:
        self._people.pop(profile.did, None)
        self._people[profile.did] = (profile, self._now())
        if len(self._people) > _PEOPLE:
            del self._people[next(iter(self._people))]

    def _tell(self, told: Told) -> None:
        self._told.append(told)
        self.stirred.set()

    async def _get(self, method: str, key: str, wanted: Sequence[str]) -> bytes:
        query = urlencode([(key, each) for each in wanted])
        url = f"{self._address}/xrpc/{method}?{query}"
        try:
            return (await self._http.get(url, accept="application/json")).body
        except SourceUnreachable as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            return b"{}"  # one that it cannot read among them: the others wait until next time
