"""Whose login a source reads with that has no token of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.ingest.scripted import EVENT

from backchannel.config.accounts import OwnAccount, secret_key
from backchannel.config.secrets import Secrets
from backchannel.errors import Refusal, SourceRefused
from backchannel.model.source import SourceSpec
from backchannel.wiring.accounts import Logins
from backchannel.wiring.net import Key, Net

ANA = '[[account]]\nnetwork = "mastodon"\nhandle = "@ana@toot.example"\nserver = "toot.example"\n'
BEN = ANA.replace("ana", "ben")
SKY = '[[account]]\nnetwork = "bluesky"\nhandle = "ana.bsky.example"\nserver = "toot.example"\n'
VARIABLE = "BACKCHANNEL_ANA_TOOT_EXAMPLE_TOKEN"
TOOT = SourceSpec("people", "mastodon", "backchannel", {"server": "https://Toot.example/tags/x"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"{SKY}{BEN}{ANA}")
    return path


def logins(file: Path, **environ: str) -> Logins:
    def secrets_of(own: Sequence[OwnAccount]) -> Secrets:
        places = {secret_key(each.account): each.place for each in own}
        return Secrets(places, environ=environ, ask_keyring=lambda _service, _user: "")

    return Logins(file, secrets_of=secrets_of)


def own(**environ: str) -> Secrets:
    return Secrets(environ=environ, ask_keyring=lambda _service, _user: "")


def login(found: Logins, spec: SourceSpec = TOOT) -> tuple[str, str]:
    known = found.login_for(spec)
    return (known[0].name, known[1].reveal()) if known else ("", "")


def test_it_is_the_first_one_on_that_server_that_has_a_token(file: Path) -> None:
    assert login(logins(file, **{VARIABLE: "s3cret"})) == ("@ana@toot.example", "s3cret")
    assert login(logins(file)) == ("", "")


@pytest.mark.parametrize(
    ("kind", "server"),
    [
        ("mastodon", "https://other.example"),
        ("mastodon", "https://toot.example.other.example"),
        ("mastodon", "http://toot.example"),
        ("mastodon", "https://toot.example:8443"),
        ("mastodon", "https://toot.example@other.example"),
        ("mastodon", ""),
        ("feed", "https://toot.example"),
        ("misskey", "https://toot.example"),
    ],
)
def test_no_other_host_and_no_other_kind_gets_it(file: Path, kind: str, server: str) -> None:
    spec = SourceSpec("people", kind, "backchannel", {"server": server})
    assert login(logins(file, **{VARIABLE: "s3cret"}), spec) == ("", "")


def test_who_logs_in_later_is_known_then_and_a_wrong_file_costs_nothing(file: Path) -> None:
    found = logins(file, **{VARIABLE: "s3cret"})
    file.write_text("account = 1")
    assert login(found) == ("", "")
    file.write_text(ANA)
    assert login(found) == ("@ana@toot.example", "s3cret")
    file.unlink()
    assert login(found) == ("", "")


def test_a_command_that_gives_nothing_leaves_the_source_to_strangers(file: Path) -> None:
    file.write_text(f'{ANA}token_command = "false"\n')
    assert login(logins(file)) == ("", "")


async def test_a_source_is_given_the_login_where_it_has_no_token(file: Path) -> None:
    secrets = own()
    net = Net(secrets, logins=logins(file, **{VARIABLE: "s3cret"}))
    async with net.build(TOOT, EVENT):
        assert net.reads_with("people") == "the login of @ana@toot.example"
    assert "s3cret" not in secrets.redact("what the log says of s3cret")


async def test_a_token_of_the_sources_own_goes_before(file: Path) -> None:
    variable = "BACKCHANNEL_TOOT_EXAMPLE_TOKEN"
    net = Net(own(**{variable: "mine"}), logins=logins(file, **{VARIABLE: "s3cret"}))
    async with net.build(TOOT, EVENT):
        assert net.reads_with("people") == f"environment {variable}"
    net = Net(own())
    async with net.build(TOOT, EVENT):
        assert net.reads_with("people") == ""


@pytest.fixture
def asking(file: Path) -> Path:
    """A file whose account has a command."""
    file.write_text(f'{ANA}token_command = "ask"\n')
    return file


async def test_a_login_that_was_refused_is_asked_for_anew(asking: Path) -> None:
    answers = iter(["old", "new"])

    def secrets_of(own: Sequence[OwnAccount]) -> Secrets:
        places = {secret_key(each.account): each.place for each in own}
        return Secrets(places, environ={}, run=lambda _: next(answers))

    found = Logins(asking, secrets_of=secrets_of)
    net = Net(own(), logins=found)
    refused = SourceRefused("no", why=Refusal.LOGIN)
    with pytest.raises(SourceRefused):
        async with net.build(TOOT, EVENT):
            raise refused
    assert await asyncio.to_thread(login, found) == ("@ana@toot.example", "new")


def test_what_a_source_is_given_does_not_show_itself(file: Path) -> None:
    known = logins(file, **{VARIABLE: "s3cret"}).login_for(TOOT)
    assert known is not None
    key = Key(known[1], known[0])
    assert (key("login"), key("account"), key("token")) == ("s3cret", "@ana@toot.example", "")
    assert "s3cret" not in repr(key)
