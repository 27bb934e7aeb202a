"""A server that wants TLS is spoken to by TLS, and never again without (IRCv3 STS)."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock import START, Clock
from tests.sources.authority import Authority
from tests.sources.irc_server import NAME, IrcServer, Listener, reach
from tests.sources.loopback import everything_is_here, unhurried

from backchannel.errors import SourceError, SourceUnreachable
from backchannel.sources.irc import Irc, Options, strict
from backchannel.sources.irc.bookmark import Bookmark, recall
from backchannel.sources.irc.place import Place
from backchannel.sources.irc.strict import Policy, UpgradeAsked
from backchannel.sources.streams.lines import PoliteDial

DAY = 86_400
NOTE = "by TLS at port {port}, as the server asks, though tls is false"


@dataclass
class Town:
    """One host that listens without TLS and, `secure`, with it."""

    clock: Clock
    plain: IrcServer
    secure: IrcServer
    dial: PoliteDial

    def listening(self, bookmark: str | None = None) -> Listener:
        """Somebody whose event file says that there is no TLS."""
        options = Options(NAME, ("room",), port=self.plain.port, tls=False)
        told = replace(reach(), now=self.clock, dial=self.dial)
        return Listener(Irc(options, told, patience=0.05), bookmark)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with _town(tmp_path, f"sts=duration={DAY} server-time") as town:
        yield town


@asynccontextmanager
async def _town(folder: Path, can: str) -> AsyncIterator[Town]:
    authority, clock = Authority(folder), Clock()
    secure = IrcServer(can=can, tls=authority.server(NAME))
    dial = PoliteDial(
        unhurried(), allow_local=True, tls=authority.trust(), lookup=everything_is_here
    )
    async with secure.running():
        plain = IrcServer(can=f"sts=port={secure.port},duration={DAY} server-time")
        async with plain.running():
            yield Town(clock, plain, secure, dial)


async def failure(listener: Listener) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await listener.until_live()
    return caught.value


async def test_it_moves_to_tls_and_says_so(town: Town) -> None:
    listener = town.listening()
    await listener.until_live()
    assert NOTE.format(port=town.secure.port) in listener.notes[-1]
    assert not [line for line in town.plain.heard if line.startswith(("JOIN", "CAP REQ"))]
    town.secure.talk(1, "Said in private")
    await listener.until(lambda: listener.said)
    await listener.close()
    policy = recall(listener.bookmark).sts
    assert policy == Policy(NAME, town.secure.port, DAY, town.clock() + timedelta(days=1))


async def test_from_then_on_nothing_is_tried_without(town: Town) -> None:
    listener = town.listening()
    await listener.until_live()
    await listener.close()
    town.plain.heard.clear()
    again = town.listening(listener.bookmark)
    await again.until_live()
    await again.close()
    assert town.plain.heard == []
    town.dial = PoliteDial(
        unhurried(), allow_local=True, lookup=everything_is_here
    )  # trusts nobody
    error = await failure(town.listening(listener.bookmark))
    assert isinstance(error, SourceUnreachable)
    assert "certificate" in str(error)
    end = f"(the server asks for TLS at port {town.secure.port}; without it nothing is read)"
    assert str(error).endswith(end)
    assert town.plain.heard == []


async def test_a_server_that_asks_for_tls_and_has_none_is_not_read_without(town: Town) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        town.plain.can = f"sts=port={nobody.getsockname()[1]} server-time"
    error = await failure(town.listening())
    assert isinstance(error, SourceUnreachable)
    assert "without it nothing is read" in str(error)
    assert not [line for line in town.plain.heard if line.startswith("JOIN")]


async def test_the_time_is_over_or_taken_back(town: Town) -> None:
    listener = town.listening()
    await listener.until_live()
    await listener.close()
    town.clock.advance(2 * DAY)
    town.plain.can = "server-time batch"
    after = town.listening(listener.bookmark)
    await after.until_live()
    await after.close()
    assert "JOIN #room" in town.plain.heard


async def test_a_server_takes_back_what_it_asked(town: Town) -> None:
    town.secure.can = "sts=duration=0 server-time"
    known = Policy(NAME, town.secure.port, DAY, town.clock() + timedelta(hours=1))
    listener = town.listening(Bookmark(sts=known).written())
    await listener.until_live()
    await listener.close()
    assert recall(listener.bookmark).sts is None


async def test_tls_without_a_time_is_for_this_once(town: Town) -> None:
    town.secure.can = "server-time batch"
    listener = town.listening()
    await listener.until_live()
    await listener.close()
    assert "JOIN #room" in town.secure.heard
    assert recall(listener.bookmark).sts is None


async def test_a_long_conversation_puts_the_end_off(town: Town) -> None:
    listener = town.listening()
    await listener.until_live()
    town.clock.advance(7_200)

    def until() -> object:
        policy = recall(listener.bookmark).sts
        return policy is not None and policy.until == town.clock() + timedelta(days=1)

    await listener.until(until)
    await listener.close()


async def test_a_server_that_wants_tls_from_now_on_is_left_for_it_with_all_that_it_said(
    town: Town,
) -> None:
    town.plain.can = "server-time batch"
    listener = town.listening()
    await listener.until_live()
    town.plain.talk(1, "Said before")
    town.plain.say(
        f":{NAME} CAP backchannel NEW :sts=port={town.secure.port},duration={DAY} invite-notify",
    )
    await listener.until(lambda: "JOIN #room" in town.secure.heard)
    town.secure.talk(2, "Said in private")
    await listener.until(lambda: "Said in private" in listener.said)
    await listener.close()
    assert listener.said[0] == "Said before"
    assert NOTE.format(port=town.secure.port) in listener.notes[-1]
    policy = recall(listener.bookmark).sts
    assert policy == Policy(NAME, town.secure.port, DAY, town.clock() + timedelta(days=1))
    assert recall(listener.bookmark).heard


async def test_it_may_want_tls_while_we_log_in(town: Town) -> None:
    town.plain.can = "server-time batch"
    new = f":{NAME} CAP * NEW :sts=port={town.secure.port},duration={DAY}"
    town.plain.answers["CAP REQ"] = f"{new}\n:{NAME} CAP * ACK :server-time"
    listener = town.listening()
    await listener.until_live()
    await listener.close()
    assert "JOIN #room" in town.secure.heard
    assert "JOIN #room" not in town.plain.heard


@pytest.mark.parametrize("seconds", [3 * DAY, 0])
async def test_by_tls_it_changes_for_how_long_it_wants_that(town: Town, seconds: int) -> None:
    listener = town.listening()
    await listener.until_live()
    before = recall(listener.bookmark).sts
    assert before is not None
    town.secure.say(f":{NAME} CAP backchannel NEW :invite-notify sts=duration={seconds}")
    await listener.until(lambda: recall(listener.bookmark).sts != before)
    await listener.close()
    until = town.clock() + timedelta(seconds=seconds)
    wanted = Policy(NAME, town.secure.port, seconds, until) if seconds else None
    assert recall(listener.bookmark).sts == wanted
    assert recall(listener.last.kept).sts == wanted


async def test_other_news_of_what_a_server_can_moves_nobody(town: Town) -> None:
    town.plain.can = "server-time batch"
    listener = town.listening()
    await listener.until_live()
    town.plain.say(
        f":{NAME} CAP backchannel NEW :invite-notify sts=duration={DAY}",
        f":{NAME} CAP backchannel DEL :sts",
        f":{NAME} CAP backchannel NEW",
    )
    town.plain.talk(1, "Still here")
    await listener.until(lambda: listener.said)
    await listener.close()
    assert town.secure.heard == []


@pytest.mark.parametrize(
    "offered",
    ["", "sts", "sts=duration=5", "sts=port=", "sts=port=x", "sts=port=0", "sts=port=70000",
     "stsx=port=6697", "draft/sts=port=6697", "sts=import=6697", "sts=port=٦٦"],
)  # fmt: skip
def test_what_names_no_port_moves_nobody(offered: str) -> None:
    strict.check_upgrade(["server-time", offered])


def test_unknown_parts_are_passed_over() -> None:
    with pytest.raises(UpgradeAsked) as asked:
        strict.check_upgrade(["sts=new,port=6697,preload"])
    assert asked.value.port == 6697
    assert strict.duration(["sts=preload,duration=60"]) == 60
    assert strict.duration(["sts=port=6697"]) is None


@given(st.text(max_size=40))
def test_no_value_does_harm(value: str) -> None:
    seconds = strict.duration([f"sts=duration={value}", f"sts={value}"])
    place = Place(NAME, 6697, tls=True)
    policy = strict.agreed(None, place, seconds, START)
    assert policy is None or policy.until > START
    assert policy is None or policy.renewed(START) == policy


def test_a_policy_is_of_its_host_alone() -> None:
    policy = Policy(NAME, 6697, DAY, START + timedelta(days=1))
    other = Place("other.example", 6667, tls=False)
    assert strict.strictest(other, policy, START) == other
    assert strict.strictest(Place(NAME.upper(), 6667, tls=False), policy, START).tls
