"""The posts of the invented event as other programs read them: a feed, a server's timeline."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from benchmarks.harness.event import batches

from backchannel.demo.clock import wall_clock
from backchannel.demo.net.exchange import Answer, Request, text
from backchannel.demo.net.faults import Faults
from backchannel.demo.net.web import web_server
from backchannel.demo.sites.feeds import Channel, rss
from backchannel.demo.sites.instance import instance_v1
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.sites.statuses import account, status
from backchannel.demo.story.happening import Piece
from backchannel.demo.story.people import Person
from backchannel.model.post import Post

HOST: Final = "social.example"
FIRST: Final = 40
"""Posts of the first page: as many as a server gives."""

LATER: Final = 5_000
"""Posts of each page after it: many more than a server gives, or to read all takes minutes."""


def entries(count: int) -> list[Entry]:
    """The posts that `event.stored` stores, newest first. Their ids are numbers without a gap."""
    newest = datetime.now(UTC) - timedelta(minutes=1)
    posts = (post for batch in batches(count, newest) for post in batch)
    found = [_entry(number, post) for number, post in enumerate(posts, 1)]
    return found[::-1]


def _entry(number: int, post: Post) -> Entry:
    user, server = post.author.handle.removeprefix("@").split("@")
    author = Person(int(user.removeprefix("person")), post.author.name, user, server, "en")
    when = post.published or datetime.now(UTC)
    piece = Piece(post.id, author, 0.0, post.text, title=post.text, tags=post.tags)
    return Entry(number, piece, when, when, when, likes=post.likes)


def feed(found: Sequence[Entry]) -> str:
    """All of them as one RSS feed; the text of each is its title too, so that lists show it."""
    return rss(Channel("The event", HOST, f"https://{HOST}/feed.xml"), found)


class Timeline:
    """A Mastodon server's answers to one reader; the home timeline has all the posts."""

    def __init__(self, found: Sequence[Entry]) -> None:
        made = (status(entry, Shelf(), HOST, entry.written) for entry in found)
        self._statuses = [msgspec.json.encode(each) for each in made]
        self._newest = found[0]
        self.base = ""

    async def __call__(self, request: Request) -> Answer:
        """Answer what clients ask as they start, and for pages of the timeline."""
        newest = self._newest
        if request.path == "/api/v1/timelines/home":
            return self._page(request.asked("max_id"))
        if request.path == "/api/v1/instance":
            # Its limits of files are left out: clients that read them want more than the demo says.
            whole = instance_v1(HOST, self.base, Policy())
            return _json({name: each for name, each in whole.items() if name != "configuration"})
        if request.path == "/api/v1/accounts/verify_credentials":
            return _json(account(newest.piece.author, HOST, newest.written))
        if request.path == "/api/v1/preferences":
            return _json({})
        if request.path.endswith("/following"):
            return _json([])
        return text("application/json", '{"error": "Record not found"}', 404)

    def _page(self, max_id: str) -> Answer:
        start = self._newest.id - int(max_id) + 1 if max_id else 0
        end = min(start + (LATER if max_id else FIRST), len(self._statuses))
        answer = text("application/json", b"[%b]" % b",".join(self._statuses[start:end]))
        if end == len(self._statuses):
            return answer
        older = f"{self.base}/api/v1/timelines/home?max_id={self._newest.id - end + 1}"
        return Answer(200, {**answer.headers, "Link": f'<{older}>; rel="next"'}, answer.body)


def _json(body: object) -> Answer:
    return text("application/json", msgspec.json.encode(body))


@contextmanager
def served(timeline: Timeline) -> Iterator[str]:
    """Its address on this machine while the block lasts. A thread answers."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with web_server(timeline, Faults(), wall_clock).serving() as port:
            timeline.base = f"http://127.0.0.1:{port}"
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield timeline.base
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
