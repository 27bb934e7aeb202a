"""What is asked and what is answered: requests, answers, validators, compression."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

_SMALL = 400
"""Bodies below this are not worth compressing."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request. Header names are in lower case; `path` is decoded; `target` and `head` are not.

    `head` is the request as it came, up to and with the empty line; `body` is what followed.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    head: bytes = b""
    body: bytes = b""

    @property
    def path(self) -> str:
        """The decoded path, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Names and values as they came, in order."""
        return tuple(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def asked(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return dict(self.query).get(name, default)

    def asked_all(self, name: str) -> tuple[str, ...]:
        """Every value of a repeated query parameter, `name[]` or `name`."""
        return tuple(value for key, value in self.query if key in {name, f"{name}[]"})


class Peer(Protocol):
    """The other side of an open WebSocket."""

    async def send(self, text: str) -> None:
        """Send one text frame."""

    def __aiter__(self) -> AsyncIterator[str]:
        """Text frames until the other side closes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. A `stream` is sent in chunks as it comes, instead of `body`.

    With `socket` the connection becomes a WebSocket. `length` lies about the body's size.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stream: AsyncIterator[bytes] | None = None
    socket: Callable[[Peer], Awaitable[None]] | None = None
    length: int | None = None


Site = Callable[[Request], Awaitable[Answer]]


def text(kind: str, body: str | bytes, status: int = 200, **headers: str) -> Answer:
    """An answer of a content type; underscores in header names become hyphens."""
    encoded = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"Content-Type": kind, **named}, encoded)


def validated(answer: Answer, changed: datetime | None = None) -> Answer:
    """The answer with an ETag made from its body, and Last-Modified if a time is given."""
    digest = hashlib.blake2b(answer.body, digest_size=12).hexdigest()
    headers = {**answer.headers, "ETag": f'W/"{digest}"'}
    if changed is not None:
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    return replace(answer, headers=headers)


def finished(request: Request, answer: Answer) -> Answer:
    """The answer as this client wants it: 304 if it has it already, gzip if it may be."""
    if answer.status == 200 and _has_it(request, answer):
        kept = {k: v for k, v in answer.headers.items() if not k.lower().startswith("content-")}
        return Answer(304, kept)
    wants = "gzip" in request.headers.get("accept-encoding", "")
    packable = answer.stream is None and answer.length is None and len(answer.body) >= _SMALL
    if not (wants and packable) or "Content-Encoding" in answer.headers:
        return answer
    vary = ", ".join(filter(None, (answer.headers.get("Vary", ""), "Accept-Encoding")))
    headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": vary}
    return replace(answer, headers=headers, body=gzip.compress(answer.body, 5, mtime=0))


def _has_it(request: Request, answer: Answer) -> bool:
    """RFC 9110, section 13: If-None-Match decides; only without it, If-Modified-Since."""
    etag, since = answer.headers.get("ETag"), request.headers.get("if-modified-since")
    known = request.headers.get("if-none-match")
    if known is not None:
        opaque = {one.strip().removeprefix("W/") for one in known.split(",")}
        return "*" in opaque or (etag is not None and etag.removeprefix("W/") in opaque)
    modified = answer.headers.get("Last-Modified")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # a date no one can read is as if it was not sent
        return False
