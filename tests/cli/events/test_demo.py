"""Whoever works on the demo's event from another terminal does so with the demo's account."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.cli.events.demo import take_part
from backchannel.config.places import ACCOUNTS, places
from backchannel.demo.event import accounts_file, environment
from backchannel.demo.story.script import TOOT

EVENT = '[event]\ntags = ["ccx"]\n'


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a demo is kept, with its event file and its account."""
    for name in (ACCOUNTS, *environment()):
        monkeypatch.setenv(name, "")  # and as it was, afterwards
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo.toml").write_text(EVENT, "utf-8")
    account = accounts_file({TOOT: ("toot.example", "http://127.0.0.1:4711")})
    (tmp_path / "accounts.toml").write_text(account, "utf-8")
    return tmp_path


def test_accounts_lists_that_of_the_demo_beside_it(backchannel: Backchannel, demo: Path) -> None:
    own = places().user_file
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('[[account]]\nnetwork = "bluesky"\nhandle = "ana.bsky.example"\n', "utf-8")
    ran = backchannel("accounts")
    assert ran.code == 0
    (line,) = ran.lines
    assert line.startswith("@facilitator@toot.example  mastodon, http://127.0.0.1:4711: token from")
    assert "the account of the demo" in ran.err


def test_nothing_is_written_to_the_demo_with_an_account_of_ones_own(
    backchannel: Backchannel, demo: Path
) -> None:
    backchannel("config", "path", "demo.toml")
    assert places().accounts_file == demo / "accounts.toml"


def test_the_store_of_its_desk_is_found_without_being_named(
    backchannel: Backchannel, demo: Path, store: Path
) -> None:
    assert "there is no store" in backchannel("tail", "demo.toml").err
    store.rename(demo / "demo.db")
    assert "The river is rising" in backchannel("tail", "demo.toml").out


def test_other_event_files_beside_it_are_for_ones_own_accounts(demo: Path) -> None:
    assert not take_part(demo / "mine.toml")
    assert ACCOUNTS not in os.environ


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("local = true", 'local = true\ntoken_command = "touch gone"'),
        ("127.0.0.1", "127.0.0.1.evil.example"),
        ("@facilitator", "@ana"),
    ],
)
def test_a_file_that_says_more_than_the_demo_wrote_is_not_trusted(
    demo: Path, old: str, new: str
) -> None:
    file = demo / "accounts.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert not take_part(demo / "demo.toml")
    assert ACCOUNTS not in os.environ
