"""The ways in which a site can fail, put on and taken off while it runs."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import cache

from backchannel.demo.net.exchange import Answer, Request, Site, text

_CHUNK = b"x" * 65_536
_BOMB_MIB = 256
_REMEMBERED = 1000
_PLACEHOLDER = "<!doctype html><title>{0}</title><h1>{0}</h1><p>A proxy says so."


class Down:
    """Connections are cut without an answer."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Answers come after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """Every answer has this status. `retry_after` goes out as it is."""

    code: int
    retry_after: str = ""


class Garbage:
    """Bytes that are nothing, called a feed."""


class WebPage:
    """An HTML page with status 200 where something else was expected."""


class Endless:
    """A body that never ends."""


class Trickle:
    """A byte a second, for ever."""


class Bomb:
    """A small compressed body that becomes a very large one."""


class Truncated:
    """Half the body, with the length of the whole."""


class WrongCharset:
    """The right body in another encoding than the headers and the document say."""


class RedirectLoop:
    """Every page points at another."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Every page has moved to `url`, for good or for now."""

    url: str
    code: int = 301


Fault = (
    Down
    | Slow
    | Status
    | Garbage
    | WebPage
    | Endless
    | Trickle
    | Bomb
    | Truncated
    | WrongCharset
    | RedirectLoop
    | Redirect
)


class Faults:
    """What is wrong with one site at the moment, if anything, and what it was asked lately."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.requests: deque[Request] = deque(maxlen=_REMEMBERED)

    async def met(self, request: Request, site: Site) -> Answer | None:
        """The site's answer, or what the fault makes of it; None means no answer at all."""
        self.requests.append(request)
        fault = self.fault
        if fault is None:
            return await site(request)
        if isinstance(fault, Down):
            return None
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
            return await site(request)
        if isinstance(fault, Truncated | WrongCharset):
            return _spoilt(fault, await site(request))
        return _invented(fault, request)


def _spoilt(fault: Truncated | WrongCharset, answer: Answer) -> Answer:
    if isinstance(fault, Truncated):
        half = answer.body[: len(answer.body) // 2]
        return replace(answer, body=half, length=len(answer.body))
    return replace(answer, body=answer.body.decode().encode("utf-16"))


def _invented(fault: Fault, request: Request) -> Answer:
    if isinstance(fault, Status):
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        page = _PLACEHOLDER.format(f"{fault.code} \x1b[31m[/red]")
        return text("text/html; charset=utf-8", page, fault.code, **headers)
    if isinstance(fault, Redirect):
        return Answer(fault.code, {"Location": fault.url})
    return _INVENTED[type(fault)](request)


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield _CHUNK


async def _trickle() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(1)


def _bomb(_request: Request) -> Answer:
    return Answer(200, {**_FEED, "Content-Encoding": "gzip"}, _bombshell())


@cache
def _bombshell() -> bytes:
    """A gzip file of zeros: after a full flush every block is the same, so one is enough."""
    zeros, checksum = bytes(1 << 20), 0
    for _ in range(_BOMB_MIB):
        checksum = zlib.crc32(zeros, checksum)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    tail = packer.flush() + struct.pack("<II", checksum, _BOMB_MIB << 20)
    return head + block * _BOMB_MIB + tail


def _next_page(request: Request) -> Answer:
    turn = request.asked("turn", "0")
    number = int(turn) + 1 if turn.isdigit() else 1
    return Answer(302, {"Location": f"{request.path}?turn={number}"})


_FEED = {"Content-Type": "application/rss+xml; charset=utf-8"}
_INVENTED: dict[type, Callable[[Request], Answer]] = {
    Garbage: lambda _: Answer(200, _FEED, bytes(range(256)) * 40),
    WebPage: lambda _: text("text/html; charset=utf-8", _PLACEHOLDER.format("Please log in")),
    Endless: lambda _: Answer(200, _FEED, stream=_endless()),
    Trickle: lambda _: Answer(200, _FEED, stream=_trickle()),
    Bomb: _bomb,
    RedirectLoop: _next_page,
}
