"""Channels of a daemon that is not ours (InspIRCd), which has a good part of IRCv3."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.sources.real.inspircd import Daemon, inspircd, services
from tests.sources.real.irc import Person, listening, person
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Daemon]:
    with inspircd(tmp_path) as daemon:
        yield daemon


async def test_a_line_has_the_server_s_id_and_time(server: Daemon) -> None:
    async with person(server.port, "ana") as ana:
        desk = listening(server.secure, trust=server.authority.trust(), server="irc.example")
        await desk.until_live()
        ana.say("PRIVMSG #room :Full house #ideaperf")
        await desk.until(lambda: desk.drafts)
        [draft] = desk.drafts.values()
        assert draft.id.startswith("97K~")
        assert draft.published is not None
        assert abs(datetime.now(UTC) - draft.published) < timedelta(minutes=2)
        ana.say("WHOIS desk")
        assert "bot" in (await ana.until(" 335 ")).casefold()
        await desk.close()


async def test_what_is_played_back_on_its_own_account_is_the_same_post_each_time(
    server: Daemon,
) -> None:
    async with person(server.port, "ana") as ana:
        ana.say("MODE #room +H 20:1h", "PRIVMSG #room :one", "PRIVMSG #room :two")
        await ana.until("+H")
        for _ in range(2):
            desk = listening(server.port)
            await desk.until_live()
            ana.say("PRIVMSG #room :three")
            await desk.until(lambda desk=desk: "three" in desk.said)  # type: ignore[misc]  # this one
            assert desk.said[:3] == ["one", "two", "three"]
            await desk.close()


async def test_who_is_banned_from_the_server_is_told_and_does_not_come_back(
    server: Daemon,
) -> None:
    async with person(server.port, "op") as op:
        desk = listening(server.port)
        await desk.until_live()
        op.say("OPER root r00t")
        await op.until(" 381 ")
        op.say("GLINE desk@127.0.0.1 1h :No robots")
        with pytest.raises(SourceRefused, match="the server has banned us") as caught:
            await desk.until(lambda: False)
    assert caught.value.why is Refusal.NOT_ALLOWED


async def test_after_a_crash_it_is_read_again(server: Daemon) -> None:
    desk = listening(server.port)
    async with person(server.port, "ana") as ana:
        await desk.until_live()
        ana.say("PRIVMSG #room :before")
        await desk.until(lambda: desk.said == ["before"])
        await asyncio.to_thread(server.running.kill)
        with pytest.raises(SourceUnreachable):
            await desk.until(lambda: False)
    await asyncio.to_thread(server.running.start)
    async with person(server.port, "bo") as bo:
        await desk.until_live()
        bo.say("PRIVMSG #room :after")
        await desk.until(lambda: desk.said == ["before", "after"])
        await desk.close()


async def registered(ana: Person) -> None:
    """She gets an account from the services, as soon as they are linked."""
    async with asyncio.timeout(PATIENCE):
        while True:
            ana.say("PRIVMSG NickServ :REGISTER s3cret ana@irc.example")
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await ana.until(" 900 ")
                    return


async def test_an_account_opens_a_channel_that_is_closed_to_strangers(
    server: Daemon, tmp_path: Path
) -> None:
    with services(server, tmp_path):
        async with person(server.port, "ana") as ana:
            await registered(ana)
            ana.say("MODE #room +R")
            await ana.until("+R")
            with pytest.raises(SourceRefused, match="#room is only for people who are logged in"):
                await listening(server.port).until_live()
            with pytest.raises(SourceRefused, match="does not accept the account") as caught:
                await listening(server.port, account="ana", token="wr0ng").until_live()
            assert caught.value.why is Refusal.LOGIN
            desk = listening(server.port, account="ana", token="s3cret")
            await desk.until_live()
            ana.say("PRIVMSG #room :Among ourselves")
            await desk.until(lambda: desk.said == ["Among ourselves"])
            assert not any("not logged in" in note for note in desk.notes)
            await desk.close()
