"""A feed and its hub on loopback, as the recommendation says (https://www.w3.org/TR/websub/)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx
from tests.sources.loopback import Call, serving

ENTRY = """<entry><id>tag:blog.example,2026:{number}</id><title>Number {number} #ideaperf</title>
<link href="https://blog.example/{number}"/><updated>2026-01-09T14:00:00Z</updated></entry>"""
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>
<id>tag:blog.example,2026:feed</id>{links}{entries}</feed>"""


PATIENCE = 30.0
"""Seconds: whoever waits for this hub waits as long, and a busy machine may stand still."""


def plain_http() -> httpx.AsyncClient:
    """Without TLS, whose setting up would take longer than the test."""
    return httpx.AsyncClient(trust_env=False, verify=False, timeout=PATIENCE)  # noqa: S501  # nothing to verify


@dataclass
class Hub:
    """A blog of `count` entries and those who subscribed to it, each address with its secret.

    `verifies` is whether it asks back, `lease` what it grants, `method` how it signs. `status` is
    its answer to whoever wants to subscribe. With `is_silent` it takes everything and tells nobody.
    """

    count: int = 1
    lease: str = "86400"
    method: str = "sha256"
    status: str = "202 Accepted"
    denies: str = ""
    verifies: bool = True
    is_silent: bool = False
    in_headers: bool = False
    has_hub: bool = True
    base: str = ""
    subscribers: dict[str, str] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    polls: int = 0
    tasks: set[asyncio.Task[httpx.Response | None]] = field(default_factory=set)

    @property
    def topic(self) -> str:
        return f"{self.base}/feed.xml"

    def body(self) -> bytes:
        """The feed as it is now."""
        entries = "".join(ENTRY.format(number=number) for number in range(self.count, 0, -1))
        links = f'<link rel="hub" href="{self.base}/hub"/><link rel="self" href="{self.topic}"/>'
        is_said = self.has_hub and not self.in_headers
        return FEED.format(links=links if is_said else "", entries=entries).encode()

    async def reply(self, call: Call) -> None:
        """One request."""
        if urlsplit(call.path).path == "/hub":
            await self._subscribe(call)
            return
        self.polls += 1
        body = self.body()
        headers = {"etag": f'"{self.count}"', "content_type": "application/atom+xml"}
        if self.in_headers and self.has_hub:
            headers["link"] = f'<{self.base}/hub>; rel="hub", <{self.topic}>; rel="self"'
        if call.headers.get("if-none-match") == headers["etag"]:
            await call.reply("304 Not Modified", b"", **headers)
        else:
            await call.reply("200 OK", body, **headers)

    async def _subscribe(self, call: Call) -> None:
        raw = await call.reader.readexactly(int(call.headers["content-length"]))
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        self.forms.append(form)
        await call.reply(self.status)
        if self.status.startswith("202") and self.verifies:
            task = asyncio.create_task(self.verify(form))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def verify(self, form: dict[str, str], **changes: str) -> httpx.Response | None:
        """Ask the subscriber whether it asked; what it answers."""
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "ch4llenge",
            "hub.lease_seconds": self.lease,
        }
        if self.denies:
            query = {
                "hub.mode": "denied",
                "hub.topic": form["hub.topic"],
                "hub.reason": self.denies,
            }
        with suppress(httpx.HTTPError):
            async with plain_http() as http:
                address = form["hub.callback"]
                answer = await http.get(address, params=query | changes)
            if answer.status_code == 200 and answer.text == query.get("hub.challenge"):
                if form["hub.mode"] == "subscribe":
                    self.subscribers[address] = form.get("hub.secret", "")
                else:
                    self.subscribers.pop(address, None)
            return answer
        return None

    async def publish(self, count: int = 1) -> list[int]:
        """Something new, and all are told; what they answer."""
        self.count += count
        return [] if self.is_silent else await self.tell(self.body())

    async def tell(self, body: bytes, signature: Callable[[str], str] | None = None) -> list[int]:
        """Send something to every subscriber; a 410 ends a subscription."""
        found: list[int] = []
        async with plain_http() as http:
            for address, secret in list(self.subscribers.items()):
                digest = hmac.new(secret.encode(), body, getattr(hashlib, self.method)).hexdigest()
                signed = f"{self.method}={digest}" if signature is None else signature(digest)
                headers = {"content-type": "application/atom+xml", "x-hub-signature": signed}
                headers["link"] = f'<{self.base}/hub>; rel="hub", <{self.topic}>; rel="self"'
                with suppress(httpx.HTTPError):
                    answer = await http.post(address, content=body, headers=headers)
                    found.append(answer.status_code)
                    if answer.status_code == 410:
                        del self.subscribers[address]
        return found


@asynccontextmanager
async def publishing(hub: Hub) -> AsyncIterator[Hub]:
    """The blog and its hub, as long as the block lasts."""
    async with serving(hub.reply) as web:
        hub.base = web.url("").rstrip("/")
        try:
            yield hub
        finally:
            await asyncio.gather(*hub.tasks, return_exceptions=True)
