"""Asks one homeserver; every failure is SourceUnreachable or SourceRefused."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote, urlencode, urlsplit

from msgspec import Struct, field

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.matrix.entities import Event, Page, Sync
from backchannel.sources.payload import decode

_PAGE = 100
_TYPES = ["m.room.message", "m.room.redaction", "m.room.encrypted", "m.sticker"]
_WAIT = 8_000
"""Milliseconds that a homeserver may keep us waiting for news: less than the silence after which
a connection counts as dead."""


class _Base(Struct, frozen=True):
    base_url: str = ""


class _WellKnown(Struct, frozen=True):
    homeserver: _Base = field(default=_Base(), name="m.homeserver")


class _Registered(Struct, frozen=True):
    access_token: str


class _Found(Struct, frozen=True):
    room_id: str


async def base_of(http: Http, origin: str) -> str:
    """Where the homeserver of a name is; its own address if it does not say."""
    with suppress(SourceError):
        response = await http.get(f"{origin}/.well-known/matrix/client", accept="application/json")
        base = decode(response.body, _WellKnown).homeserver.base_url.rstrip("/")
        with suppress(ValueError):
            parts = urlsplit(base)
            if parts.hostname and parts.scheme in {"https", urlsplit(origin).scheme}:
                return base
    return origin


async def guest_token(http: Http, base: str) -> str:
    """A token for somebody without an account, where that is allowed."""
    try:
        response = await http.post(f"{base}/_matrix/client/v3/register?kind=guest", b"{}")
    except SourceRefused as error:
        problem = "the homeserver lets nobody read without an account; add a token"
        raise SourceRefused(problem, why=Refusal.LOGIN) from error
    return decode(response.body, _Registered).access_token


class Homeserver:
    """One with a token, and the room that is read there."""

    def __init__(self, http: Http, base: str, token: str) -> None:
        self._http, self._base, self._token = http, base, token

    async def room_id(self, room: str) -> str:
        """The id of a room by its alias; an id is one already."""
        if not room.startswith("#"):
            return room
        try:
            return decode(await self._get(f"v3/directory/room/{_part(room)}"), _Found).room_id
        except SourceUnreachable as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            raise SourceRefused(
                "there is no room of that name", why=Refusal.NOT_A_SOURCE
            ) from error

    async def joins(self, room: str) -> bool:
        """Be in the room; whether we are. Where nobody lets us in, everybody may still read it."""
        url = f"{self._base}/_matrix/client/v3/join/{_part(room)}"
        try:
            await self._http.post(url, b"{}", token=self._token)
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN or str(error).startswith("401"):
                raise _closed(error) from error
            return False
        return True

    async def sync(self, room: str, since: str) -> Sync:
        """What is new since then, after a wait for it; the newest of all without `since`."""
        timeline = {"limit": _PAGE, "types": _TYPES}
        state = {"types": ["m.room.member"], "lazy_load_members": True}
        nothing: dict[str, list[str]] = {"types": []}
        wanted = {
            "presence": nothing,
            "account_data": nothing,
            "room": {
                "rooms": [room],
                "ephemeral": nothing,
                "account_data": nothing,
                "state": state,
                "timeline": timeline,
            },
        }
        query = {"filter": json.dumps(wanted), "set_presence": "offline"}
        if since:
            query |= {"since": since, "timeout": str(_WAIT)}
        return decode(await self._get(f"v3/sync?{urlencode(query)}"), Sync)

    async def messages(self, room: str, *, older: bool, start: str, to: str = "") -> Page:
        """A page of what was said, from `start` on; from the newest if that is empty."""
        wanted = {"types": _TYPES, "lazy_load_members": True}
        query = {"dir": "b" if older else "f", "limit": str(_PAGE), "filter": json.dumps(wanted)}
        query |= {name: at for name, at in (("from", start), ("to", to)) if at}
        return decode(await self._get(f"v3/rooms/{_part(room)}/messages?{urlencode(query)}"), Page)

    async def event(self, room: str, id_: str) -> Event:
        """One message as it is now."""
        return decode(await self._get(f"v3/rooms/{_part(room)}/event/{_part(id_)}"), Event)

    async def _get(self, path: str) -> bytes:
        url = f"{self._base}/_matrix/client/{path}"
        try:
            return (await self._http.get(url, accept="application/json", token=self._token)).body
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN:
                raise
            raise _closed(error) from error


def _closed(error: SourceRefused) -> SourceRefused:
    """401 is about the token, and 403 about the room."""
    if str(error).startswith("401"):
        problem = "the homeserver does not accept the token"
        return SourceRefused(problem, why=Refusal.LOGIN)
    problem = "the room is not open to us; invite the token's account, or let everybody read it"
    return SourceRefused(problem, why=Refusal.LOGIN)


def _part(text: str) -> str:
    return quote(text, safe="")
