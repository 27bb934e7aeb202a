"""Servers that are asked again and again: feeds, and lists in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice

from backchannel.demo.net.exchange import Answer, Request, text, validated
from backchannel.demo.sites.feeds import WINDOW, Channel, Form
from backchannel.demo.sites.shelf import Entry, Shelf

Item = dict[str, object]


class Feed:
    """A feed at whatever address it is asked for; there is one page of it."""

    def __init__(self, shelf: Shelf, form: Form, host: str) -> None:
        self._shelf, self._form = shelf, form
        self._channel = Channel(host, host, f"https://{host}/feed")

    async def __call__(self, request: Request) -> Answer:
        """The newest entries."""
        if request.asked("paged") not in {"", "1"}:
            return text("text/html", "<!doctype html><title>Not here</title>", 404)
        _, kind, write = self._form
        body = write(self._channel, list(islice(self._shelf.newest_first(), WINDOW)))
        return validated(text(f"{kind}; charset=utf-8", body), self._shelf.changed)


class Listing:
    """A list, newest first, of which a page is asked for; `key` names it, `offset` its start."""

    def __init__(self, shelf: Shelf, key: str, offset: str, item: Callable[[Entry], Item]) -> None:
        self._shelf, self._key, self._offset, self._item = shelf, key, offset, item

    async def __call__(self, request: Request) -> Answer:
        """A page of a hundred."""
        start = int(request.asked(self._offset, "0") or 0)
        page = islice(self._shelf.newest_first(), start, start + 100)
        total = len(self._shelf)
        return _json({"total": total, self._key: [self._item(entry) for entry in page]})


def film(entry: Entry) -> Item:
    """A video as PeerTube lists it."""
    return {
        "uuid": f"0000-{entry.id}",
        "shortUUID": f"s{entry.id}",
        "url": f"https://films.example/videos/watch/0000-{entry.id}",
        "name": entry.piece.text,
        "publishedAt": _iso(entry),
        "duration": 125,
        "account": {"name": "ada", "displayName": "Ada Example", "host": "films.example"},
    }


def bookmark(entry: Entry) -> Item:
    """A shared bookmark as linkding's API lists it."""
    return {
        "id": entry.id,
        "url": f"https://kept.example/{entry.id}",
        "title": entry.piece.text,
        "shared": True,
        "tag_names": list(entry.tags),
        "date_added": _iso(entry),
    }


class LiveChat:
    """The chat beside a live video on YouTube, in pages that follow each other."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, request: Request) -> Answer:
        """The video, or what was said since a page."""
        if request.path == "/youtube/v3/videos":
            live = {"activeLiveChatId": "c1"}
            return _json({"items": [{"liveStreamingDetails": live}]})
        entries = list(self._shelf.newest_first())[::-1]
        since = int(request.asked("pageToken", "0"))
        items = [self._said(entry) for entry in entries[since:]]
        return _json({"items": items, "nextPageToken": str(len(entries))})

    def _said(self, entry: Entry) -> Item:
        snippet = {
            "type": "textMessageEvent",
            "authorChannelId": "u1",
            "publishedAt": _iso(entry),
            "textMessageDetails": {"messageText": entry.piece.text},
        }
        author = {"displayName": "Ana Example", "channelId": "u1"}
        return {"id": f"m{entry.id}", "snippet": snippet, "authorDetails": author}


class Search:
    """X's search of the last days, newest first, and its look at posts by their ids."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, request: Request) -> Answer:
        """Posts between two ids, or those that were asked for."""
        entries = list(self._shelf.newest_first())
        if request.path == "/2/tweets":
            ids = {int(each) for each in request.asked("ids").split(",")}
            return _json({"data": [_post(entry) for entry in entries if entry.id in ids]})
        since, until = int(request.asked("since_id", "0")), int(request.asked("until_id", "0"))
        found = [each for each in entries if since < each.id and (not until or each.id < until)]
        start = int(request.asked("next_token", "0"))
        end = start + int(request.asked("max_results", "10"))
        page = found[start:end]
        meta: Item = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": str(page[0].id), "oldest_id": str(page[-1].id)}
        if end < len(found):
            meta["next_token"] = str(end)
        people = [{"id": "7", "name": "Ana Example", "username": "ana_example"}]
        shown = [_post(entry) for entry in page]
        return _json({"data": shown, "includes": {"users": people}, "meta": meta})


def _post(entry: Entry) -> Item:
    named = {"id": str(entry.id), "author_id": "7", "edit_history_tweet_ids": [str(entry.id)]}
    return {**named, "text": entry.piece.text, "created_at": _iso(entry)}


def _iso(entry: Entry) -> str:
    return entry.written.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(body: Item) -> Answer:
    return text("application/json; charset=utf-8", json.dumps(body))
