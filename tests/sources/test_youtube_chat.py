"""The chat beside a live video, asked over loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import Call, serving, unhurried

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.youtube import Options, YoutubeChat


@dataclass
class Youtube:
    """One video with a chat. `pages` are answered in turn, `status` instead of any.

    `reason` is why, as Google says it.
    """

    live: dict[str, str] | None = field(default_factory=lambda: {"activeLiveChatId": "c1"})
    pages: list[dict[str, Any]] = field(default_factory=list)
    status: str = "200 OK"
    reason: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    async def answer(self, call: Call) -> None:
        self.asked.append(parse_qs(urlsplit(call.path).query))
        body: dict[str, Any] = {"items": [{"liveStreamingDetails": self.live}]}
        if self.live is None:
            body = {"items": []}
        if "/liveChat/" in call.path:
            body = self.pages.pop(0) if self.pages else {"nextPageToken": "later"}
        if self.reason:
            why = {"domain": "youtube.liveChat", "reason": self.reason}
            code = int(self.status.partition(" ")[0])
            body = {"error": {"code": code, "message": "No, no.", "errors": [why]}}
        await call.reply(self.status, json.dumps(body).encode(), content_type="application/json")


def item(id_: str, words: str = "", *, who: str = "u1", **snippet: Any) -> dict[str, Any]:
    shown = {"type": "textMessageEvent", "authorChannelId": who} | snippet
    if words:
        shown |= {"textMessageDetails": {"messageText": words}}
    shown["publishedAt"] = "2026-01-09T09:00:00.5+00:00"
    return {"id": id_, "snippet": shown, "authorDetails": {"displayName": "Ana", "channelId": who}}


@asynccontextmanager
async def asking(
    youtube: Youtube, clock: Clock | None = None, *, key: str = "k3y", **options: Any
) -> AsyncIterator[YoutubeChat]:
    now = clock or Clock()
    async with (
        serving(youtube.answer) as web,
        PoliteHttp(unhurried(), allow_local=True, now=now) as http,
    ):
        event = Event("Example", ("ideaperf",))
        reach = Reach(http, DocumentsHere(), event, now, lambda _: key)
        yield YoutubeChat(Options("v1", server=web.url(""), **options), reach)


async def look(source: YoutubeChat, bookmark: str | None = None) -> Batch:
    [batch] = [batch async for batch in source.batches(bookmark)]
    return batch


async def test_each_look_goes_on_where_the_last_one_ended() -> None:
    youtube = Youtube(
        pages=[
            {"items": [item("m1", "one"), item("x")], "nextPageToken": "p2"},
            {"items": [item("m2", "two")], "nextPageToken": "p3", "pollingIntervalMillis": 45_000},
        ]
    )
    async with asking(youtube) as source:
        first = await look(source)
        second = await look(source, first.bookmark)
    assert [draft.content for draft in (*first.drafts, *second.drafts)] == ["one", "two"]
    assert (first.drafts[0].author.name, first.drafts[0].content_is_html) == ("Ana", False)
    assert [asked.get("pageToken") for asked in youtube.asked] == [None, None, ["p2"]]
    assert all(asked["key"] == ["k3y"] for asked in youtube.asked)
    assert (first.again_in, second.again_in) == (20.0, 45.0)
    assert second.note == "11 of 9,000 units of the day are spent"


async def test_the_quota_is_never_passed_and_is_anew_the_next_day() -> None:
    clock = Clock()
    async with asking(Youtube(), clock, quota=11) as source:
        mark = (await look(source)).bookmark
        mark = (await look(source, mark)).bookmark
        with pytest.raises(SourceUnreachable, match="quota of the day is spent") as caught:
            await look(source, mark)
        assert caught.value.retry_after == 18 * 3_600  # 14:00 UTC is six in the morning there
        clock.advance(caught.value.retry_after)
        assert (await look(source, mark)).note.startswith("5 of 11 units")


async def test_what_is_taken_back_is_gone() -> None:
    deleted: dict[str, Any] = {
        "type": "messageDeletedEvent",
        "messageDeletedDetails": {"deletedMessageId": "m1"},
    }
    banned: dict[str, Any] = {
        "type": "userBannedEvent",
        "userBannedDetails": {"bannedUserDetails": {"channelId": "u2"}},
    }
    page = [item("m1", "a"), item("m2", "b", who="u2"), item("m3", "c")]
    more = [item("d", **deleted), item("e", **banned), item("m9", type="tombstone")]
    async with asking(Youtube(pages=[{"items": page}, {"items": more}])) as source:
        first = await look(source)
        assert set((await look(source, first.bookmark)).gone) == {"m1", "m2", "m9"}


async def test_the_end_of_the_live_is_the_end() -> None:
    end = {"items": [item("m1", "bye")], "offlineAt": "2026-01-09T10:00:00Z"}
    async with asking(Youtube(pages=[end])) as source:
        batches = source.batches(None)
        assert (await anext(batches)).drafts[0].content == "bye"
        with pytest.raises(SourceRefused, match="has ended") as caught:
            await anext(batches)
    assert caught.value.why is Refusal.GONE


@pytest.mark.parametrize(
    ("live", "says"),
    [
        (None, "there is no such video"),
        ({}, "no live chat yet"),
        ({"actualEndTime": "2026-01-09T10:00:00Z"}, "has ended"),
    ],
)
async def test_a_video_without_a_chat_says_why(live: dict[str, str] | None, says: str) -> None:
    async with asking(Youtube(live=live)) as source:
        with pytest.raises((SourceRefused, SourceUnreachable), match=says):
            await look(source)


async def test_a_key_is_needed_and_never_shown() -> None:
    async with asking(Youtube(), key="") as source:
        with pytest.raises(SourceRefused, match="asks for an API key"):
            await look(source)
    async with asking(Youtube(status="403 Forbidden")) as source:
        with pytest.raises(SourceRefused, match="YouTube refuses") as caught:
            await look(source)
    assert caught.value.why is Refusal.LOGIN
    assert "k3y" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "reason", "says", "what"),
    [
        ("403 Forbidden", "quotaExceeded", "quota of the day is spent", 18 * 3_600),
        ("403 Forbidden", "rateLimitExceeded", "asked less often", 60),
        ("403 Forbidden", "liveChatEnded", "the live video has ended", Refusal.GONE),
        ("403 Forbidden", "liveChatDisabled", "it is turned off", Refusal.NOT_A_SOURCE),
        ("400 Bad Request", "keyInvalid", "does not accept the key", Refusal.LOGIN),
        ("403 Forbidden", "forbidden", "is the YouTube Data API", Refusal.LOGIN),
    ],
)
async def test_what_youtube_says_is_said_in_plain_words(
    status: str, reason: str, says: str, what: Refusal | float
) -> None:
    async with asking(Youtube(status=status, reason=reason)) as source:
        with pytest.raises((SourceRefused, SourceUnreachable), match=says) as caught:
            await look(source)
    error = caught.value
    if isinstance(error, SourceRefused):
        assert error.why is what
    else:
        assert isinstance(error, SourceUnreachable)
        assert error.retry_after == what


async def test_a_question_that_fails_is_counted_too() -> None:
    youtube = Youtube(live={})
    async with asking(youtube, quota=14) as source:
        for _ in range(3):
            with pytest.raises(SourceUnreachable, match="no live chat yet"):
                await look(source)
        youtube.live = {"activeLiveChatId": "c1"}
        found = await look(source)
        assert found.note == "9 of 14 units of the day are spent"
        youtube.status = "500 Internal Server Error"
        with pytest.raises(SourceUnreachable, match="500"):
            await look(source, found.bookmark)
        youtube.status = "200 OK"
        with pytest.raises(SourceUnreachable, match="quota of the day is spent"):
            await look(source, found.bookmark)


async def test_a_page_that_is_no_longer_known_is_left() -> None:
    youtube = Youtube()
    async with asking(youtube) as source:
        mark = (await look(source)).bookmark
        youtube.status = "404 Not Found"
        with pytest.raises(SourceUnreachable):
            await look(source, mark)
        youtube.status = "200 OK"
        await look(source, mark)
    assert "pageToken" not in youtube.asked[-1]
