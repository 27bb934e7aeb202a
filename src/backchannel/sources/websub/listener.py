"""Where hubs call: a small HTTP server that knows a few unguessable paths and nothing else.

One request a connection, read by h11 within limits of size, time and number. What is sent is
checked and never kept. Nothing that a stranger sent is given back but the challenge of a
subscription that we asked for, as plain text.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl

import h11

_HEAD: Final = 16 * 1024
_BODY: Final = 15 * 2**20
"""Bytes of a request's head and of what a hub may send."""

_PATIENCE: Final = 30.0
_MOST: Final = 64
"""Seconds for one request, and how many may come at once."""

_TURNS: Final = 3
"""Of the loop, until asyncio has handed over what it accepted; after its end it leaves it open."""

_FIELDS: Final = 50
_PIECE: Final = 64 * 1024
_BROKEN: Final = (h11.ProtocolError, OSError, TimeoutError, EOFError)


class Receipt(Protocol):
    """Of something that a hub sends."""

    def update(self, piece: bytes) -> None:
        """Another piece came."""

    def close(self) -> None:
        """All of it is there."""


class Callee(Protocol):
    """Who is called at a path of its own."""

    def verified(self, query: Mapping[str, str]) -> str | None:
        """The answer to a hub that asks whether we asked; None if we did not."""

    def receives(self, signature: str) -> Receipt:
        """Something begins to come, with that `X-Hub-Signature`."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    words: str = ""


class Listener:
    """Listens at `place` (host and port) for what is sent to `public_url` and below.

    It opens no port before somebody wants to be called.
    """

    def __init__(self, public_url: str, place: tuple[str, int]) -> None:
        self._base, self._place = public_url.rstrip("/"), place
        self._callees: dict[str, Callee] = {}
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}  # the oldest first
        self._server: asyncio.Server | None = None
        self._is_closed = False
        self._opening = asyncio.Lock()

    @property
    def public_url(self) -> str:
        """Where the world reaches us."""
        return self._base

    @property
    def port(self) -> int:
        """Where it listens, as soon as it does."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else self._place[1]

    def new_address(self, callee: Callee) -> str:
        """An address of its own for `callee`, that nobody can guess."""
        name = secrets.token_urlsafe(24)
        self._callees[name] = callee
        return f"{self._base}/{name}"

    def forget(self, address: str) -> None:
        """Nobody is at that address any more."""
        self._callees.pop(_name(address), None)

    async def open(self) -> str:
        """Listen, unless that is done already; why it cannot be, in a sentence, else nothing."""
        async with self._opening:  # many feeds ask at once
            if self._server is not None:
                return ""
            (host, port), self._is_closed = self._place, False
            try:
                self._server = await asyncio.start_server(self._accept, host, port, limit=_HEAD)
            except (OSError, UnicodeError) as error:
                number = error.errno if isinstance(error, OSError) else None
                why = os.strerror(number) if number and number > 0 else "no such address"
                return f"no hub can call: cannot listen at {host}:{port} ({why})"
        return ""

    async def close(self) -> None:
        """Listen no more, and cut what is open."""
        if self._server is None:
            return
        server, self._server, self._is_closed = self._server, None, True
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        server.close()
        tasks = [*self._open]
        for task, writer in self._open.items():
            task.cancel()
            writer.transport.abort()  # a task that has not begun yet would leave it open
        await asyncio.gather(*tasks, return_exceptions=True)
        self._open.clear()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_closed:  # it came just before
            writer.transport.abort()
            return
        if len(self._open) >= _MOST:
            next(iter(self._open)).cancel()  # a hub says at once what it has to say
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._open[task] = writer
        task.add_done_callback(lambda ended: self._open.pop(ended, None))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._converse(reader, writer)
        except (*_BROKEN, asyncio.CancelledError):
            writer.transport.abort()  # also when `close` ended it: asyncio 3.11 would print that
        finally:
            writer.close()
            with suppress(*_BROKEN):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = _Wire(reader, writer)
        try:
            request = await wire.next()
            if not isinstance(request, h11.Request):
                return
            answer = await self._answered(request, wire)
        except h11.RemoteProtocolError as error:
            answer = _Answer(error.error_status_hint)
        await wire.send(answer)

    async def _answered(self, request: h11.Request, wire: _Wire) -> _Answer:
        path, _, asked = request.target.decode("latin-1").partition("?")
        callee = self._callees.get(_name(path))
        match request.method:
            case b"GET" if callee is not None:
                said = callee.verified(_query(asked))
                return _Answer(404) if said is None else _Answer(200, said)
            case b"POST" if callee is not None:
                headers = {name.lower(): value for name, value in request.headers}
                signature = headers.get(b"x-hub-signature", b"").decode("latin-1")
                return await _received(callee.receives(signature), wire)
            case b"POST":
                return _Answer(410)  # a hub that still has an old subscription ends it
            case b"GET":
                return _Answer(404)
            case _:
                return _Answer(405)


async def _received(receipt: Receipt, wire: _Wire) -> _Answer:
    size = 0
    while isinstance(event := await wire.next(), h11.Data):
        size += len(event.data)
        if size > _BODY:
            return _Answer(413)
        receipt.update(bytes(event.data))
    if not isinstance(event, h11.EndOfMessage):
        return _Answer(400)
    receipt.close()
    return _Answer(204)


class _Wire:
    """A connection as HTTP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD)

    async def next(self) -> object:
        """What comes next; raises RemoteProtocolError for what is not HTTP."""
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                await self._write(self._http.send(go_on))
            self._http.receive_data(await self._reader.read(_PIECE))
        return event

    async def send(self, answer: _Answer) -> None:
        """Answer; there is nothing more on this connection."""
        words = answer.words.encode()
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
        ]
        if answer.status != 204:
            headers.append(("content-length", str(len(words))))
        http = self._http
        response = h11.Response(status_code=answer.status, headers=headers)
        parts = [http.send(response), http.send(h11.Data(data=words)) if words else b""]
        await self._write(
            b"".join([*(part or b"" for part in parts), http.send(h11.EndOfMessage()) or b""])
        )

    async def _write(self, raw: bytes | None) -> None:
        self._writer.write(raw or b"")
        await self._writer.drain()


def _query(text: str) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        return {}


def _name(path: str) -> str:
    """The last part of a path: a proxy may have taken the others off."""
    return path.rpartition("/")[2]
