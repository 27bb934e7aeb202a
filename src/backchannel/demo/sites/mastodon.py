"""A Mastodon server's public API: instance, tag timelines, statuses, streams, tag pages.

After the public documentation at docs.joinmastodon.org (timelines, streaming, statuses, instance,
rate limits).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import quote, urlencode

import msgspec

from backchannel.demo.net.exchange import Answer, Request, text, validated
from backchannel.demo.sites.feeds import Channel, rss
from backchannel.demo.sites.instance import instance_v1, instance_v2
from backchannel.demo.sites.joining.oauth import OAuth
from backchannel.demo.sites.joining.writing import Writing
from backchannel.demo.sites.pictures import photo
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.sites.statuses import Entity, status
from backchannel.demo.sites.streaming import Streaming
from backchannel.model.tags import canonical

_MOST, _USUAL = 40, 20
_MOST_TAGS = 4
_WINDOW = timedelta(minutes=5)
_PAGING = ("max_id", "since_id", "min_id")
_TAG = re.compile(r"/api/v1/timelines/tag/([^/]+)")
_STATUS = re.compile(r"/api/v1/statuses/(\d{1,30})")
_NUMBER = re.compile(r"[0-9]{1,30}")
_PHOTO = re.compile(r"/media/([\w-]{1,40}?)(?:-small)?\.png")
_TAG_FEED = re.compile(r"/tags/([^/]+)\.rss")


class Mastodon:
    """One server. `base` is where its API is reached, `host` its invented name."""

    def __init__(
        self, host: str, shelf: Shelf, now: Callable[[], datetime], policy: Policy
    ) -> None:
        self.host, self.shelf, self.policy, self.base = host, shelf, policy, ""
        self._now = now
        self._asked: list[datetime] = []
        self._oauth = OAuth()
        self._writing = Writing(host, shelf, now, self._status)
        self._streaming = Streaming(host, shelf, self._status, self._may_stream)

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path.startswith("/api/v1/streaming"):
            return self._streaming.answer(request)
        if (login := self._oauth.answer(request)) is not None:
            return login
        if request.path.startswith("/api/"):
            return self._limited(request)
        is_read = request.method in {"GET", "HEAD"}
        return self._page(request) if is_read else _refused(404, "Not Found")

    def _page(self, request: Request) -> Answer:
        """What a browser or a feed reader asks for."""
        feed = _TAG_FEED.fullmatch(request.path)
        if feed:
            return self._tag_feed(feed[1])
        if photographed := _PHOTO.fullmatch(request.path):
            return Answer(body=photo(photographed[1]), headers={"Content-Type": "image/png"})
        if request.path == "/.well-known/nodeinfo":
            rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
            return _json({"links": [{"rel": rel, "href": f"{self.base}/nodeinfo/2.0"}]})
        if request.path == "/nodeinfo/2.0":
            software = {"name": "mastodon", "version": self.policy.version}
            return _json({"version": "2.0", "software": software, "protocols": ["activitypub"]})
        tag = request.path.removeprefix("/tags/")
        title = f"#{quote(tag)}" if tag != request.path else self.host
        feed_link = (
            f'<link rel="alternate" type="application/rss+xml" href="/tags/{quote(tag)}.rss">'
        )
        page = f"<!doctype html><title>{title}</title>{feed_link}<p>An invented server."
        return text("text/html; charset=utf-8", page)

    def _tag_feed(self, tag: str) -> Answer:
        channel = Channel(f"#{tag}", self.host, f"{self.base}/tags/{tag}.rss")
        entries = list(islice(self._with_tags({canonical(tag)}), _USUAL))
        body = rss(channel, entries, titled=False)
        return validated(text("application/rss+xml; charset=utf-8", body), self.shelf.changed)

    def _limited(self, request: Request) -> Answer:
        """An answer of the API with the headers of its rate limit; 429 when it is used up."""
        now = self._now()
        self._asked = [when for when in self._asked if when > now - _WINDOW]
        left = self.policy.allowance - len(self._asked)
        if left <= 0:
            answer = _refused(429, "Too many requests")
        else:
            self._asked.append(now)
            answer = self._answer(request)
        reset = (self._asked[0] if self._asked else now) + _WINDOW
        limits = {
            "Cache-Control": "private, no-store",
            "Vary": "Authorization, Origin",
            "X-RateLimit-Limit": str(self.policy.allowance),
            "X-RateLimit-Remaining": str(max(0, left - 1)),
            "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        return validated(_with(answer, limits))

    def _answer(self, request: Request) -> Answer:
        token = _token(request)
        if token and token not in self._oauth.tokens:
            return _refused(401, "The access token is invalid")
        own = self._writing.answer(request, is_logged_in=bool(token))
        if own is not None:
            return own
        is_read = request.method in {"GET", "HEAD"}
        return self._read(request, token) if is_read else _refused(404, "Not Found")

    def _read(self, request: Request, token: str) -> Answer:
        if request.path == "/api/v2/instance":
            return _json(instance_v2(self.host, self.base, self.policy))
        if request.path == "/api/v1/instance":
            return _json(instance_v1(self.host, self.base, self.policy))
        tag = _TAG.fullmatch(request.path)
        if tag:
            if self.policy.timelines_need_token and not token:
                return _refused(401, "This API requires an authenticated user")
            return self._timeline(request, tag[1])
        if request.path == "/api/v1/statuses":
            wanted = [_number(one, 0) for one in request.asked_all("id")][:_MOST]
            found = (self.shelf.entry(number) for number in wanted)
            return _json([self._status(entry) for entry in found if entry])
        one = _STATUS.fullmatch(request.path)
        entry = self.shelf.entry(int(one[1])) if one else None
        return _json(self._status(entry)) if entry else _refused(404, "Record not found")

    def _timeline(self, request: Request, tag: str) -> Answer:
        """One page, newest first; `min_id` gives the page right after an id."""
        wanted = {canonical(one) for one in (tag, *request.asked_all("any"))[:_MOST_TAGS]}
        limit = max(1, min(_MOST, _number(request.asked("limit"), _USUAL)))
        oldest = max(_number(request.asked("since_id"), 0), _number(request.asked("min_id"), 0))
        newest = _number(request.asked("max_id"), 1 << 80)
        local = request.asked("local").lower() in {"true", "1"}
        fitting = [
            entry
            for entry in self._with_tags(wanted)
            if oldest < entry.id < newest and not (local and not self._is_local(entry))
        ]
        page = fitting[-limit:] if request.asked("min_id") else fitting[:limit]
        answer = _json([self._status(entry) for entry in page])
        return _with(answer, {"Link": self._links(request, page)}) if page else answer

    def _links(self, request: Request, page: list[Entry]) -> str:
        """`next` is older, `prev` is newer; other parameters are kept, in order of name."""
        kept = [(name, value) for name, value in request.query if name not in _PAGING]
        address = f"{self.base}{quote(request.path)}"
        turns = (("next", "max_id", page[-1]), ("prev", "min_id", page[0]))
        return ", ".join(
            f'<{address}?{urlencode(sorted([*kept, (name, str(entry.id))]))}>; rel="{rel}"'
            for rel, name, entry in turns
        )

    def _with_tags(self, wanted: set[str]) -> Iterator[Entry]:
        return (entry for entry in self.shelf.newest_first() if wanted & entry.tags)

    def _is_local(self, entry: Entry) -> bool:
        return entry.piece.author.server == self.host

    def _status(self, entry: Entry) -> Entity:
        return status(entry, self.shelf, self.host, self._now(), self.base)

    def _may_stream(self, request: Request) -> bool:
        return not self.policy.streams_need_token or _token(request) in self._oauth.tokens


def _token(request: Request) -> str:
    """The token a request brings, in whichever way it may."""
    bearer = request.headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip()
    return request.asked("access_token") or request.headers.get("sec-websocket-protocol", "")


def _number(written: str, default: int) -> int:
    return int(written) if _NUMBER.fullmatch(written) else default


def _json(body: object, status_code: int = 200) -> Answer:
    return text("application/json; charset=utf-8", msgspec.json.encode(body), status_code)


def _refused(code: int, why: str) -> Answer:
    return _json({"error": why}, code)


def _with(answer: Answer, headers: dict[str, str]) -> Answer:
    return Answer(answer.status, {**answer.headers, **headers}, answer.body)
