"""Asks one server for the pages of its hashtags."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import quote, urlencode

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http, Response
from backchannel.sources.mastodon.instance import Server, View, needs_account
from backchannel.sources.mastodon.page import FULL, Entry, Page, entries_of, page_of

AT_ONCE = 20
"""How many statuses Mastodon looks up in one request; more are an error."""


class Reader:
    """One request a call; every failure is SourceUnreachable or SourceRefused."""

    def __init__(self, http: Http, server: Server, view: View, token: str) -> None:
        self._http, self._server, self._view, self._token = http, server, view, token

    async def page(self, tag: str, **cursor: str) -> Page:
        """The newest page, or the one next to `max_id` (older) or `min_id` (newer)."""
        parameters = [("limit", str(FULL)), *self._view.parameters, *cursor.items()]
        if self._server.software == "pixelfed":
            parameters.append(("only_media", "false"))  # its default is the other one
        path = f"/api/v1/timelines/tag/{quote(tag, safe='')}?{urlencode(parameters)}"
        try:
            return page_of(await self._get(path))
        except SourceUnreachable as error:
            if error.status == HTTPStatus.NOT_FOUND:  # a tag that GoToSocial never met
                return Page()
            raise

    async def statuses(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Those of at most `AT_ONCE` statuses that are still there (Mastodon 4.3)."""
        query = urlencode([("id[]", id_) for id_ in ids])
        return entries_of((await self._get(f"/api/v1/statuses?{query}")).body)

    async def _get(self, path: str) -> Response:
        url = f"{self._server.origin}{path}"
        try:
            return await self._http.get(url, accept="application/json", token=self._token)
        except SourceRefused as error:
            if error.why is not Refusal.LOGIN:
                raise
            raise self._closed() from error

    def _closed(self) -> SourceRefused:
        if not self._token:
            return needs_account(self._server.host)
        problem = f"{self._server.host} does not accept the token, or not for hashtags"
        return SourceRefused(problem, why=Refusal.LOGIN)
