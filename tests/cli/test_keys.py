"""`keys`, and what `config validate` says of keys and views."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.config.places import places
from backchannel.ui.commands import COMMANDS


@pytest.fixture
def user_file() -> Path:
    own = places().user_file
    own.parent.mkdir(parents=True)
    return own


def test_every_action_is_listed_with_its_keys(backchannel: Backchannel) -> None:
    ran = backchannel("keys")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.lines] == [command.id for command in COMMANDS]


def test_changed_keys_are_marked(backchannel: Backchannel, user_file: Path) -> None:
    user_file.write_text('[keys]\npin = "W, Ctrl+T"\n')
    found = {each["action"]: each for each in backchannel("keys", "--json").objects}
    assert found["pin"] == {
        "action": "pin",
        "keys": ["W", "Ctrl+T"],
        "where": "desk",
        "does": "Pin the post as a highlight, or take the pin back",
        "changed": True,
    }
    assert not found["hide"]["changed"]
    assert any(line.startswith("* pin ") for line in backchannel("keys").lines)


def test_what_is_wrong_with_keys_is_told_and_the_rest_is_listed(
    backchannel: Backchannel, user_file: Path
) -> None:
    user_file.write_text('[keys]\nundu = "z"\n')
    ran = backchannel("keys")
    assert ran.code == 2
    assert f"{user_file}:2: keys.undu: is no action; did you mean undo?" in ran.err
    assert len(ran.lines) == len(COMMANDS)


def test_validate_tells_of_wrong_keys_and_still_checks_the_event(
    backchannel: Backchannel, user_file: Path, tmp_path: Path
) -> None:
    user_file.write_text('[keys]\npin = "j"\n')
    event = tmp_path / "event.toml"
    event.write_text('[event]\ntags = ["x"]\n[[view]]\nname = "Photos"\nfilter = "kind:photo"\n')
    ran = backchannel("config", "validate", event)
    assert ran.code == 2
    assert "keys.pin: j is the key of stream.next_post" in ran.err
    assert "all right" in ran.out


def test_validate_names_the_line_of_a_view_s_filter(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    event = tmp_path / "event.toml"
    event.write_text('[event]\ntags = ["x"]\n[[view]]\nname = "Photos"\nfilter = "knd:photo"\n')
    ran = backchannel("config", "validate", event)
    assert ran.code == 2
    assert f"{event}:5: view[1].filter: " in ran.err
