"""Channels of a daemon that is not ours (ngIRCd), which has TLS and none of IRCv3."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.sources.authority import Authority
from tests.sources.real.irc import NGIRCD, listening, person, written
from tests.sources.real.servers import Running, free_port, running

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc.chat import MISSED, NO_PAST
from backchannel.sources.irc.rooms import AGAIN

CONFIG = """\
[Global]
Name = irc.example
Info = A test
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = Hello
ServerUID = root
ServerGID = root
{more}
[Limits]
MaxConnectionsIP = 0
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
"""

Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A daemon of its own for each call, with `more` in its configuration."""
    with ExitStack() as stack:

        def started(more: str = "", tail: str = "") -> Running:
            assert NGIRCD is not None
            port = free_port()
            config = CONFIG.format(port=port, more=more) + tail
            file = written(tmp_path / f"{port}.conf", config)
            return stack.enter_context(running([NGIRCD, "-n", "-f", file], tmp_path, port))

        yield started


async def test_what_people_say_is_read_over_tls_under_a_nick_that_is_free(
    start: Start, tmp_path: Path
) -> None:
    authority, secure = Authority(tmp_path), free_port()
    authority.server("irc.example")
    pem = tmp_path / "irc.example.pem"
    tls = f"[SSL]\nCertFile = {pem}\nKeyFile = {pem}\nPorts = {secure}\n"
    server = start(tail=tls)
    async with person(server.port, "desk") as ana:
        desk = listening(secure, trust=authority.trust(), server="irc.example")
        await desk.until_live()
        joined = await ana.until("JOIN")
        assert joined.startswith(":desk_!")
        ana.say("PRIVMSG #ROOM :Full \x02house\x02 café! #ideaperf", "NOTICE #room :automatic")
        ana.say("PRIVMSG #room :\x01ACTION waves\x01", "PRIVMSG #room :Full house")
        await desk.until(lambda: len(desk.drafts) == 3)
        assert {draft.content for draft in desk.drafts.values()} == {
            "Full house café! #ideaperf",
            "* waves",
            "Full house",
        }
        assert desk.notes == [NO_PAST]
        await desk.close()
        await ana.until("QUIT")


async def test_a_certificate_of_a_stranger_is_not_trusted(start: Start, tmp_path: Path) -> None:
    secure = free_port()
    Authority(tmp_path).server("irc.example", alone=True)
    pem = tmp_path / "irc.example.pem"
    start(tail=f"[SSL]\nCertFile = {pem}\nKeyFile = {pem}\nPorts = {secure}\n")
    desk = listening(secure, trust=Authority(tmp_path).trust(), server="irc.example")
    with pytest.raises(SourceUnreachable, match="its certificate is signed by itself"):
        await desk.until_live()


async def test_a_nick_that_is_too_long_there_is_shortened(start: Start) -> None:
    desk = listening(start().port, nick="backchannel")
    await desk.until_live()
    await desk.close()


async def test_after_a_crash_it_is_read_again_and_a_gap_is_said(start: Start) -> None:
    server = start()
    desk = listening(server.port)
    async with person(server.port, "ana") as ana:
        await desk.until_live()
        ana.say("PRIVMSG #room :before")
        await desk.until(lambda: desk.said == ["before"])
        await asyncio.to_thread(server.kill)
        with pytest.raises(SourceUnreachable):
            await desk.until(lambda: False)
    with pytest.raises(SourceUnreachable, match="connection refused"):
        await desk.next()
    await asyncio.to_thread(server.start)
    async with person(server.port, "bo") as bo:
        await desk.until_live()
        bo.say("PRIVMSG #room :after")
        await desk.until(lambda: len(desk.drafts) == 2)
        assert desk.notes == [NO_PAST, MISSED]
        await desk.close()


async def test_who_is_put_out_comes_back_later_and_stays_out_when_banned(start: Start) -> None:
    server, clock = start(), Clock()
    async with person(server.port, "op") as op:
        desk = listening(server.port, now=clock)
        await desk.until_live()
        op.say("KICK #room desk :out")
        await desk.until(lambda: any("put out of #room" in note for note in desk.notes))
        clock.advance(AGAIN.total_seconds())
        await desk.until(lambda: desk.notes[-1] == NO_PAST)
        op.say("MODE #room +b desk!*@*", "KICK #room desk :out")
        await op.until("KICK")
        await desk.until(lambda: not desk.last.is_live or "put out" in desk.notes[-1])
        clock.advance(AGAIN.total_seconds())
        with pytest.raises(SourceRefused, match="we are banned from #room") as caught:
            await desk.until(lambda: False)
    assert caught.value.why is Refusal.NOT_ALLOWED


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("+i", "#room is only for those who were invited"),
        ("+k key", "#room can be entered only with a key"),
        ("+R", "#room is only for people who are logged in"),
        ("+z", "#room lets in only connections with TLS"),
    ],
)
async def test_a_channel_that_lets_nobody_in_says_why(start: Start, mode: str, says: str) -> None:
    server = start()
    async with person(server.port, "op") as op:
        op.say(f"MODE #room {mode}")
        await op.until(mode)
        with pytest.raises(SourceRefused, match=says):
            await listening(server.port).until_live()


async def test_a_full_channel_is_tried_again(start: Start) -> None:
    server = start()
    async with person(server.port, "op") as op:
        op.say("MODE #room +l 1")
        await op.until("+l")
        desk = listening(server.port)
        await desk.until_live()
        assert "#room is full" in desk.notes[-1]
        await desk.close()


async def test_a_server_with_a_password_takes_the_token_and_no_other(start: Start) -> None:
    server = start("Password = s3cret")
    desk = listening(server.port, token="s3cret")
    await desk.until_live()
    await desk.close()
    with pytest.raises(SourceRefused, match="does not accept") as caught:
        await listening(server.port, token="wr0ng").until_live()
    assert caught.value.why is Refusal.LOGIN


async def test_with_an_account_it_is_said_that_nobody_can_log_in_there(start: Start) -> None:
    desk = listening(start().port, token="s3cret", account="ana")
    await desk.until_live()
    assert desk.notes[0].startswith("not logged in: ")
    await desk.close()


async def test_who_is_thrown_out_by_an_operator_of_the_server_is_told(start: Start) -> None:
    server = start(tail="[Operator]\nName = root\nPassword = r00t\n")
    async with person(server.port, "op") as op:
        desk = listening(server.port)
        await desk.until_live()
        op.say("OPER root r00t")
        await op.until(" 381 ")
        op.say("KILL desk :go away")
        with pytest.raises(SourceUnreachable, match=r"hung up: .*go away"):
            await desk.until(lambda: False)
