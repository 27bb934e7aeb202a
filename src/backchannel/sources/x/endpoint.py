"""The two questions that X is asked, and what it says when it will not answer.

The public documents are https://docs.x.com/x-api/posts/search-recent-posts and
https://docs.x.com/x-api/posts/get-posts-by-ids. Every post and author in an answer is billed, so
nothing is asked for that is not shown: other posts are known by their numbers alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.forgiving import parts
from backchannel.sources.payload import decode
from backchannel.sources.x.entities import Page, Problem

LONGEST: Final = 512
"""Characters of a search."""

FEWEST: Final = 10
MOST: Final = 100
"""Posts that one question may be answered with."""

_FIELDS: Final = {
    "tweet.fields": "created_at,author_id,lang,entities,attachments,referenced_tweets,"
    "possibly_sensitive,public_metrics,edit_history_tweet_ids,note_tweet",
    "expansions": "author_id,attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "url,preview_image_url,type,width,height,alt_text",
}
_NOT_SHOWN: Final = ("/resource-not-found", "/not-authorized-for-resource")
_NO_CREDITS: Final = 402
_PATIENCE: Final = 3_600.0  # seconds until somebody may have bought some


class Endpoint:
    """X, asked with a token."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        if not token:
            raise SourceRefused("X asks for a bearer token; add one as token", why=Refusal.LOGIN)
        self._http, self._server, self._token = http, server.rstrip("/"), token

    async def search(self, query: str, most: int, **span: str) -> Page:
        """The newest posts that fit, `most` at most, of the `span` that is asked for."""
        wanted = {"query": query, "max_results": str(most), "sort_order": "recency"}
        return await self._ask("tweets/search/recent", wanted | span | _FIELDS)

    async def posts(self, numbers: Sequence[str]) -> Page:
        """Those posts that are still shown, bare; 100 numbers at most."""
        return await self._ask("tweets", {"ids": ",".join(numbers)})

    async def _ask(self, path: str, wanted: dict[str, str]) -> Page:
        url = f"{self._server}/2/{path}?{urlencode(wanted)}"
        try:
            answer = await self._http.get(url, accept="application/json", token=self._token)
        except SourceRefused as error:
            raise _refused(error) from error
        except SourceUnreachable as error:
            raise _unreachable(error) from error
        return decode(answer.body, Page)


def query_of(tags: Sequence[str]) -> tuple[str, int]:
    """A search for all hashtags, and how many of them found no room in it."""
    asked = list(tags)
    while asked:
        either = " OR ".join(f"#{tag}" for tag in asked)
        query = f"{f'({either})' if len(asked) > 1 else either} -is:retweet"
        if len(query) <= LONGEST:
            return query, len(tags) - len(asked)
        asked.pop()
    return "", len(tags)


def not_shown(page: Page) -> set[str]:
    """Numbers of posts that were asked for and are deleted, or no longer shown to everybody."""
    return {
        each.resource_id or each.value
        for each in parts(page.errors, Problem)
        if each.type.endswith(_NOT_SHOWN)
    }


def _refused(error: SourceRefused) -> SourceRefused:
    if error.why is not Refusal.LOGIN:
        return error
    if not str(error).startswith("403"):
        return SourceRefused("X does not accept the token", why=Refusal.LOGIN)
    problem = "X does not let this token search; look at the plan and the project of its app"
    return SourceRefused(problem, why=Refusal.LOGIN)


def _unreachable(error: SourceUnreachable) -> SourceUnreachable:
    said = str(error).casefold()
    if error.status == _NO_CREDITS:
        problem = "X says that the credits of this token are spent; buy some"
    elif error.status is not None and ("usage cap" in said or "usagecap" in said):
        problem = "X says that the plan's own cap of posts is reached"
    else:
        return error
    return SourceUnreachable(problem, retry_after=_PATIENCE, status=error.status)
