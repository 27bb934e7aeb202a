"""Channels of a daemon that is not ours (InspIRCd), which has a good part of IRCv3."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.sources.authority import Authority
from tests.sources.real.irc import INSPIRCD, listening, person, written
from tests.sources.real.servers import Running, free_port, running

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable

MODULES = (
    "botmode", "cap", "chanhistory", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_ctctags",
    "ircv3_msgid", "ircv3_servertime", "services_account", "ssl_gnutls",
)  # fmt: skip
CONFIG = """\
<server name="irc.example" description="A test" network="Test" id="97K">
<admin name="A" nick="A" email="a@irc.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<bind address="127.0.0.1" port="{secure}" type="clients" sslprofile="desk">
<sslprofile name="desk" provider="gnutls" certfile="{pem}" keyfile="{pem}">
<connect name="all" allow="*" resolvehostnames="no" threshold="1000" localmax="9" globalmax="9">
<class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
<type name="all" classes="all">
<oper name="root" password="r00t" host="*@*" type="all">
<performance quietbursts="yes" clonesonconnect="no">
<chanhistory bots="yes" enableumode="no" maxlines="50" prefixmsg="no" savefrombots="yes">
<pid file="{folder}/inspircd.pid">
{modules}
"""


@dataclass
class Daemon:
    """A daemon, where it listens with TLS, and who signed its certificate."""

    running: Running
    secure: int
    authority: Authority

    @property
    def port(self) -> int:
        return self.running.port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Daemon]:
    assert INSPIRCD is not None
    port, secure, authority = free_port(), free_port(), Authority(tmp_path)
    authority.server("irc.example")
    config = CONFIG.format(
        port=port,
        secure=secure,
        folder=tmp_path,
        pem=tmp_path / "irc.example.pem",
        modules="\n".join(f'<module name="{name}">' for name in MODULES),
    )
    file = written(tmp_path / "inspircd.conf", config)
    command = [INSPIRCD, "--nofork", "--runasroot", f"--config={file}"]
    with running(command, tmp_path, port) as started:
        yield Daemon(started, secure, authority)


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
            await desk.until(lambda desk=desk: "three" in desk.said)  # type: ignore[misc]
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
