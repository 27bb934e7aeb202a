"""The chat beside a stream on Twitch, read over loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.sources.irc_server import IrcServer, Listener, reach

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc import Twitch
from backchannel.sources.irc.message import Message
from backchannel.sources.irc.twitch import Options, TwitchDialect

HOST = "tmi.twitch.example"


class TwitchServer(IrcServer):
    """Twitch does not wait for USER, and has no end of a message of the day."""

    def _on_nick(self, message: Any) -> None:
        self.nick = message.param(0)
        self.say(f":{HOST} 001 {self.nick} :Welcome, GLHF!", f":{HOST} 376 {self.nick} :>")

    def _on_cap(self, message: Any) -> None:
        self.say(f":{HOST} CAP * ACK :{message.param(1)}")

    def write(self, id_: str, words: str, *, login: str = "ana", **tags: str) -> None:
        """Somebody says something in `#room`."""
        given = {"id": id_, "display-name": login, "tmi-sent-ts": "1767949200250"} | tags
        named = ";".join(f"{name}={value}" for name, value in given.items())
        self.say(f"@{named} :{login}!{login}@{login}.{HOST} PRIVMSG #room :{words}")


def listening(server: IrcServer, token: str = "", **options: Any) -> Listener:
    chosen = Options(("Room",), server="127.0.0.1", port=server.port, tls=False, **options)
    return Listener(Twitch(chosen, reach(token=token), patience=0.05))


@asynccontextmanager
async def live(server: IrcServer, token: str = "", **options: Any) -> AsyncIterator[Listener]:
    async with server.running():
        listener = listening(server, token, **options)
        await listener.until_live()
        yield listener
        await listener.close()


async def test_nobody_needs_an_account() -> None:
    server = TwitchServer()
    async with live(server):
        assert server.nick.startswith("justinfan")
        assert "JOIN #room" in server.heard
        assert not [line for line in server.heard if line.startswith("PASS")]


@pytest.mark.parametrize("token", ["s3cret", "oauth:s3cret"])
async def test_an_account_comes_in_under_its_name(token: str) -> None:
    server = TwitchServer()
    async with live(server, token, account="Ana_TV"):
        assert "PASS oauth:s3cret" in server.heard
        assert server.nick == "ana_tv"


async def test_a_token_that_is_not_accepted_waits_for_a_person() -> None:
    server = TwitchServer(answers={"NICK": f":{HOST} NOTICE * :Login authentication failed"})
    async with server.running():
        with pytest.raises(SourceRefused, match="does not accept the token") as caught:
            await listening(server, "s3cret", account="ana").until_live()
    assert caught.value.why is Refusal.LOGIN


async def test_what_is_said_is_a_post_with_the_time_of_the_server() -> None:
    server = TwitchServer()
    async with live(server) as listener:
        server.write("i1", "Full house", **{"reply-parent-msg-id": "i0"})
        await listener.until(lambda: listener.drafts)
        draft = listener.drafts["i1"]
        assert draft.published == datetime(2026, 1, 9, 9, 0, 0, 250_000, UTC)
        assert (draft.content, draft.reply_to) == ("Full house", "i0")
        assert draft.author.url == "https://www.twitch.tv/ana"


@pytest.mark.parametrize(
    ("shown", "name"), [("Ana", "Ana"), ("アナ", "アナ (ana)"), ("", "ana"), ("Bo", "Bo (ana)")]
)
async def test_a_name_never_hides_who_it_is(shown: str, name: str) -> None:
    server = TwitchServer()
    async with live(server) as listener:
        server.write("i1", "hello", **{"display-name": shown})
        await listener.until(lambda: listener.drafts)
        assert listener.drafts["i1"].author.name == name


async def test_what_a_moderator_takes_out_is_gone() -> None:
    server = TwitchServer()
    async with live(server) as listener:
        for id_, login in (("a1", "ana"), ("b1", "bo"), ("b2", "bo"), ("a2", "ana"), ("c1", "cy")):
            server.write(id_, "words", login=login)
        await listener.until(lambda: len(listener.drafts) == 5)
        server.say(f"@target-msg-id=a1;login=ana :{HOST} CLEARMSG #room :words")
        await listener.until(lambda: listener.gone == {"a1"})
        server.say(f"@ban-duration=600 :{HOST} CLEARCHAT #room :bo")
        await listener.until(lambda: listener.gone == {"a1", "b1", "b2"})
        server.say(f":{HOST} CLEARCHAT #room")
        await listener.until(lambda: len(listener.gone) == 5)


async def test_who_wrote_what_is_known_after_a_new_connection() -> None:
    server = TwitchServer()
    async with live(server) as listener:
        server.write("a1", "words")
        await listener.until(lambda: listener.drafts)
        server.say(f":{HOST} RECONNECT")
        with pytest.raises(SourceUnreachable, match="asked us to connect anew"):
            await listener.until(lambda: False)
        await listener.until_live()
        server.say(f":{HOST} CLEARCHAT #room :ana")
        await listener.until(lambda: listener.gone == {"a1"})
        assert "while nobody listened is missing" in listener.notes[-1]


async def test_of_a_subscription_only_what_a_person_wrote_is_a_post() -> None:
    server = TwitchServer()
    async with live(server) as listener:
        tags = r"display-name=Ana;login=ana;msg-id=resub;system-msg=Ana\ssubscribed"
        server.say(
            f"@id=s1;{tags} :{HOST} USERNOTICE #room",
            f"@id=s2;{tags} :{HOST} USERNOTICE #room :Great talks!",
        )
        await listener.until(lambda: listener.drafts)
        assert listener.said == ["Great talks!"]
        assert listener.drafts["s2"].author.name == "Ana"


def test_memory_has_an_end() -> None:
    dialect, at = TwitchDialect(remembered=2), datetime(2026, 1, 9, tzinfo=UTC)
    for id_ in ("a", "b", "c"):
        said = Message("PRIVMSG", ("#room", "words"), "ana!a@b", {"id": id_})
        assert dialect.hear(said, "#room", at)
    cleared = dialect.hear(Message("CLEARCHAT", ("#room",)), "#room", at)
    assert cleared is not None
    assert cleared.gone == ("b", "c")
