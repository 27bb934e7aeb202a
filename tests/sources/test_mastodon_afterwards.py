"""What authors do to their posts after we have them, also while nobody listens."""

from __future__ import annotations

import pytest
from tests.sources.mastodon_server import (
    Kept,
    Listener,
    MastodonServer,
    Streaming,
    live,
    poll,
    source,
    status,
    told,
)

from backchannel.errors import SourceUnreachable
from backchannel.sources.mastodon import Mastodon

BROKEN = SourceUnreachable("the server hung up")


async def hear(server: Streaming, reading: Mastodon, kept: Kept, *numbers: int) -> None:
    """Listen to posts that are told live, until the connection breaks."""
    listener = Listener(reading, kept)
    await listener.until_live()
    for number in numbers:
        server.publish(number)
        server.lines[-1].say(told("update", server.statuses[number]))
    await listener.until(*numbers)
    server.lines[-1].say(BROKEN)
    with pytest.raises(SourceUnreachable):
        await listener.until(9_999)


async def listen(reading: Mastodon, kept: Kept) -> None:
    """Connect again, and read what is read then: more batches than there are pages."""
    listener = Listener(reading, kept)
    for _ in range(15):
        await listener.next()
    await listener.close()


def edit(server: MastodonServer, number: int, **fields: object) -> None:
    """Let the author put it otherwise."""
    later = {"content": "<p>Better</p>", "edited_at": "2026-03-01T09:00:00Z"}
    server.statuses[number] |= later | fields


async def test_edits_and_deletions_missed_while_the_connection_was_down_are_made_good() -> None:
    server = Streaming()
    server.publish(*range(1, 101))
    reading, kept = live(server), Kept()
    await hear(server, reading, kept)
    edit(server, 3)
    del server.statuses[7]
    await listen(reading, kept)
    assert kept.drafts["3"].content == "<p>Better</p>"
    assert kept.gone == {"7"}


async def test_so_are_those_of_posts_that_only_the_stream_told_of() -> None:
    server = Streaming()
    server.publish(1)
    reading, kept = live(server), Kept()
    await hear(server, reading, kept, 2, 3, 4)
    edit(server, 2)
    del server.statuses[3]
    await listen(reading, kept)
    assert kept.drafts["2"].content == "<p>Better</p>"
    assert kept.gone == {"3"}


async def test_so_are_those_of_the_first_posts_there_ever_were() -> None:
    server = Streaming()
    reading, kept = live(server), Kept()
    await hear(server, reading, kept, 1, 2)
    del server.statuses[1], server.statuses[2]
    await listen(reading, kept)
    assert kept.gone == {"1", "2"}


async def test_so_are_those_before_a_gap_of_more_than_a_page() -> None:
    server = Streaming()
    server.publish(*range(1, 61))
    reading, kept = live(server), Kept()
    await hear(server, reading, kept)
    edit(server, 3)
    del server.statuses[7]
    server.publish(*range(61, 161))
    await listen(reading, kept)
    assert kept.numbers == set(range(1, 161))
    assert kept.drafts["3"].content == "<p>Better</p>"
    assert kept.gone == {"7"}


async def test_so_are_they_after_the_program_was_started_anew() -> None:
    server = Streaming()
    server.publish(1)
    kept = Kept()
    await hear(server, live(server), kept, 2)
    del server.statuses[2]
    await listen(live(server), kept)
    assert kept.gone == {"2"}


async def test_an_edit_that_takes_the_tag_away_is_given() -> None:
    server = MastodonServer()
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    edit(server, 2, tags=[])
    await poll(reading, kept)
    assert kept.drafts["2"].content == "<p>Better</p>"
    assert not kept.gone


async def test_a_post_that_lost_the_tag_is_still_followed() -> None:
    server = MastodonServer()
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    edit(server, 2, tags=[])
    await poll(reading, kept)
    edit(server, 2, tags=[], content="<p>Best</p>", edited_at="2026-03-01T10:00:00Z")
    for _ in range(8):
        await poll(reading, kept)
    assert kept.drafts["2"].content == "<p>Best</p>"
    del server.statuses[2]
    for _ in range(8):
        await poll(reading, kept)
    assert kept.gone == {"2"}


async def test_what_is_no_longer_shown_is_looked_up_a_few_at_a_time_and_now_and_then() -> None:
    server = MastodonServer()
    server.publish(*range(1, 151))
    reading = source(server)
    kept = await poll(reading, Kept())
    for number in range(1, 151):
        server.statuses[number]["tags"] = []
    for _ in range(40):
        await poll(reading, kept)
    server.asked.clear()
    for _ in range(80):
        await poll(reading, kept)
    looked_up = [url for url in server.asked if "statuses?" in url]
    assert 0 < len(looked_up) <= 10
    assert all(url.count("id%5B%5D") <= 20 for url in looked_up)
    assert not kept.gone


async def test_a_post_told_again_is_not_given_again() -> None:
    server = Streaming()
    listener = Listener(live(server, tags=("ideaperf", "second")), Kept())
    await listener.until_live()
    for _ in range(2):
        server.lines[0].say(told("update", status(1)))
    await listener.until(1)
    server.lines[0].say(told("update", status(1)), told("update", status(2)))
    await listener.until(2)
    given = [draft.id for batch in listener.kept.batches for draft in batch.drafts]
    assert given == ["1", "2"]
    await listener.close()


async def test_a_post_taken_back_live_is_not_asked_for_later() -> None:
    server = Streaming()
    reading, kept = live(server), Kept()
    listener = Listener(reading, kept)
    await listener.until_live()
    server.lines[0].say(told("update", status(1)))
    await listener.until(1)
    server.lines[0].say(told("delete", "1"))
    while not kept.gone:
        await listener.next()
    await listener.close()
    await listen(reading, kept)
    assert not [url for url in server.asked if "statuses?" in url]
