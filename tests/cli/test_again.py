"""The short way to the desk is taken for what was opened before, and for nothing else."""

import os
from pathlib import Path

import pytest

from backchannel.cli.again import Opening, asked_again, remember, sign_of
from backchannel.config.places import places
from backchannel.model.preferences import USUAL
from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.store import Store
from backchannel.wiring.desk import show_desk

EVENT = Event(name="Lakes", tags=("lakes",))


@pytest.fixture
def event_file(tmp_path: Path) -> Path:
    """An event that was opened last, with its own store."""
    file, where = tmp_path / "event.toml", places()
    file.write_text('[event]\nname = "Lakes"\ntags = ["lakes"]\n')
    where.remember_opened(file)
    store = where.store_of(file)
    store.parent.mkdir(parents=True)
    store.write_bytes(b"posts")
    remember(Opening(str(file), str(store), EVENT, USUAL, sign_of(file, where)), where)
    return file


def test_what_was_opened_last_is_opened_again_without_a_word(event_file: Path) -> None:
    for words in ([], ["open"], [str(event_file)], ["open", str(event_file)]):
        opening = asked_again(words)
        assert opening is not None, words
        assert opening.event_file == str(event_file)


def test_a_path_from_here_is_the_same_file(
    event_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(event_file.parent)
    assert asked_again(["open", event_file.name]) is not None


@pytest.mark.parametrize(
    "words",
    [["--help"], ["demo"], ["#lakes"], ["open", "--feed", "x"], ["tail"], ["--store", "x.db"]],
)
@pytest.mark.usefixtures("event_file")
def test_everything_else_goes_the_long_way(words: list[str]) -> None:
    assert asked_again(words) is None


def test_an_event_that_was_not_opened_last_is_opened_the_long_way_which_remembers_it(
    event_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[event]\nname = "Rivers"\ntags = ["rivers"]\n')
    places().remember_opened(other)
    assert asked_again([str(event_file)]) is None
    assert asked_again([]) is None


def test_another_store_is_only_opened_again_by_its_name(event_file: Path, tmp_path: Path) -> None:
    store, where = tmp_path / "copy.db", places()
    store.write_bytes(b"posts")
    sign = sign_of(event_file, where)
    remember(Opening(str(event_file), str(store), EVENT, USUAL, sign), where)
    assert asked_again([str(event_file)]) is None
    assert asked_again([str(event_file), "--store", str(store)]) is not None
    assert asked_again([str(event_file), "--store", os.devnull]) is None


async def test_a_store_that_is_of_no_event_or_of_another_goes_the_long_way(tmp_path: Path) -> None:
    file, path = tmp_path / "event.toml", tmp_path / "event.db"
    assert not await show_desk(path, file, None, USUAL, expected=EVENT)
    tokyo = Event(name="Lakes", tags=("lakes",), timezone="Asia/Tokyo")
    async with Store(path) as store:
        await store.write(sources.plan, tokyo, ())
    assert not await show_desk(path, file, None, USUAL, expected=EVENT)
