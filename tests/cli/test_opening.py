"""An opening is remembered while nothing that decided it has changed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from backchannel.cli.again import Opening, remember, remembered, sign_of
from backchannel.config.places import Places
from backchannel.model.preferences import Preferences
from backchannel.model.programme import Event

EVENT = Event(name="Lakes", tags=("lakes",))
WANTED = Preferences(by="Ada Example", theme="nord")


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return Places(tmp_path / "config", tmp_path / "data", tmp_path / "state")


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    file = tmp_path / "event.toml"
    file.write_text('[event]\nname = "Lakes"\ntags = ["lakes"]\n')
    return file


@pytest.fixture
def store(tmp_path: Path) -> Path:
    file = tmp_path / "event.db"
    file.write_bytes(b"posts")
    return file


@pytest.fixture
def opening(where: Places, event_file: Path, store: Path) -> Opening:
    opened = Opening(str(event_file), str(store), EVENT, WANTED, sign_of(event_file, where))
    remember(opened, where)
    return opened


def test_the_same_files_are_opened_as_they_were(
    opening: Opening, where: Places, event_file: Path, store: Path
) -> None:
    assert remembered(event_file, store, where) == opening


@pytest.mark.usefixtures("opening")
def test_another_event_or_another_store_is_not_the_one_remembered(
    where: Places, event_file: Path, store: Path
) -> None:
    other = store.with_name("other.db")
    other.write_bytes(b"posts")
    assert remembered(event_file, other, where) is None
    assert remembered(event_file.with_name("other.toml"), store, where) is None


@pytest.mark.usefixtures("opening")
def test_a_changed_event_file_is_read_anew(where: Places, event_file: Path, store: Path) -> None:
    event_file.write_text("[event\n")
    assert remembered(event_file, store, where) is None


@pytest.mark.usefixtures("opening")
def test_a_changed_user_file_is_read_anew(where: Places, event_file: Path, store: Path) -> None:
    where.config.mkdir()
    where.user_file.write_text('theme = "other"\n')
    assert remembered(event_file, store, where) is None


@pytest.mark.usefixtures("opening")
def test_consent_that_was_taken_back_is_asked_for_anew(
    where: Places, event_file: Path, store: Path
) -> None:
    where.allowed_commands.write_text("something else")
    assert remembered(event_file, store, where) is None


@pytest.mark.usefixtures("opening")
def test_a_store_that_is_no_more_is_told_of_its_event_anew(
    where: Places, event_file: Path, store: Path
) -> None:
    store.unlink()
    assert remembered(event_file, store, where) is None


@pytest.mark.parametrize("environ", [{"BACKCHANNEL_THEME": "x"}, {"USER": "ben"}, {"LOGNAME": "b"}])
def test_what_the_environment_decides_counts(
    environ: Mapping[str, str], where: Places, event_file: Path
) -> None:
    assert sign_of(event_file, where, environ) != sign_of(event_file, where, {})
    assert sign_of(event_file, where, {"PWD": "/"}) == sign_of(event_file, where, {})


@pytest.mark.parametrize("written", [b"", b"{}", b"\xff\x00", b'{"event_file": 1}', b"[]"])
@pytest.mark.usefixtures("opening")
def test_a_damaged_memory_is_no_memory(
    written: bytes, where: Places, event_file: Path, store: Path
) -> None:
    where.last_desk.write_bytes(written)
    assert remembered(event_file, store, where) is None
