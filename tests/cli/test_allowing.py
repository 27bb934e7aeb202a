"""Commands in event files run only after somebody at this machine said so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel
from tests.ui.terminal.test_pty import Terminal

from backchannel.config.places import places

EVENT = """
[event]
tags = ["rivers"]

[[source]]
kind = "mastodon"
server = "https://river.example"
token_command = "touch {touched}"
"""


@pytest.fixture
def touched(tmp_path: Path) -> Path:
    """What is there when the command was run."""
    return tmp_path / "touched"


@pytest.fixture
def event(tmp_path: Path, touched: Path) -> Path:
    path = tmp_path / "from a colleague.toml"
    path.write_text(EVENT.format(touched=touched))
    return path


def test_without_a_terminal_a_command_is_refused_with_what_to_do(
    backchannel: Backchannel, event: Path, touched: Path
) -> None:
    ran = backchannel("sources", "test", event)
    assert ran.code == 1
    assert "login: token_command (touch) is not allowed yet" in ran.out
    assert f"backchannel config allow '{event}'" in ran.out
    assert not touched.exists()


def test_without_a_terminal_nobody_can_be_asked(backchannel: Backchannel, event: Path) -> None:
    ran = backchannel("config", "allow", event)
    assert ran.code == 2
    assert f"touch {event.parent}" in ran.err
    assert "--yes" in ran.err


def test_a_script_says_yes_once(backchannel: Backchannel, event: Path, touched: Path) -> None:
    ran = backchannel("config", "allow", event, "--yes")
    assert ran.code == 0
    assert f"touch {touched}" in ran.err
    assert "allowed" in ran.out
    assert "no command waits" in backchannel("config", "allow", event).out
    backchannel("sources", "test", event)
    assert touched.exists()


def test_another_command_in_the_same_file_waits_again(
    backchannel: Backchannel, event: Path, touched: Path
) -> None:
    backchannel("config", "allow", event, "--yes")
    event.write_text(event.read_text().replace("touch", "touch -a"))
    assert "not allowed yet" in backchannel("sources", "test", event).out
    assert not touched.exists()


def test_what_was_allowed_is_taken_back(
    backchannel: Backchannel, event: Path, touched: Path
) -> None:
    backchannel("config", "allow", event, "--yes")
    ran = backchannel("config", "allow", event, "--revoke")
    assert (ran.code, ran.out.strip()) == (0, f"{event}: 1 command no longer allowed")
    assert "not allowed yet" in backchannel("sources", "test", event).out
    assert not touched.exists()
    assert "0 commands" in backchannel("config", "allow", event, "--revoke").out


def test_a_command_in_the_user_file_needs_no_consent(
    backchannel: Backchannel, event: Path, touched: Path
) -> None:
    own = places().user_file
    own.parent.mkdir(parents=True)
    own.write_text(f'[tokens."river.example"]\ntoken_command = "touch {touched}"\n')
    backchannel("sources", "test", event)
    assert touched.exists()


@pytest.mark.parametrize(("answer", "is_run"), [(b"y\n", True), (b"\n", False), (b"n\n", False)])
def test_on_a_terminal_a_person_is_asked_before_the_command_is_run(
    event: Path, touched: Path, answer: bytes, *, is_run: bool
) -> None:
    terminal = Terminal(sys.executable, "-m", "backchannel", "sources", "test", str(event))
    assert terminal.until(lambda: "[y/N]" in terminal.painted)
    assert f"touch {touched}" in "".join(terminal.painted.split("\r\n"))
    assert "river.example" in terminal.painted
    assert not touched.exists()
    terminal.type(answer)
    assert terminal.until(lambda: "login:" in terminal.painted)
    assert touched.exists() is is_run
    assert places().allowed_commands.exists() is is_run
