"""Channels of an IRC server, read over loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.clock import Clock
from tests.sources.irc_server import HISTORY, NAME, IrcServer, Listener, reach

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc import Irc, Options
from backchannel.sources.irc.chat import MISSED, NO_PAST
from backchannel.sources.irc.rooms import AGAIN


def listening(
    server: IrcServer, /, *, token: str = "", now: Clock | None = None, **options: Any
) -> Listener:
    settings: dict[str, Any] = {"channels": ("room",)} | options
    chosen = Options("127.0.0.1", port=server.port, tls=False, **settings)
    return Listener(Irc(chosen, reach(token=token, now=now), patience=0.05))


@asynccontextmanager
async def live(server: IrcServer, **options: Any) -> AsyncIterator[Listener]:
    async with server.running():
        listener = listening(server, **options)
        await listener.until_live()
        yield listener
        await listener.close()


async def test_what_is_said_in_the_channel_is_a_post_of_who_said_it() -> None:
    server = IrcServer()
    async with live(server) as listener:
        server.say(":ana!a@b PRIVMSG #ROOM :\x0304Full\x03 house! #ideaperf")
        await listener.until(lambda: listener.drafts)
        [draft] = listener.drafts.values()
        assert (draft.author.name, draft.content) == ("ana", "Full house! #ideaperf")
        assert not draft.content_is_html
        assert draft.published == Clock()()


async def test_an_action_is_a_post_and_what_programs_say_is_none() -> None:
    server = IrcServer()
    async with live(server) as listener:
        server.say(
            ":ana!a@b NOTICE #room :automatic",
            ":ana!a@b PRIVMSG #room :\x01VERSION\x01",
            ":ana!a@b PRIVMSG backchannel :to you alone",
            ":ana!a@b PRIVMSG #other :elsewhere",
            ":backchannel!x@y PRIVMSG #room :our own",
            ":ana!a@b QUIT :a.example b.example",
            ":ana!a@b PRIVMSG #room :   ",
            ":ana!a@b PRIVMSG #room :\x01ACTION waves\x01",
        )
        await listener.until(lambda: listener.drafts)
        assert listener.said == ["* waves"]


async def test_the_same_words_twice_are_two_posts() -> None:
    server = IrcServer()
    async with live(server) as listener:
        server.say(*[":ana!a@b PRIVMSG #room :yes"] * 3)
        await listener.until(lambda: len(listener.drafts) == 3)


async def test_a_quiet_server_is_asked_whether_it_is_there() -> None:
    server = IrcServer()
    async with live(server) as listener:
        batch = await listener.next()
        assert batch.is_live
        assert not batch.drafts
        assert "PING :backchannel" in server.heard


async def test_its_own_question_is_answered() -> None:
    server = IrcServer()
    async with live(server):
        server.say("PING :are you there")
        await server.until(lambda line: line == "PONG :are you there")


async def test_a_gap_is_closed_where_history_is_kept() -> None:
    server = IrcServer(can=HISTORY, support="CHATHISTORY=5 MSGREFTYPES=timestamp")
    for number in range(7):
        server.talk(number, f"before {number}", is_live=False)
    async with live(server) as listener:
        await listener.until(lambda: len(listener.drafts) == 7 and listener.bookmark)
        server.talk(10, "live")
        await listener.until(lambda: len(listener.drafts) == 8)
        server.break_off()
        with pytest.raises(SourceUnreachable):
            await listener.until(lambda: False)
        for number in range(20, 31):
            server.talk(number, f"missed {number}", is_live=False)
        is_recovery = False
        while len(listener.drafts) < 19:
            is_recovery |= (await listener.next()).is_recovery
        assert is_recovery
        assert listener.said[-11:] == [f"missed {number}" for number in range(20, 31)]
        assert not listener.notes


async def test_a_line_told_while_history_is_read_does_not_hide_what_is_older() -> None:
    """The bookmark may only move to where nothing before it is missing."""
    server = IrcServer(can=HISTORY, support="CHATHISTORY=3")
    server.talk(1, "first", is_live=False)
    async with live(server) as listener:
        await listener.until(lambda: listener.bookmark)
        before = listener.bookmark
        await listener.close()
        server.answers["CHATHISTORY"] = f":{NAME} BATCH +h chathistory #room"  # and then nothing
        again = listening(server)
        again.bookmark = before
        await again.until_live()
        server.talk(9, "live")
        await again.until(lambda: "m9" in again.drafts)
        assert again.bookmark == before
        await again.close()


async def test_first_contact_goes_back_to_the_beginning_the_newest_first() -> None:
    server = IrcServer(can=HISTORY, support="CHATHISTORY=3")
    for number in range(5):
        server.talk(number, f"line {number}", is_live=False)
    async with live(server) as listener:
        await listener.until(lambda: listener.bookmark)
        assert listener.said == [f"line {number}" for number in range(5)]
        asked = [line for line in server.heard if line.startswith("CHATHISTORY")]
        assert asked[0] == "CHATHISTORY LATEST #room * 3"
        assert asked[1].startswith("CHATHISTORY BEFORE #room timestamp=")


async def test_history_that_fails_is_said() -> None:
    server = IrcServer(can=HISTORY)
    server.answers["CHATHISTORY"] = f":{NAME} FAIL CHATHISTORY MESSAGE_ERROR LATEST #room :No"
    async with live(server) as listener:
        await listener.until(lambda: listener.notes)
        assert listener.notes == ["not all that was said before could be read"]


async def test_a_server_without_history_says_what_may_be_missing() -> None:
    server = IrcServer()
    async with live(server) as listener:
        assert listener.notes == [NO_PAST]
        for times in (1, 2):
            server.break_off()
            with pytest.raises(SourceUnreachable):
                await listener.until(lambda: False)
            await listener.until_live()
            assert listener.notes == [NO_PAST, *[MISSED] * times]


async def test_what_is_taken_back_is_gone() -> None:
    server = IrcServer(can=HISTORY)
    async with live(server) as listener:
        server.talk(1, "oh no")
        await listener.until(lambda: "m1" in listener.drafts)
        server.say(":ana!a@b REDACT #room m1 :sorry")
        await listener.until(lambda: listener.gone == {"m1"})


async def test_who_is_put_out_comes_back_after_a_while_and_then_stays_out_if_banned() -> None:
    clock = Clock()
    server = IrcServer()
    async with live(server, now=clock) as listener:
        server.say(":op!o@p KICK #room backchannel :out")
        await listener.until(lambda: any("put out of #room" in note for note in listener.notes))
        assert len([line for line in server.heard if line.startswith("JOIN")]) == 1
        clock.advance(AGAIN.total_seconds())
        await listener.until(lambda: listener.notes[-1] == NO_PAST)
        server.answers["JOIN #room"] = f":{NAME} 474 backchannel #room :Cannot join (+b)"
        server.say(":op!o@p KICK #room backchannel :out")
        await listener.next()
        clock.advance(AGAIN.total_seconds())
        with pytest.raises(SourceRefused, match="we are banned from #room") as caught:
            await listener.until(lambda: False)
        assert caught.value.why is Refusal.NOT_ALLOWED


@pytest.mark.parametrize(
    ("numeric", "says", "why"),
    [
        ("403", "there is no channel #room", Refusal.NOT_A_SOURCE),
        ("470", "#room sends whoever comes to another channel", Refusal.NOT_ALLOWED),
        ("473", "#room is only for those who were invited", Refusal.NOT_ALLOWED),
        ("475", "#room can be entered only with a key", Refusal.NOT_ALLOWED),
        ("477", "#room is only for people who are logged in", Refusal.LOGIN),
    ],
)
async def test_a_channel_that_lets_nobody_in_says_why(
    numeric: str, says: str, why: Refusal
) -> None:
    server = IrcServer(answers={"JOIN #room": f":{NAME} {numeric} backchannel #room :no"})
    async with server.running():
        listener = listening(server)
        with pytest.raises(SourceRefused, match=says) as caught:
            await listener.until(lambda: False)
        assert caught.value.why is why


async def test_channels_with_long_names_are_entered_in_several_lines() -> None:
    server = IrcServer()
    names = tuple(f"#{'long' * 20}{number}" for number in range(12))
    async with live(server, channels=names):
        lines = [line for line in server.heard if line.startswith("JOIN")]
        assert len(lines) > 1
        assert max(map(len, lines)) < 510
        assert ",".join(line.removeprefix("JOIN ") for line in lines) == ",".join(names)


async def test_one_channel_that_is_closed_does_not_cost_the_others() -> None:
    server = IrcServer(answers={"JOIN #closed": f":{NAME} 473 backchannel #closed :no"})
    async with live(server, channels=("#room", "closed")) as listener:
        assert "#closed is only for those who were invited" in listener.notes[0]
        server.say(":ana!a@b PRIVMSG #room :hello")
        await listener.until(lambda: listener.said == ["hello"])


@pytest.mark.parametrize(
    "options",
    [
        {"channels": ()},
        {"channels": ("a b",)},
        {"channels": ("#",)},
        {"channels": ("a,b",)},
        {"channels": ("a\r\nQUIT",)},
        {"channels": tuple(f"c{number}" for number in range(21))},
        {"port": 0},
        {"nick": ""},
        {"nick": "two words"},
        {"account": "x\r\nQUIT"},
    ],
)
def test_what_no_server_would_take_is_a_mistake_of_the_event_file(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"channels|port|nick|account"):
        Options("irc.example", **({"channels": ("room",)} | options))
