"""Writing on Bluesky.

The public documents are the lexicons `com.atproto.repo.createRecord`, `com.atproto.repo.getRecord`
and `app.bsky.feed.post`. The key of the record is chosen here, so that there can be only one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from msgspec import Raw, Struct, json

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.moments import to_micros
from backchannel.model.outgoing import Account, Network, as_sent, label_of
from backchannel.model.outgoing.account import BLUESKY
from backchannel.sources.api import Http
from backchannel.sources.bluesky.drafts import draft, with_author
from backchannel.sources.bluesky.entities import (
    NOTHING,
    POSTS,
    Profile,
    Record,
    did_of,
    page_of,
    part,
    parts,
)
from backchannel.sources.payload import decode
from backchannel.sources.posting.api import Letter, Published, Send, is_surely_not_out
from backchannel.sources.posting.facets import facets, mentioned
from backchannel.sources.posting.session import Login, Session

_LABELS: Final = "com.atproto.label.defs#selfLabels"

_GOODBYE: Final = 1.0
"""Seconds that a server has to forget a session: whoever leaves is not kept waiting."""

_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"


class _Reference(Struct, frozen=True):
    uri: str
    cid: str


class _Answer(Struct, frozen=True):
    root: _Reference
    parent: _Reference


class _Replying(Struct, frozen=True):
    reply: Raw = NOTHING


class _Post(Struct, frozen=True):
    uri: str
    cid: str
    record: Raw = NOTHING
    value: Raw = NOTHING


class _Posts(Struct, frozen=True):
    posts: Raw = NOTHING


class _Resolved(Struct, frozen=True):
    did: str


class BlueskyWriter:
    """Writes with one account: its handle and an app password. `server` is where it logs in."""

    def __init__(
        self, http: Http, server: str, handle: str, password: str, now: Callable[[], datetime]
    ) -> None:
        self._session = Session(http, server, handle, password)
        self._server, self._now = server.rstrip("/"), now

    async def about(self) -> Account:
        """See `Writer.about`."""
        login = await self._session.who()
        return Account(f"@{login.handle}", Network.BLUESKY, self._server, BLUESKY)

    async def prepare(self, letter: Letter) -> Send:
        """See `Writer.prepare`. Whom nobody knows is mentioned in words alone."""
        login = await self._session.who()
        text, language = as_sent(letter.words, Network.BLUESKY), letter.words.language
        record: dict[str, Any] = {
            "$type": POSTS,
            "text": text,
            "createdAt": self._now().astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        }
        if language:
            record["langs"] = [language]
        if found := facets(text, await self._dids(text)):
            record["facets"] = found
        if label := label_of(letter.words.warning, Network.BLUESKY):
            record["labels"] = {"$type": _LABELS, "values": [{"val": label}]}
        if letter.answered:
            record["reply"] = await self._reply(letter.answered)
        told = {"repo": login.did, "collection": POSTS, "rkey": rkey(letter), "record": record}

        async def send() -> Published:
            try:
                answer = await self._session.post("com.atproto.repo.createRecord", told)
            except SourceError as error:
                # A server that has a record of this name already, from a try that was lost, says
                # 500 (as the reference implementation does) or that the request is invalid.
                if not _may_be_there(error) or (earlier := await self._looked_for(letter)) is None:
                    raise
                return earlier
            made = decode(answer, _Reference)
            return _published(made.uri, Raw(json.encode(record)), login, self._now())

        return send

    async def find(self, letter: Letter) -> Published | None:
        """See `Writer.find`: the one record that this text can be."""
        login = await self._session.who()
        found = await self._record(login.did, rkey(letter))
        return _published(found.uri, found.value, login, self._now()) if found else None

    async def leave(self) -> None:
        """See `Writer.leave`. Its session would be good for weeks; whoever has it could write."""
        with suppress(SourceError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self._session.end()

    async def _looked_for(self, letter: Letter) -> Published | None:
        """`find` in the middle of sending: when it fails, nobody knows whether the text is out."""
        try:
            return await self.find(letter)
        except SourceError as error:
            raise SourceUnreachable(f"it could not be looked for ({error})") from error

    async def _record(self, repo: str, key: str) -> _Post | None:
        try:
            answer = await self._session.get(
                "com.atproto.repo.getRecord", repo=repo, collection=POSTS, rkey=key
            )
        except SourceUnreachable as error:
            if error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
                return None
            raise
        return decode(answer, _Post)

    async def _reply(self, uri: str) -> dict[str, Any]:
        """What it answers, and the beginning of that conversation."""
        parent = await self._post(uri)
        if parent is None:
            problem = "the post that it answers is gone"
            raise SourceRefused(problem, why=Refusal.GONE)
        record = part(parent.record, _Replying) or part(parent.value, _Replying) or _Replying()
        above = part(record.reply, _Answer)
        own = {"uri": parent.uri, "cid": parent.cid}
        root = {"uri": above.root.uri, "cid": above.root.cid} if above else own
        return {"root": root, "parent": own}

    async def _post(self, uri: str) -> _Post | None:
        """As the AppView shows it; of a server that has none behind it, the record itself."""
        try:
            answer = await self._session.get("app.bsky.feed.getPosts", uris=uri)
        except SourceUnreachable as error:
            if not is_surely_not_out(error.status) and error.status != HTTPStatus.NOT_IMPLEMENTED:
                raise
            return await self._record(did_of(uri), uri.rpartition("/")[2])
        found = parts(decode(answer, _Posts).posts, _Post)
        return next((each for each in found if each.uri == uri), None)

    async def _dids(self, text: str) -> dict[str, str]:
        found = {}
        for handle in mentioned(text):
            try:
                answer = await self._session.get(
                    "com.atproto.identity.resolveHandle", handle=handle
                )
            except SourceUnreachable as error:
                if not is_surely_not_out(error.status):
                    raise
            else:
                found[handle] = decode(answer, _Resolved).did
        return found


def rkey(letter: Letter) -> str:
    """The key of the record (a TID: microseconds and ten bits), the same for the same text."""
    return tid(to_micros(letter.written), UUID(letter.key).int % 1024)


def tid(micros: int, clock: int) -> str:
    """A timestamp identifier (atproto.com/specs/tid): 13 digits of base 32, in order of time."""
    number = (micros & ((1 << 53) - 1)) << 10 | clock & 1023
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def _may_be_there(error: SourceError) -> bool:
    status = error.status if isinstance(error, SourceUnreachable) else None
    return status is not None and status != HTTPStatus.TOO_MANY_REQUESTS


def _published(uri: str, record: Raw, login: Login, seen: datetime) -> Published:
    known = part(record, Record) or Record()
    made = with_author(draft(uri, known, seen), Profile(login.did, login.handle))
    return Published(page_of(uri), made)
