"""The accounts of the user file as a sender gets them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.clock import Clock

from backchannel.config.accounts import OwnAccount
from backchannel.config.secrets import Secrets
from backchannel.errors import ConfigError, SourceRefused
from backchannel.sources.posting.bluesky import BlueskyWriter
from backchannel.sources.posting.mastodon import MastodonWriter
from backchannel.wiring.accounts import OwnAccounts

ANA = '[[account]]\nnetwork = "mastodon"\nhandle = "@ana@toot.example"\nserver = "toot.example"\n'
SKY = '[[account]]\nnetwork = "bluesky"\nhandle = "ana.bsky.example"\n'
SECRETS = {
    "BACKCHANNEL_ANA_TOOT_EXAMPLE_TOKEN": "s3cret",
    "BACKCHANNEL_ANA_BSKY_EXAMPLE_TOKEN": "abcd",
}


def secrets_of(own: Sequence[OwnAccount]) -> Secrets:
    return Secrets(environ=SECRETS, ask_keyring=lambda _service, _user: "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def say(file: Path, text: str) -> None:
    file.write_text(text)


def accounts(file: Path, clock: Clock) -> OwnAccounts:
    return OwnAccounts(file, clock, secrets_of=secrets_of)


async def names(found: OwnAccounts) -> list[str] | None:
    now = await found.now()
    return None if now is None else [each.name for each in now]


async def test_accounts_are_told_when_the_file_was_written(file: Path, clock: Clock) -> None:
    found = accounts(file, clock)
    assert (await names(found), await names(found)) == ([], None)
    say(file, ANA)
    assert (await names(found), await names(found)) == (["@ana@toot.example"], None)
    os.utime(file, ns=(1, 1))  # a login writes the file, even if nothing in it changes
    assert await names(found) == ["@ana@toot.example"]


async def test_a_file_that_is_wrong_is_told_once(file: Path, clock: Clock) -> None:
    found = accounts(file, clock)
    say(file, f"{ANA}handel = 1")
    with pytest.raises(ConfigError, match="handel"):
        await found.now()
    assert await found.now() is None


async def test_each_network_has_its_writer(file: Path, clock: Clock) -> None:
    say(file, ANA + SKY)
    found = accounts(file, clock)
    ana, sky = await found.now() or ()
    async with found.writer(ana) as toots, found.writer(sky) as skeets:
        assert isinstance(toots, MastodonWriter)
        assert isinstance(skeets, BlueskyWriter)
        assert "s3cret" not in repr(toots) + repr(skeets)


async def test_without_a_secret_or_the_account_nothing_is_written(file: Path, clock: Clock) -> None:
    say(file, ANA.replace("ana@", "tom@"))
    found = accounts(file, clock)
    (tom,) = await found.now() or ()
    with pytest.raises(SourceRefused, match="not logged in on this machine: backchannel login"):
        async with found.writer(tom):
            pass
    say(file, SKY)
    await found.now()
    with pytest.raises(SourceRefused, match="is not in"):
        async with found.writer(tom):
            pass
