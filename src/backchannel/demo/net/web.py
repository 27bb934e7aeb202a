"""A small HTTP/1.1 server on asyncio streams: keep-alive, HEAD, chunks, WebSocket upgrades."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from backchannel.demo.net.exchange import Answer, Request, Site, finished
from backchannel.demo.net.faults import Faults
from backchannel.demo.net.server import Server
from backchannel.demo.net.websocket import converse

_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 1024 * 1024


def web_server(site: Site, faults: Faults, now: Callable[[], datetime]) -> Server:
    """One site on one port of its own. Every answer is made anew; nothing is kept."""
    return Server(_Web(site, faults, now).talk, limit=_HEAD_LIMIT)


class _Web:
    def __init__(self, site: Site, faults: Faults, now: Callable[[], datetime]) -> None:
        self._site, self._faults, self._now = site, faults, now

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests and answers, until one side has enough."""
        while await self._turn(reader, writer):
            pass

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection is over."""
        try:
            request = await _request(reader)
        except (ValueError, asyncio.LimitOverrunError):
            await _send(writer, Request("GET", "/", {}), Answer(400), keep=False)
            return False
        answer = await self._faults.met(request, self._site)
        if answer is None:
            writer.transport.abort()
            return False
        if answer.socket is not None:
            await converse(reader, writer, request, answer.socket)
            return False
        keep = request.headers.get("connection", "").lower() != "close"
        dated = {"Date": format_datetime(self._now(), usegmt=True), **answer.headers}
        answer = finished(request, replace(answer, headers=dated))
        return await _send(writer, request, answer, keep=keep)


async def _request(reader: asyncio.StreamReader) -> Request:
    """Read one request with its body. Raises ValueError if it makes no sense."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, version = first.split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(version)
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise ValueError(line)
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= _BODY_LIMIT:
        raise ValueError(length)
    body = await reader.readexactly(length)
    return Request(method, target, headers, head, body)


async def _send(
    writer: asyncio.StreamWriter, request: Request, answer: Answer, *, keep: bool
) -> bool:
    """Send an answer; True if another request may follow on the same connection."""
    has_body = request.method != "HEAD" and answer.status not in {204, 304}
    headers = dict(answer.headers)
    if answer.stream is not None:
        headers["Transfer-Encoding"] = "chunked"
    elif answer.status not in {204, 304}:
        headers["Content-Length"] = str(
            len(answer.body) if answer.length is None else answer.length
        )
    honest = answer.length is None
    headers["Connection"] = "keep-alive" if keep and honest else "close"
    writer.write(_head(answer.status, headers))
    if has_body and answer.stream is not None:
        await _stream(writer, answer.stream)
    elif has_body:
        writer.write(answer.body)
    await writer.drain()
    return keep and honest


async def _stream(writer: asyncio.StreamWriter, stream: AsyncIterator[bytes]) -> None:
    try:
        async for chunk in stream:
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()


def _head(status: int, headers: dict[str, str]) -> bytes:
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = "Invented"
    lines = [f"HTTP/1.1 {status} {reason}", "Server: demo"]
    lines.extend(f"{name}: {value}" for name, value in headers.items())
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
