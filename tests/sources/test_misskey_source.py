"""What is read of a Misskey server, what is told of it, and what survives a failure."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.sources.misskey_server import (
    DAWN,
    HOST,
    Kept,
    MisskeyServer,
    note,
    poll,
    refused,
    source,
)
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event


async def test_a_hashtag_is_read_back_to_the_event_s_beginning() -> None:
    server = MisskeyServer()
    server.publish(*range(350))
    event = Event("Performance", ("ideaperf",), starts=DAWN + timedelta(minutes=30))
    kept = await poll(source(server, event=event), Kept())
    assert kept.numbers == set(range(30, 350))
    assert kept.given == 320


async def test_what_is_known_is_not_given_again() -> None:
    server = MisskeyServer()
    server.publish(1, 2, 3)
    kept = await poll(source(server), Kept())
    server.publish(4)
    await poll(source(server), kept)
    assert kept.numbers == {1, 2, 3, 4}
    assert kept.given == 4


async def test_more_than_a_page_that_came_meanwhile_is_read_whole() -> None:
    server = MisskeyServer()
    server.publish(1, 2, 3)
    kept = await poll(source(server), Kept())
    server.publish(*range(4, 300))
    await poll(source(server), kept)
    assert kept.numbers == set(range(1, 300))


async def test_a_gap_that_breaks_off_is_closed_the_next_time() -> None:
    server = MisskeyServer()
    server.publish(1, 2, 3)
    reading = source(server)
    kept = await poll(reading, Kept())
    server.publish(*range(4, 300))
    asked = len(server.asked)

    def fail() -> None:
        if len(server.asked) == asked + 2:
            raise SourceUnreachable("connection refused")

    server.at_each = fail
    with pytest.raises(SourceUnreachable):
        await poll(reading, kept)
    assert kept.numbers != set(range(1, 300))
    await poll(reading, kept)
    assert kept.numbers == set(range(1, 300))


async def test_the_posts_of_a_closed_gap_are_a_recovery() -> None:
    server = MisskeyServer(error=SourceUnreachable("connection refused"))
    reading = source(server)
    with pytest.raises(SourceUnreachable):
        await poll(reading, Kept())
    server.error = None
    server.publish(1)
    batches = [batch async for batch in reading.batches(None)]
    assert batches[0].is_recovery
    assert not batches[-1].is_recovery


async def test_a_note_that_came_late_from_elsewhere_is_found_below_what_is_known() -> None:
    server = MisskeyServer()
    server.publish(1, 2, 4, 5)
    kept = await poll(source(server), Kept())
    server.publish(3)
    await poll(source(server), kept)
    assert kept.numbers == {1, 2, 3, 4, 5}


async def test_an_edit_and_a_reaction_are_given() -> None:
    server = MisskeyServer()
    server.publish(1, 2)
    kept = await poll(source(server), Kept())
    server.publish(1, text="Better words #ideaperf", updatedAt="2026-01-02T03:00:00.000Z")
    server.publish(2, reactions={"👍": 2, ":blobcat@.:": 1})
    await poll(source(server), kept)
    assert kept.drafts[note(1)["id"]].content == "Better words #ideaperf"
    assert kept.drafts[note(1)["id"]].edited is not None
    assert kept.drafts[note(2)["id"]].likes == 3


async def test_a_deleted_note_goes_and_one_that_only_left_the_list_stays() -> None:
    server = MisskeyServer()
    server.publish(*range(1, 6))
    kept = await poll(source(server), Kept())
    del server.notes[3]
    server.publish(4, tags=())
    await poll(source(server), kept)
    assert kept.gone == {note(3)["id"]}
    shown = [said["noteId"] for name, said in server.asked if name == "notes/show"]
    await poll(source(server), kept)
    assert [said["noteId"] for name, said in server.asked if name == "notes/show"] == shown


async def test_a_note_that_cannot_be_read_costs_only_itself() -> None:
    server = MisskeyServer()
    server.publish(1, 3)
    server.notes[2] = note(2) | {"user": [], "poll": 7, "cw": 0, "reactions": None}
    server.nameless.append({"tags": ["ideaperf"]})
    kept = await poll(source(server), Kept())
    await poll(source(server), kept)
    assert kept.numbers == {1, 2, 3}
    assert kept.rejected == 1


async def test_every_tag_is_asked_for_as_the_server_spells_it() -> None:
    server = MisskeyServer()
    server.publish(1)
    server.publish(2, tags=("idea_perf",))
    event = Event("Performance", ("ideaperf",), spellings=("Idea_Perf",))
    kept = await poll(source(server, event=event), Kept())
    assert kept.numbers == {1, 2}
    assert kept.last.again_in == 30.0


async def test_a_token_goes_in_the_header_and_in_the_body() -> None:
    server = MisskeyServer()
    await poll(source(server, token="s3cret"), Kept())
    assert server.tokens == ["s3cret"]
    assert server.asked[0][1]["i"] == "s3cret"


async def test_without_a_token_none_is_sent() -> None:
    server = MisskeyServer()
    await poll(source(server), Kept())
    assert server.asked == [("notes/search-by-tag", {"tag": "ideaperf", "limit": 100})]


async def test_a_closed_server_asks_for_a_token_in_plain_words() -> None:
    server = MisskeyServer(error=refused(401, "CREDENTIAL_REQUIRED"))
    sentence = f"{HOST} shows hashtags only to people with an account there; add a token"
    with pytest.raises(SourceRefused, match=sentence) as refusal:
        await poll(source(server), Kept())
    assert refusal.value.why is Refusal.LOGIN
    with pytest.raises(SourceRefused, match=f"{HOST} does not accept the token"):
        await poll(source(server, token="old"), Kept())


async def test_another_kind_of_server_is_named_at_the_first_contact_only() -> None:
    server = MisskeyServer(error=refused(404, "UNKNOWN"))
    with pytest.raises(SourceRefused, match="no Misskey server answers there"):
        await poll(source(server), Kept())
    with pytest.raises(SourceUnreachable, match="404"):
        await poll(source(server), Kept(bookmark="{}"))


async def test_what_a_server_says_of_an_error_is_shown() -> None:
    server = MisskeyServer(error=refused(400, "INVALID_PARAM"))
    with pytest.raises(SourceUnreachable, match="INVALID_PARAM: No"):
        await poll(source(server), Kept())


async def test_a_server_without_a_stream_is_polled_and_says_so() -> None:
    server = MisskeyServer()
    server.publish(1)
    kept = await poll(source(server), Kept())
    assert kept.note == "not live: 502 Bad Gateway"
    assert kept.last.again_in == 15.0


async def listened(server: MisskeyServer, kept: Kept, until: int) -> None:
    """Read a stream as the collector does until so many notes are known or gone."""
    batches = source(server).batches(kept.bookmark)
    async with asyncio.timeout(PATIENCE):
        async for batch in batches:
            kept.store(batch)
            assert batch.is_live
            if len(kept.drafts) + len(kept.gone) >= until and not batch.bookmark:
                return


async def test_a_stream_is_subscribed_first_and_then_what_was_missed_is_read() -> None:
    server = MisskeyServer(live=True)
    server.publish(1, 2)
    kept = Kept()
    await listened(server, kept, 2)
    [line] = server.lines
    assert line.sent[0] == {
        "type": "connect",
        "body": {"channel": "hashtag", "id": "hashtags", "params": {"q": [["ideaperf"]]}},
    }
    assert kept.numbers == {1, 2}


async def test_a_note_and_a_deletion_come_live() -> None:
    server = MisskeyServer(live=True)
    server.publish(1, 2)
    batches = source(server).batches(None)
    kept = Kept()
    async with asyncio.timeout(PATIENCE):
        async for batch in batches:
            kept.store(batch)
            if 3 in kept.numbers and kept.gone:
                break
            if len(server.lines[0].watched) == 2:
                server.lines[0].say("not json", {"type": "emojiAdded", "body": {}})
                server.lines[0].say_note(note(3))
                server.lines[0].say_deleted(note(1)["id"])
    assert kept.gone == {note(1)["id"]}
    assert server.lines[0].watched == {note(number)["id"] for number in (1, 2, 3)}
    assert kept.rejected == 1


async def test_what_a_stream_told_is_no_proof_that_nothing_is_missing() -> None:
    """A line that loses notes and delivers a later one leaves a gap, which pages close."""
    server = MisskeyServer(live=True)
    server.publish(1, 2)
    kept = Kept()
    batches = source(server).batches(None)
    async with asyncio.timeout(PATIENCE):
        async for batch in batches:
            kept.store(batch)
            if 250 in kept.numbers:
                break
            if server.lines[0].watched:
                server.publish(*range(3, 251))
                server.lines[0].say_note(note(250))
    server.live = False
    await poll(source(server), kept)
    assert kept.numbers == set(range(1, 251))


async def test_a_note_told_live_and_deleted_while_nobody_heard_goes() -> None:
    server = MisskeyServer(live=True)
    server.publish(1)
    kept = Kept()
    batches = source(server).batches(None)
    async with asyncio.timeout(PATIENCE):
        async for batch in batches:
            kept.store(batch)
            if 2 in kept.numbers:
                break
            if server.lines[0].watched:
                server.lines[0].say_note(note(2))
    server.live = False
    await poll(source(server), kept)
    assert kept.gone == {note(2)["id"]}
