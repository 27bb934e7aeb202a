from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import START
from tests.sources.matrix.homeserver import ANA, BEN, Homeserver, Reading

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.matrix import Options

SECRET = "s3cret"


def server_of(count: int) -> Homeserver:
    server = Homeserver()
    for number in range(count):
        server.say(f"{number:02}")
    return server


def texts(count: int) -> list[str]:
    return [f"{number:02}" for number in range(count)]


@pytest.mark.parametrize("token", [SECRET, ""])
async def test_first_contact_reads_the_room_to_its_beginning(token: str) -> None:
    desk = Reading(server_of(11), token=token)
    found = await desk.read()
    assert desk.said == texts(11)
    assert found[0].drafts[-1].content in {"10", "07"}  # the newest come first


@pytest.mark.parametrize("token", [SECRET, ""])
async def test_what_is_said_later_comes_once(token: str) -> None:
    server = server_of(3)
    desk = Reading(server, token=token)
    await desk.read()
    server.say("03")
    found = await desk.read()
    assert [draft.content for batch in found for draft in batch.drafts] == ["03"]


@pytest.mark.parametrize("token", [SECRET, ""])
async def test_nothing_before_the_event_is_read(token: str) -> None:
    server = server_of(40)
    event = Event("Example", ("ideaperf",), starts=START + timedelta(seconds=30))
    desk = Reading(server, token=token, event=event)
    await desk.read()
    assert desk.said == texts(40)[30:]
    assert sum("/messages" in url for url in server.asked) <= 4


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(1, 4)), max_size=4), st.booleans())
async def test_no_message_is_lost_between_kills(
    lives: list[tuple[int, int]], is_member: bool
) -> None:
    server = Homeserver()
    desk = Reading(server, token=SECRET if is_member else "")
    for count, batches in lives:
        for _ in range(count):
            server.say(f"{len(server.timeline):02}")
        await desk.read(stop_after=batches)
    await desk.read()
    await desk.read()
    assert desk.said == texts(len(server.timeline))


@pytest.mark.parametrize("token", [SECRET, ""])
async def test_edits_and_deletions_are_followed(token: str) -> None:
    server = Homeserver()
    first, second, third = server.say("first"), server.say("second"), server.say("third")
    desk = Reading(server, token=token)
    await desk.read()
    server.edit(first, "first, better")
    server.edit(second, "I resign", BEN)
    server.redact(third)
    await desk.read()
    assert desk.said == ["first, better", "second"]
    assert desk.kept.drafts[first["event_id"]].edited is not None


async def test_an_edit_of_what_was_said_before_our_time_is_looked_up() -> None:
    server = Homeserver()
    first = server.say("first")
    desk = Reading(server, token=SECRET)
    await desk.read()
    later = Reading(server, token=SECRET)  # the program was started anew
    later.kept = desk.kept
    server.edit(first, "better")
    await later.read()
    assert later.said == ["better"]


async def test_an_edit_that_is_taken_back_leaves_the_message() -> None:
    server = Homeserver()
    first = server.say("first")
    desk = Reading(server, token=SECRET)
    await desk.read()
    edit = server.edit(first, "worse")
    await desk.read()
    server.redact(edit)
    await desk.read()
    assert desk.said == ["first"]


async def test_people_have_the_names_that_the_room_knows() -> None:
    server = Homeserver()
    server.say("hello")
    server.say("hi", BEN)
    desk = Reading(server, token=SECRET)
    await desk.read()
    who = {post.author.handle: post.author.name for post in desk.kept.drafts.values()}
    assert who == {ANA: "Ana Example", BEN: "ben"}


async def test_a_closed_room_that_everybody_may_read_is_polled() -> None:
    server = server_of(2)
    server.is_open = False
    desk = Reading(server, token=SECRET)
    found = await desk.read()
    assert desk.said == texts(2)
    assert not any(batch.is_live for batch in found)
    assert found[-1].again_in == 15.0


async def test_a_room_that_nobody_may_read_is_told() -> None:
    server = server_of(1)
    server.errors["/messages"] = SourceRefused("403 Forbidden: x", why=Refusal.LOGIN)
    with pytest.raises(SourceRefused, match="not open to us"):
        await Reading(server).read()


async def test_a_homeserver_without_guests_asks_for_a_token() -> None:
    server = server_of(1)
    server.guests = False
    with pytest.raises(SourceRefused, match="add a token"):
        await Reading(server).read()


@pytest.mark.parametrize("path", ["/directory/", "/join/", "/sync"])
async def test_a_token_that_is_not_accepted_is_told(path: str) -> None:
    server = server_of(1)
    server.errors[path] = SourceRefused("401 Unauthorized: x", why=Refusal.LOGIN)
    with pytest.raises(SourceRefused, match="does not accept the token"):
        await Reading(server, token=SECRET).read()


async def test_a_room_that_does_not_exist_is_told() -> None:
    server = Homeserver()
    server.errors["/directory/"] = SourceUnreachable("404 Not Found", status=404)
    with pytest.raises(SourceRefused, match="no room of that name"):
        await Reading(server).read()


async def test_an_encrypted_room_is_told_once() -> None:
    server = Homeserver()
    server.happen("m.room.encrypted", content={"algorithm": "m.megolm.v1.aes-sha2"})
    desk = Reading(server, token=SECRET)
    server.say("plain")
    found = await desk.read()
    assert [batch.note for batch in found if batch.note] == [
        "the room is encrypted; what is said in it cannot be read"
    ]


async def test_an_encrypted_room_is_told_again_after_a_break() -> None:
    """What was said of a source is no longer shown once it has failed."""
    server = Homeserver()
    server.happen("m.room.encrypted", content={"algorithm": "m.megolm.v1.aes-sha2"})
    desk = Reading(server, token=SECRET)
    await desk.read()
    server.errors["/sync"] = SourceUnreachable("502 Bad Gateway", status=502)
    with pytest.raises(SourceUnreachable):
        await desk.read()
    del server.errors["/sync"]
    server.say("plain")
    assert any("encrypted" in batch.note for batch in await desk.read())


async def test_a_homeserver_that_lost_its_memory_is_read_anew() -> None:
    server = server_of(3)
    desk = Reading(server, token=SECRET)
    await desk.read()
    server.errors["since=s3"] = SourceUnreachable("400 Bad Request", status=400)
    server.say("03")
    await desk.read()
    assert desk.said == texts(4)


async def test_odd_events_are_counted_and_cost_nothing_else() -> None:
    server = Homeserver()
    server.happen("m.room.message", content={"body": 7, "msgtype": [], "info": "x"})
    server.happen("m.room.message", content=["x"])
    server.timeline.append({"type": "m.room.message", "event_id": 7, "sender": ANA})
    server.say("fine")
    desk = Reading(server, token=SECRET)
    found = await desk.read()
    assert "fine" in desk.said
    assert sum(batch.rejected for batch in found) == 1


async def test_the_token_is_sent_and_a_homeserver_may_live_elsewhere() -> None:
    server = server_of(1)
    await Reading(server, token=SECRET).read()
    assert set(server.tokens[1:]) == {SECRET}
    assert server.tokens[0] == ""  # asked where the homeserver is
    assert all(url.startswith("https://chat.example/") for url in server.asked)


def test_a_room_is_written_as_people_write_it() -> None:
    for room in ("", "#", "event", "@ana:chat.example"):
        with pytest.raises(ValueError, match="room is written like"):
            Options("chat.example", room)
