"""Which event is meant when none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from backchannel.cli.verbs.roles import followed
from backchannel.config.document import parse_document
from backchannel.config.places import places
from backchannel.errors import ConfigError


@pytest.fixture
def event(tmp_path: Path) -> str:
    """An event file."""
    path = tmp_path / "event.toml"
    path.write_text('[event]\ntags = ["ideaperf"]\n', "utf-8")
    return str(path)


def test_an_event_that_is_opened_is_the_one_opened_last(event: str) -> None:
    followed(event, None, (), ())
    assert places().last_opened() == Path(event)


def test_a_desks_own_collector_and_a_rehearsal_leave_the_event_opened_last_alone(
    event: str, tmp_path: Path
) -> None:
    followed(event, None, (), (), is_remembered=False)
    followed(event, tmp_path / "other.db", (), ())
    assert places().last_opened() is None


def test_a_number_that_nobody_can_mean_is_told_as_a_mistake_in_the_file() -> None:
    with pytest.raises(ConfigError, match="number"):
        parse_document(f"name = {'9' * 6_000}\n", Path("event.toml"))
