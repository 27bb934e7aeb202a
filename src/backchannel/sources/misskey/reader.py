"""Asks one server for the notes with a hashtag."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from zlib import crc32

from msgspec import Raw, Struct, json

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http, Response
from backchannel.sources.forgiving import entity, part
from backchannel.sources.misskey.drafts import stamp
from backchannel.sources.misskey.entities import Identified, Note
from backchannel.sources.payload import decode

FULL: Final = 100
"""The most that a server gives at once."""

NAMELESS: Final = "?"
"""How the keys of entries begin that have no id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a page. `note` is None if it could not be read, and then `id` may be empty."""

    id: str
    stamp: int
    note: Note | None

    @property
    def key(self) -> str:
        """What it is remembered by; one without an id by what it shows."""
        return self.id or f"{NAMELESS}{self.stamp}"


class _Search(Struct, frozen=True, rename="camel", omit_defaults=True):
    tag: str
    limit: int = 0
    until_id: str = ""
    i: str = ""


class _Show(Struct, frozen=True, rename="camel", omit_defaults=True):
    note_id: str
    i: str = ""


class Reader:
    """One request a call; every failure is SourceUnreachable or SourceRefused.

    The token goes in the body, where every version looks for it, and in the header, for which
    `Http` sees to it that it travels over https only.
    """

    def __init__(self, http: Http, origin: str, token: str) -> None:
        self._http, self._origin, self._token = http, origin, token

    async def page(self, tag: str, until: str = "") -> tuple[Entry, ...]:
        """The newest notes, or those older than the id `until`, newest first."""
        body = json.encode(_Search(tag, FULL, until, self._token))
        answer = await self._post("notes/search-by-tag", body)
        return tuple(entry_of(raw) for raw in decode(answer.body, list[Raw]))

    async def is_gone(self, id_: str) -> bool:
        """Whether a note has been deleted."""
        try:
            await self._post("notes/show", json.encode(_Show(id_, self._token)))
        except SourceUnreachable as error:
            if error.status == HTTPStatus.NOT_FOUND or "NO_SUCH_NOTE" in str(error):
                return True
            raise
        return False

    async def _post(self, name: str, body: bytes) -> Response:
        try:
            return await self._http.post(f"{self._origin}/api/{name}", body, token=self._token)
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN:
                raise
            raise self._closed() from error

    def _closed(self) -> SourceRefused:
        host = self._origin.rpartition("://")[2]
        if self._token:
            problem = f"{host} does not accept the token, or not for hashtags"
        else:
            problem = f"{host} shows hashtags only to people with an account there; add a token"
        return SourceRefused(problem, why=Refusal.LOGIN)


def entry_of(raw: Raw) -> Entry:
    """A note as a page or a stream gives it."""
    note = entity(raw, Note)
    if note is not None:
        return Entry(note.id, stamp(note), note)
    named = part(raw, Identified)
    return Entry(named.id if named else "", crc32(bytes(raw)), None)
