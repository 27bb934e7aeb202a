"""What an account may do on the invented server: say who it is, search, write, list its posts.

After docs.joinmastodon.org/methods/statuses, /search and /accounts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from backchannel.demo.net.exchange import Answer, Request
from backchannel.demo.sites.joining.oauth import as_json, refused, told
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.sites.statuses import Entity, account, account_id
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.people import CAST, Person, Role

LONGEST: Final = 500
_REMEMBERED: Final = timedelta(hours=1)
_PAGE: Final = 40
_LISTED: Final = re.compile(r"/api/v1/accounts/(\d{1,30})/statuses")

FACILITATOR: Final = Person(
    CAST + 1, "Facilitator", "facilitator", "toot.example", "en", Role.ORGANISER
)
"""Whoever sits at the desk of the demo."""


class Writing:
    """The account of whoever tries the demo, on one server."""

    def __init__(
        self,
        host: str,
        shelf: Shelf,
        now: Callable[[], datetime],
        shown: Callable[[Entry], Entity],
    ) -> None:
        self._host, self._shelf, self._now, self._shown = host, shelf, now, shown
        self._me = replace(FACILITATOR, server=host)
        self._known: dict[str, tuple[int, datetime]] = {}
        self._count = 0

    def answer(self, request: Request, *, is_logged_in: bool) -> Answer | None:
        """What a request gets that needs an account; None for any other."""
        found = {
            ("GET", "/api/v1/accounts/verify_credentials"): self._who,
            ("GET", "/api/v2/search"): self._search,
            ("POST", "/api/v1/statuses"): self._write,
        }.get((request.method, request.path))
        if found is None and _LISTED.fullmatch(request.path) and request.method == "GET":
            found = self._listed
        if found is None:
            return None
        return found(request) if is_logged_in else refused(401, "The access token is invalid")

    def _who(self, request: Request) -> Answer:
        own = {"privacy": "public", "sensitive": False, "language": "en", "note": "", "fields": []}
        return as_json({**account(self._me, self._host, self._now()), "source": own})

    def _search(self, request: Request) -> Answer:
        asked = request.asked("q")
        entries = self._shelf.newest_first() if asked else ()
        shown = (self._shown(entry) for entry in entries)
        found = next(([each] for each in shown if asked in {each["uri"], each["url"]}), [])
        return as_json({"accounts": [], "hashtags": [], "statuses": found})

    def _listed(self, request: Request) -> Answer:
        whose = _LISTED.fullmatch(request.path)
        newest = int(request.asked("max_id", str(1 << 80)))
        found = [
            self._shown(entry)
            for entry in self._shelf.newest_first()
            if whose and account_id(entry.piece.author) == whose[1] and entry.id < newest
        ]
        return as_json(found[: min(_PAGE, int(request.asked("limit", "20")))])

    def _write(self, request: Request) -> Answer:
        now, key = self._now(), request.headers.get("idempotency-key", "")
        number, when = self._known.get(key, (0, now))
        if number and now - when < _REMEMBERED and (entry := self._shelf.entry(number)):
            return as_json(self._shown(entry))
        said = {name: str(value) for name, value in told(request).items()}
        written, warning = said.get("status", ""), said.get("spoiler_text", "")
        parent = self._parent(said.get("in_reply_to_id", ""))
        if not written.strip():
            return refused(422, "Validation failed: Text can't be blank")
        if len(written) + len(warning) > LONGEST:
            return refused(422, f"Validation failed: Text character limit of {LONGEST} exceeded")
        if parent is None and said.get("in_reply_to_id"):
            return refused(404, "Record not found")
        self._count += 1
        piece = Piece(
            f"own-{self._host}-{self._count}-{now.timestamp()}",
            self._me,
            0.0,
            written,
            language=said.get("language", "en"),
            warning=warning,
            is_sensitive=bool(warning),
            reply_to=parent.piece.key if parent else "",
        )
        self._shelf.apply(Happening(0.0, Act.PUBLISH, piece.key, piece), written=now, now=now)
        entry = self._shelf.by_key(piece.key)
        if entry is None:
            return refused(500, "Something went wrong")
        if key:
            self._known[key] = entry.id, now
        return as_json(self._shown(entry))

    def _parent(self, number: str) -> Entry | None:
        return self._shelf.entry(int(number)) if number.isdecimal() else None
