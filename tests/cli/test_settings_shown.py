"""`config show` says what is in force, and what the desk remembers is that, too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.cli.verbs.settings import preferences_of
from backchannel.model.preferences import DeskAppearance
from backchannel.store.desk.layout import keep_appearance
from backchannel.store.store import Store

FEED = '\n[[source]]\nkind = "feed"\nname = "its feed"\nurl = "https://river.example/feed"\n'

CHOSEN = DeskAppearance("nord", is_compact=True, has_ages=False)


def choose(path: Path) -> None:
    """As somebody at the desk does."""

    async def keep() -> None:
        async with Store(path) as opened:
            await opened.write(keep_appearance, CHOSEN)

    asyncio.run(keep())


def test_what_was_chosen_on_the_desk_is_in_force(
    backchannel: Backchannel, event_file: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_file.write_text(f"{event_file.read_text()}\n[settings]\ndensity = 'compact'\n")
    plain = backchannel("config", "show", event_file, "--store", store)
    assert "theme = 'backchannel-dark'  (default)" in plain.lines
    assert f"density = 'compact'  ({event_file})" in plain.lines
    choose(store)
    monkeypatch.setenv("BACKCHANNEL_TIMES", "age")
    shown = backchannel("config", "show", event_file, "--store", store)
    assert "theme = 'nord'  (chosen on the desk)" in shown.lines
    assert "density = 'compact'  (chosen on the desk)" in shown.lines
    assert "times = 'age'  (BACKCHANNEL_TIMES)" in shown.lines


def test_a_store_that_cannot_be_read_does_not_keep_the_settings_back(
    backchannel: Backchannel, event_file: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"no store")
    ran = backchannel("config", "show", event_file, "--store", torn)
    assert ran.code == 0
    assert "theme = 'backchannel-dark'  (default)" in ran.lines


def test_only_the_environment_comes_before_what_the_desk_remembers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert preferences_of(None).fixed == frozenset()
    monkeypatch.setenv("BACKCHANNEL_DENSITY", "compact")
    monkeypatch.setenv("BACKCHANNEL_THEME", "nord")
    assert preferences_of(None).fixed == {"theme", "is_compact"}


@pytest.mark.parametrize("words", [("config", "show"), ("sources", "list")])
def test_what_takes_no_token_is_not_said_to_have_that_of_its_server(
    backchannel: Backchannel,
    event_file: Path,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, str],
) -> None:
    event_file.write_text(event_file.read_text() + FEED)
    monkeypatch.setenv("BACKCHANNEL_RIVER_EXAMPLE_TOKEN", "secret")
    said = backchannel(*words, event_file, "--store", store).lines
    server = next(line for line in said if "river.example" in line and "mastodon" in line)
    feed = next(line for line in said if "its feed" in line)
    assert "token from environment BACKCHANNEL_RIVER_EXAMPLE_TOKEN" in server
    assert "token" not in feed
