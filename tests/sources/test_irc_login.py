"""How we introduce ourselves to an IRC server."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sources.irc_server import HISTORY, NAME, IrcServer, Listener, reach

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.irc import Irc, Options
from backchannel.sources.irc.place import Place, check_secret


def listening(server: IrcServer, token: str = "", **options: Any) -> Listener:
    chosen = Options("127.0.0.1", ("room",), port=server.port, tls=False, **options)
    return Listener(Irc(chosen, reach(token=token), patience=0.05))


async def connected(server: IrcServer, token: str = "", **options: Any) -> Listener:
    async with server.running():
        listener = listening(server, token, **options)
        await listener.until_live()
        await listener.close()
        return listener


async def refused(server: IrcServer, token: str = "", **options: Any) -> SourceRefused:
    async with server.running():
        with pytest.raises(SourceRefused) as caught:
            await listening(server, token, **options).until_live()
        return caught.value


async def test_only_what_is_offered_is_asked_for_and_only_what_we_need() -> None:
    server = IrcServer(can="server-time away-notify echo-message batch sasl=EXTERNAL,PLAIN")
    await connected(server)
    assert "CAP REQ :server-time batch" in server.heard


async def test_an_account_logs_in_with_the_token_as_its_password() -> None:
    server = IrcServer(can=HISTORY, password="s3cret")
    listener = await connected(server, "s3cret", account="ana")
    assert "AUTHENTICATE PLAIN" in server.heard
    assert not [line for line in server.heard if "PASS" in line or "s3cret" in line]
    assert not listener.notes


async def test_a_password_of_any_length_is_sent_in_pieces() -> None:
    token = "x" * 294  # with the account and two zeros 300 bytes, which make 400 letters
    server = IrcServer(can=HISTORY, answers={"AUTHENTICATE +": f":{NAME} 903 ana :ok"})
    await connected(server, token, account="ana1")
    sent = [line for line in server.heard if line.startswith("AUTHENTICATE")]
    assert [len(line) for line in sent] == [len("AUTHENTICATE PLAIN"), 13 + 400, 14]


async def test_a_wrong_password_waits_for_a_person() -> None:
    error = await refused(IrcServer(can=HISTORY, password="s3cret"), "wr0ng", account="ana")
    assert error.why is Refusal.LOGIN
    assert str(error) == "the server does not accept the account or its password"


async def test_a_token_without_an_account_is_the_server_s_password() -> None:
    server = IrcServer()
    await connected(server, "s3cret")
    assert "PASS :s3cret" in server.heard


async def test_a_server_without_login_is_read_and_says_so() -> None:
    server = IrcServer(can="server-time batch")
    listener = await connected(server, "s3cret", account="ana")
    assert "PASS :ana:s3cret" in server.heard
    assert listener.notes[0].startswith("not logged in: ")


async def test_while_nobody_there_knows_accounts_a_closed_channel_is_tried_again() -> None:
    closed = f":{NAME} 477 backchannel #room :You need to be identified"
    server = IrcServer(can="server-time batch", answers={"JOIN #room": closed})
    async with server.running():
        with pytest.raises(SourceUnreachable, match="only for people who are logged") as caught:
            await listening(server, "s3cret", account="ana").until_live()
    assert caught.value.retry_after == 60


async def test_a_token_is_never_sent_in_the_open_to_a_stranger() -> None:
    with pytest.raises(SourceRefused, match="only sent over TLS"):
        check_secret("s3cret", Place("irc.example", 6667, tls=False))
    assert check_secret("s3cret", Place("irc.example", 6697, tls=True)) == "s3cret"
    assert check_secret("", Place("irc.example", 6667, tls=False)) == ""
    with pytest.raises(SourceRefused, match="characters that no token has"):
        check_secret("s3cret\r\nQUIT", Place("irc.example", 6697, tls=True))


async def test_a_nick_that_is_taken_is_changed() -> None:
    server = IrcServer(taken={"backchannel", "backchannel_", "backchann"})
    await connected(server)
    assert server.nick.startswith("backc")
    assert len(server.nick) == 9


async def test_a_server_that_takes_no_nick_says_so() -> None:
    answers = {"NICK": f":{NAME} 432 * x :Erroneous nickname"}
    error = await refused(IrcServer(answers=answers, taken={"x"}))
    assert "the server takes no nick like backchannel: Erroneous nickname" in str(error)


@pytest.mark.parametrize(
    ("line", "says", "wait"),
    [
        (":irc.example 465 * :You are \x02banned\x1b[31m", "the server has banned us", None),
        ("ERROR :Closing Link: x (K-Lined)", "the server has banned us", None),
        ("ERROR :Access denied: Bad password?", "does not accept us: Access denied", None),
        ("ERROR :Closing Link: x (Throttled: Reconnecting too fast)", "come back later", 60.0),
        ("ERROR :Closing Link: x (Server shutting down)", "the server hung up: Closing", None),
        ("ERROR", "the server hung up", None),
    ],
)
async def test_a_farewell_says_why(line: str, says: str, wait: float | None) -> None:
    server = IrcServer(answers={"NICK": line})
    async with server.running():
        with pytest.raises((SourceRefused, SourceUnreachable), match=says) as caught:
            await listening(server).until_live()
    assert isinstance(caught.value, SourceRefused) == ("banned" in says or "accept" in says)
    assert getattr(caught.value, "retry_after", None) == wait
    assert str(caught.value).isprintable()
