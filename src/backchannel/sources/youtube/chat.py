"""The source `youtube_chat`: the chat beside a live video, polled within a daily quota.

The public document is https://developers.google.com/youtube/v3/live/docs/liveChatMessages/list.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import ClassVar, Final, TypeVar
from urllib.parse import urlencode

from msgspec import DecodeError, Struct, json, structs

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.pace import check_interval
from backchannel.sources.payload import decode
from backchannel.sources.youtube.entities import Page, Videos

T = TypeVar("T")

FIND: Final = 1
READ: Final = 5
"""Units of the quota that a question for the video and one for its messages cost."""

_REMEMBERED: Final = 5_000
_DAY: Final = timezone(timedelta(hours=-8))  # the quota is anew at midnight there
_NOT_YET: Final = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """The chat beside a live video on YouTube.

    `video` is its id, as in the address after `v=`. `interval` is the seconds between two looks;
    YouTube may ask for more. `quota` is how many units of the key's day may be spent; a look costs
    5. `server` is for rehearsals.
    """

    video: str
    interval: float = 20.0
    quota: int = 9_000
    server: str = "https://www.googleapis.com"

    def __post_init__(self) -> None:
        """Raise ValueError for a pace or a quota nobody can mean."""
        check_interval(self.interval)
        if self.quota < FIND + READ:
            raise ValueError(f"quota must be at least {FIND + READ}, not {self.quota}")


class Bookmark(Struct, frozen=True):
    """How far the chat was read, and what `day` (there) has cost so far."""

    chat: str = ""
    page: str = ""
    day: str = ""
    spent: int = 0


class YoutubeChat:
    """Polls one chat. The secret `token` is the API key."""

    kind: ClassVar[str] = "youtube_chat"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 5.0
    manners: ClassVar[frozenset[str]] = frozenset({"interval", "quota", "server"})

    def __init__(self, options: Options, reach: Reach) -> None:
        self._options, self._reach = options, reach
        self._authors: dict[str, str] = {}
        self._is_lost = False
        self._paid = Bookmark()  # also what brought nothing that could be kept

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what was said before, but for the latest of it", "a video that is not live")

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One look. The end of the live is SourceRefused, after the last messages."""
        mark = self._today(_recall(bookmark))
        if self._is_lost:
            mark, self._is_lost = structs.replace(mark, chat="", page=""), False
        if not mark.chat:
            mark = await self._find(self._pay(mark, FIND))
        mark = self._pay(mark, READ)
        wanted = {"liveChatId": mark.chat, "part": "id,snippet,authorDetails", "maxResults": "2000"}
        if mark.page:
            wanted["pageToken"] = mark.page
        try:
            page = await self._ask("liveChat/messages", wanted, Page)
        except SourceUnreachable as error:
            self._is_lost = error.status in {400, 404}  # the page or the chat is no longer known
            raise
        yield self._batch(page, structs.replace(mark, page=page.next_page_token or mark.page))
        if page.has_ended:
            raise SourceRefused("the live video has ended", why=Refusal.GONE)

    def _batch(self, page: Page, mark: Bookmark) -> Batch:
        said = [item for item in page.items if item.id and item.snippet.words]
        self._authors |= {item.id: item.snippet.author_channel_id for item in said}
        for id_ in list(self._authors)[:-_REMEMBERED]:
            del self._authors[id_]
        return Batch(
            tuple(item.draft() for item in said),
            bookmark=json.encode(mark).decode(),
            gone=tuple(self._gone(page)),
            again_in=max(self._options.interval, page.polling_interval_millis / 1_000),
            note=f"{mark.spent:,} of {self._options.quota:,} units of the day are spent",
        )

    def _gone(self, page: Page) -> list[str]:
        gone: list[str] = []
        for item in page.items:
            snippet = item.snippet
            if snippet.type == "tombstone":
                gone.append(item.id)
            gone.append(snippet.message_deleted_details.deleted_message_id)
            if banned := snippet.user_banned_details.banned_user_details.channel_id:
                gone += [id_ for id_, author in self._authors.items() if author == banned]
        return [id_ for id_ in gone if id_]

    async def _find(self, mark: Bookmark) -> Bookmark:
        wanted = {"id": self._options.video, "part": "liveStreamingDetails"}
        found = await self._ask("videos", wanted, Videos)
        if not found.items:
            raise SourceRefused("there is no such video", why=Refusal.NOT_A_SOURCE)
        live = found.items[0].live_streaming_details
        if not live.active_live_chat_id and live.actual_end_time:
            raise SourceRefused("the live video has ended", why=Refusal.GONE)
        if not live.active_live_chat_id:
            raise SourceUnreachable("the video has no live chat yet", retry_after=_NOT_YET)
        return structs.replace(mark, chat=live.active_live_chat_id)

    async def _ask(self, path: str, wanted: dict[str, str], type_: type[T]) -> T:
        key = self._reach.secret("token")
        if not key:
            raise SourceRefused("YouTube asks for an API key; add one as token", why=Refusal.LOGIN)
        base = self._options.server.rstrip("/")
        url = f"{base}/youtube/v3/{path}?{urlencode(wanted | {'key': key})}"
        try:
            answer = await self._reach.http.get(url, accept="application/json")
        except SourceError as error:
            raise _in_words(error, self._reach.now()) from error
        return decode(answer.body, type_)

    def _today(self, mark: Bookmark) -> Bookmark:
        day = self._reach.now().astimezone(_DAY).date().isoformat()
        spent = mark.spent if mark.day == day else 0
        if self._paid.day == day:
            spent = max(spent, self._paid.spent)
        return structs.replace(mark, day=day, spent=spent)

    def _pay(self, mark: Bookmark, units: int) -> Bookmark:
        """Counted before it is asked, for a question that fails costs as much."""
        spent = mark.spent + units
        if spent > self._options.quota:
            raise SourceUnreachable(
                "the quota of the day is spent", retry_after=_to_midnight(self._reach.now())
            )
        self._paid = structs.replace(mark, spent=spent)
        return self._paid


def _recall(bookmark: str | None) -> Bookmark:
    try:
        return json.decode(bookmark or "{}", type=Bookmark)
    except DecodeError:
        return Bookmark()


def _in_words(error: SourceError, now: datetime) -> SourceError:
    """The error of an answer, by the reason that it gives."""
    said = str(error).casefold()
    status = error.status if isinstance(error, SourceUnreachable) else None
    if "quotaexceeded" in said or "dailylimitexceeded" in said:
        problem = "YouTube says that the key's quota of the day is spent"
        return SourceUnreachable(problem, retry_after=_to_midnight(now), status=status)
    if "ratelimitexceeded" in said:
        problem = "YouTube wants to be asked less often; set a longer interval"
        return SourceUnreachable(problem, retry_after=_NOT_YET, status=status)
    if "livechatended" in said:
        return SourceRefused("the live video has ended", why=Refusal.GONE)
    if "livechatdisabled" in said:
        return SourceRefused("the video has no chat: it is turned off", why=Refusal.NOT_A_SOURCE)
    if "keyinvalid" in said or "api key not valid" in said:
        return SourceRefused("YouTube does not accept the key", why=Refusal.LOGIN)
    if isinstance(error, SourceRefused) and error.why is Refusal.LOGIN:
        problem = "YouTube refuses; is the YouTube Data API v3 turned on for the key?"
        return SourceRefused(problem, why=Refusal.LOGIN)
    return error


def _to_midnight(now: datetime) -> float:
    there = now.astimezone(_DAY)
    midnight = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - there).total_seconds()
