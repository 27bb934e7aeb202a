"""Writing on Mastodon, and on servers that speak its API.

The public documents are https://docs.joinmastodon.org/methods/statuses/#create and
https://docs.joinmastodon.org/methods/search/.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from msgspec import UNSET, Raw, Struct, UnsetType, json

from backchannel.errors import Refusal, SourceRefused
from backchannel.model.outgoing import Account, Measure, Network
from backchannel.sources.api import Http
from backchannel.sources.forgiving import entity, part, parts
from backchannel.sources.mastodon.drafts import draft, moment
from backchannel.sources.mastodon.entities import Status
from backchannel.sources.mastodon.instance import Server, probe
from backchannel.sources.payload import decode
from backchannel.sources.posting.api import Letter, Published, Send

_PAGE: Final = 40
_PAGES: Final = 5
_CLOCKS_DIFFER: Final = timedelta(minutes=2)
_LONGEST: Final = 500
_LINK: Final = 23


class _Source(Struct, frozen=True):
    language: str | None = None


class _Me(Struct, frozen=True):
    id: str | int
    username: str = ""
    acct: str | None = None
    source: Raw | UnsetType = UNSET


class _Found(Struct, frozen=True):
    statuses: Raw | UnsetType = UNSET


class MastodonWriter:
    """Writes with one account; `server` is its origin. Its posts are for everybody to see."""

    def __init__(self, http: Http, server: str, token: str, now: Callable[[], datetime]) -> None:
        self._http, self._origin, self._token, self._now = http, server.rstrip("/"), token, now
        self._server: Server | None = None
        self._me: _Me | None = None

    async def about(self) -> Account:
        """See `Writer.about`."""
        self._server = self._me = None
        server, me = await self._ask(), await self._who()
        own = part(me.source, _Source) or _Source()
        return Account(
            f"@{me.username or me.acct}@{server.domain}",
            Network.MASTODON,
            self._origin,
            measure_of(server),
            language=own.language or "",
        )

    async def prepare(self, letter: Letter) -> Send:
        """See `Writer.prepare`. The account's own server has to know the post that it answers."""
        answered = await self._resolve(letter.answered) if letter.answered else ""
        await self._ask()
        told = {
            "status": letter.words.text,
            "visibility": "public",
            "in_reply_to_id": answered,
            "language": letter.words.language,
            "spoiler_text": letter.words.warning,
        }
        body = json.encode({name: value for name, value in told.items() if value})

        async def send() -> Published:
            url, key = f"{self._origin}/api/v1/statuses", {"Idempotency-Key": letter.key}
            answer = await self._http.post(url, body, token=self._token, headers=key)
            return await self._published(decode(answer.body, Status))

        return send

    async def find(self, letter: Letter) -> Published | None:
        """See `Writer.find`: among the account's own posts since the first try."""
        me = await self._who()
        since = (letter.tried or letter.written) - _CLOCKS_DIFFER
        answered = await self._resolve(letter.answered) if letter.answered else ""
        query = {"limit": str(_PAGE), "exclude_reblogs": "true"}
        for _ in range(_PAGES):
            path = f"/api/v1/accounts/{quote(str(me.id), safe='')}/statuses?{urlencode(query)}"
            page = [entity(raw, Status) for raw in decode(await self._get(path), list[Raw])]
            read = [status for status in page if status is not None]
            for status in read:
                if _is_of(status, letter, answered, since):
                    return await self._published(status)
            if not read or (_written(read[-1]) or since) < since:
                break
            query["max_id"] = str(read[-1].id)
        return None

    async def leave(self) -> None:
        """See `Writer.leave`: a token is all there is."""

    async def _published(self, status: Status) -> Published:
        made = draft(status, (await self._ask()).domain)
        return Published(made.url or made.uri, made)

    async def _resolve(self, uri: str) -> str:
        """What the account's own server calls a post that it may have to fetch first."""
        query = urlencode({"q": uri, "type": "statuses", "resolve": "true", "limit": "5"})
        found = parts(decode(await self._get(f"/api/v2/search?{query}"), _Found).statuses, Status)
        exact = (status for status in found if uri in {status.uri, status.url})
        status = next(exact, found[0] if len(found) == 1 else None)
        if status is None:
            problem = f"{self._host} cannot find the post that it answers; it may be gone"
            raise SourceRefused(problem, why=Refusal.GONE)
        return str(status.id)

    async def _ask(self) -> Server:
        if self._server is None:
            self._server = await probe(self._http, self._origin, self._token)
        return self._server

    async def _who(self) -> _Me:
        if self._me is None:
            self._me = decode(await self._get("/api/v1/accounts/verify_credentials"), _Me)
        return self._me

    async def _get(self, path: str) -> bytes:
        url = f"{self._origin}{path}"
        return (await self._http.get(url, accept="application/json", token=self._token)).body

    @property
    def _host(self) -> str:
        return urlsplit(self._origin).netloc


def measure_of(server: Server) -> Measure:
    """How a server counts. Those that only speak Mastodon's API do it each in their own way.

    For them the way is taken that never counts less than they do.
    """
    longest = server.limits.max_characters or _LONGEST
    if not server.is_mastodon:
        return Measure(longest, counts_warning=True)
    return Measure(
        longest,
        link=server.limits.characters_reserved_per_url or _LINK,
        is_in_graphemes=True,
        counts_warning=True,
        has_short_mentions=True,
    )


def _is_of(status: Status, letter: Letter, answered: str, since: datetime) -> bool:
    written = _written(status)
    return (
        written is not None
        and written >= since
        and not {status.url, status.uri} & letter.claimed
        and str(status.in_reply_to_id or "") == answered
        and _letters(status.spoiler_text or "") == _letters(letter.words.warning)
        and _letters(_plain(status.content or "")) == _letters(letter.words.text)
    )


def _written(status: Status) -> datetime | None:
    return moment(status.created_at)


def _plain(content: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", content))


def _letters(text: str) -> str:
    """What no server changes of a text: its letters and digits; mentions lose their host."""
    short = re.sub(r"(@\w[\w.-]*)@[\w.-]+(?::\d+)?", r"\1", text)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", short).casefold()))
