"""What a Mastodon server says by itself, and how nothing is lost around it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.mastodon_server import (
    HOST,
    Kept,
    Listener,
    Streaming,
    live,
    poll,
    source,
    status,
    told,
)

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Batch, ServerEvent
from backchannel.sources.mastodon.page import FULL

STREAMING = f"https://streaming.{HOST}/api/v1/streaming"


async def test_it_subscribes_to_every_tag_before_it_reads_pages() -> None:
    server = Streaming()
    server.publish(1)
    listener = Listener(live(server, tags=("ideaperf", "second")), Kept())
    await listener.until(1)
    assert server.opened == [(STREAMING, "s3cret")]
    assert server.lines[0].sent == [
        {"type": "subscribe", "stream": "hashtag", "tag": "ideaperf"},
        {"type": "subscribe", "stream": "hashtag", "tag": "second"},
    ]
    await listener.close()
    assert server.lines[0].is_closed


async def test_local_only_subscribes_to_the_servers_own_people() -> None:
    server = Streaming()
    listener = Listener(live(server, local_only=True), Kept())
    await listener.until_live()
    assert [sent["stream"] for sent in server.lines[0].sent] == ["hashtag:local"]
    await listener.close()


async def test_a_post_arrives_when_it_is_told() -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    asked = len(server.asked)
    server.lines[0].say(told("update", status(1)))
    await listener.until(1)
    assert listener.kept.batches[-1].is_live
    assert len(server.asked) == asked
    await listener.close()


async def test_an_edit_and_a_deletion_arrive_when_they_are_told() -> None:
    server = Streaming()
    server.publish(1, 2)
    listener = Listener(live(server), Kept())
    await listener.until_live()
    server.lines[0].say(told("status.update", status(1) | {"content": "<p>Better</p>"}))
    while listener.kept.drafts["1"].content != "<p>Better</p>":
        await listener.next()
    server.lines[0].say(told("delete", "2"))
    while listener.kept.gone != {"2"}:
        await listener.next()
    await listener.close()


async def test_what_is_told_and_taken_back_at_once_is_only_gone() -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    server.lines[0].say(told("update", status(1)), told("delete", "1"))
    while listener.kept.gone != {"1"}:
        await listener.next()
    assert not listener.kept.drafts
    await listener.close()


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        "[]",
        "{}",
        "null",
        "\u0000",
        json.dumps({"event": "update", "payload": "not json"}),
        json.dumps({"event": "update", "payload": "{}"}),
        json.dumps({"event": "update", "payload": None}),
        json.dumps({"event": "update", "payload": {"id": "9"}}),
        json.dumps({"event": "filters_changed"}),
        json.dumps({"event": "announcement", "payload": "{}"}),
        json.dumps({"event": "delete", "payload": ""}),
        json.dumps({"event": 7, "payload": []}),
        '{"event":"update","payload":"{\\"id\\":' + "9" * 400 + '}"}',
        told("update", status(9) | {"visibility": "private"}),
    ],
)
async def test_no_message_stops_the_stream(frame: str) -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    server.lines[0].say(frame, told("update", status(1)))
    await listener.until(1)
    assert listener.kept.numbers == {1}
    assert not listener.kept.gone
    await listener.close()


async def test_what_cannot_be_read_is_counted() -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    server.lines[0].say("not json", told("update", "{"), told("nonsense", "{"), told("delete", "7"))
    while not listener.kept.gone:
        await listener.next()
    assert sum(batch.rejected for batch in listener.kept.batches) == 2
    await listener.close()


async def test_a_quiet_stream_has_a_heartbeat() -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    assert await listener.next() == Batch(is_live=True)
    await listener.close()


async def test_posts_between_two_streams_are_a_recovery_and_none_is_lost() -> None:
    server = Streaming()
    server.publish(1)
    reading, kept = live(server), Kept()
    listener = Listener(reading, kept)
    await listener.until_live()
    server.lines[0].say(told("update", status(2)), SourceUnreachable("the server hung up"))
    with pytest.raises(SourceUnreachable, match="hung up"):
        await listener.until(99)
    server.publish(*range(2, 60))
    listener = Listener(reading, kept)
    await listener.until(*range(1, 60))
    assert kept.batches[-1].is_recovery
    assert kept.batches[-1].is_live
    await listener.until_live()
    server.lines[1].say(told("update", status(60)))
    await listener.until(60)
    assert not kept.batches[-1].is_recovery
    await listener.close()


async def test_what_is_told_while_pages_are_read_is_not_lost() -> None:
    server = Streaming()
    server.publish(*range(1, 200))

    def at_each() -> None:
        if server.lines and len(server.asked) == 3:
            server.lines[0].say(told("update", status(500)))

    server.at_each = at_each
    listener = Listener(live(server), Kept())
    await listener.until(500, *range(1, 200))
    assert len(server.asked) < 15
    await listener.close()


async def test_a_stream_that_the_server_ends_is_opened_again() -> None:
    server = Streaming()
    listener = Listener(live(server), Kept())
    await listener.until_live()
    server.lines[0].say(None)
    with pytest.raises(SourceUnreachable, match="the server ended the stream"):
        await listener.until(99)


async def test_a_message_older_than_a_page_is_corrected_by_the_next_page() -> None:
    server = Streaming()
    server.publish(1)
    server.statuses[1]["favourites_count"] = 5
    reading, kept = live(server), Kept()
    listener = Listener(reading, kept)
    await listener.until_live()
    server.lines[0].say(told("update", status(1)))
    while kept.drafts["1"].likes != 0:
        await listener.next()
    await listener.close()
    await poll(source(server), kept)
    assert kept.drafts["1"].likes == 5


async def test_what_a_page_showed_already_is_not_given_again_by_the_stream() -> None:
    server = Streaming()
    server.publish(1)
    listener = Listener(live(server), Kept())
    await listener.until_live()
    before = len(listener.kept.batches)
    server.lines[0].say(told("update", status(1)), told("update", status(2)))
    await listener.until(2)
    assert [d.id for batch in listener.kept.batches[before:] for d in batch.drafts] == ["2"]
    await listener.close()


async def test_the_stream_does_not_move_what_pages_have_proved() -> None:
    server = Streaming()
    server.publish(*range(1, 11))
    reading, kept = live(server), Kept()
    listener = Listener(reading, kept)
    await listener.until_live()
    server.lines[0].say(told("update", status(500)))
    await listener.until(500)
    await listener.close()
    server.publish(500, *range(11, 11 + 8 * FULL))
    await poll(source(server), kept)
    assert kept.numbers == set(server.statuses)


@pytest.mark.parametrize(
    ("refusal", "note"),
    [
        (
            SourceRefused("401", why=Refusal.LOGIN),
            "not live: the token is not accepted for live posts; it must be a person's",
        ),
        (SourceUnreachable("404 Not Found"), "not live: 404 Not Found"),
    ],
    ids=["app token", "no stream there"],
)
async def test_without_a_stream_it_polls_and_says_why(refusal: Exception, note: str) -> None:
    server = Streaming()
    server.publish(1)
    server.refusal = refusal
    reading = live(server)
    kept = await poll(reading, Kept())
    assert kept.numbers == {1}
    assert (kept.batches[-1].note, kept.batches[-1].again_in) == (note, 15)
    assert not any(batch.is_live for batch in kept.batches)
    await poll(reading, kept)
    assert len(server.opened) == 1


async def test_a_refused_subscription_turns_to_polling() -> None:
    server = Streaming()
    server.publish(1)
    reading, kept = live(server), Kept()
    listener = Listener(reading, kept)
    await listener.until_live()
    server.lines[0].say(json.dumps({"error": "Unknown stream type", "status": 400}))
    while kept.batches[-1].again_in is None:
        await listener.next()
    assert kept.batches[-1].note == "not live: the server refused to send these hashtags live"


async def test_without_a_token_nobody_tries_to_stream() -> None:
    server = Streaming()
    await poll(source(server), Kept())
    assert not server.opened


async def test_streaming_can_be_switched_off() -> None:
    server = Streaming()
    await poll(live(server, stream=False), Kept())
    assert not server.opened


async def test_other_software_is_polled_even_with_a_token() -> None:
    server = Streaming()
    server.version, server.level = "2.8.0 (compatible; Friendica 2024.12)", None
    await poll(live(server), Kept())
    assert not server.opened


async def test_old_mastodon_streams_to_strangers() -> None:
    server = Streaming()
    server.version, server.level = "4.1.25", None
    listener = Listener(source(server, patience=0.01), Kept())
    await listener.until_live()
    assert server.opened == [(STREAMING, "")]
    await listener.close()


_LIFE = st.tuples(
    st.integers(0, 120),  # posts while nobody listens
    st.lists(st.integers(0, 3), max_size=12),  # posts told before each batch that is read
    st.booleans(),  # the connection breaks, else the process is killed
)


@given(st.lists(_LIFE, min_size=1, max_size=4))
async def test_no_post_is_lost_between_streams_pages_and_kills(
    lives: list[tuple[int, list[int], bool]],
) -> None:
    server, kept, newest = Streaming(), Kept(), 0
    reading = live(server)
    for unheard, heard, breaks in lives:
        server.publish(*range(newest + 1, newest + 1 + unheard))
        newest += unheard
        listener = Listener(reading, kept)
        for count in heard:
            for _ in range(count):
                newest += 1
                server.publish(newest)
                for line in server.lines[-1:]:
                    line.say(told("update", server.statuses[newest]))
            await listener.next()
        if breaks and heard:
            server.lines[-1].say(SourceUnreachable("the server hung up"))
            with suppress(SourceUnreachable):
                while True:
                    await listener.next()
        await listener.close()
    await poll(source(server), kept)
    assert kept.numbers == set(server.statuses)


class Events(Streaming):
    """A server behind a proxy that lets no WebSocket through."""

    def __init__(self, *events: ServerEvent | None) -> None:
        super().__init__()
        self.refusal = SourceUnreachable("hung up")
        self.told = events
        self.followed: list[str] = []

    @asynccontextmanager
    async def events(
        self, url: str, *, token: str = ""
    ) -> AsyncIterator[AsyncIterator[ServerEvent | None]]:
        """The events of the test, and then silence."""
        self.followed.append(url)
        async with aclosing(self._events()) as events:
            yield events

    async def _events(self) -> AsyncGenerator[ServerEvent | None, None]:
        for event in self.told:
            yield event
        await asyncio.Event().wait()


async def test_where_no_websocket_passes_events_do() -> None:
    update = ServerEvent("update", json.dumps(status(1)))
    server = Events(None, update, ServerEvent("delete", "7"), None)
    listener = Listener(live(server, tags=("ideaperf", "zwei/drei")), Kept())
    await listener.until(1)
    await listener.until_live()
    assert listener.kept.gone == {"7"}
    assert server.followed == [
        f"{STREAMING}/hashtag?tag=ideaperf",
        f"{STREAMING}/hashtag?tag=zwei%2Fdrei",
    ]
    await listener.close()


async def test_a_secure_server_never_gets_its_token_over_an_open_stream() -> None:
    server = Streaming()
    server.streaming = f"ws://streaming.{HOST}"
    listener = Listener(live(server), Kept())
    await listener.until_live()
    assert server.opened == [(STREAMING, "s3cret")]
    await listener.close()


@pytest.mark.parametrize("streaming", ["", "nowhere", "http://[", "ftp://x.example"])
async def test_a_streaming_address_that_is_none_means_the_server_itself(streaming: str) -> None:
    server = Streaming()
    server.streaming = streaming
    listener = Listener(live(server), Kept())
    await listener.until_live()
    assert server.opened == [(f"https://{HOST}/api/v1/streaming", "s3cret")]
    await listener.close()
