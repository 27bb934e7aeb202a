"""What every format has in common: which files and folders it may replace."""

from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.record.events import EVENT, EVERYTHING, everything

from backchannel.errors import ConfigError
from backchannel.model.programme import Event
from backchannel.record.formats import FORMATS, write_target
from backchannel.record.reading import snapshot
from backchannel.store import schema, sources

EACH = pytest.mark.parametrize("name", FORMATS)


def write(path: Path, target: Path, name: str) -> dict[str, bytes]:
    """What is there afterwards, by the names of files."""
    with snapshot(path) as db:
        write_target(FORMATS[name], db, replace(EVERYTHING, zero=START), target)
    return held(target)


def held(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else [each for each in target.rglob("*") if each.is_file()]
    return {file.name: file.read_bytes() for file in files}


def call(path: Path, event: Event) -> None:
    """The event of a store is another from now on."""
    with closing(schema.open_to_write(path, now=Clock(START), busy_ms=50)) as db:
        db.execute("BEGIN IMMEDIATE")
        sources.plan(db, event, [])
        db.execute("COMMIT")


@EACH
def test_a_record_of_the_same_event_is_replaced_and_of_another_left_as_it_is(
    path: Path, tmp_path: Path, name: str
) -> None:
    everything(path)
    target = tmp_path / "record"
    first = write(path, target, name)
    assert write(path, target, name) == first
    call(path, replace(EVENT, name="Lakes & droughts", tags=("lakes",)))
    with pytest.raises(ConfigError, match=r"is (the record of another event|another record)"):
        write(path, target, name)
    assert held(target) == first


@EACH
def test_a_record_in_another_format_is_left_as_it_is(path: Path, tmp_path: Path, name: str) -> None:
    everything(path)
    target = tmp_path / "record"
    first = write(path, target, name)
    for other in FORMATS:
        if other != name:
            with pytest.raises(ConfigError):
                write(path, target, other)
            assert held(target) == first


def test_events_whose_names_have_no_latin_letter_are_called_by_their_tags() -> None:
    names = {FORMATS["jsonl"].usual_name(Event(name="فعالية", tags=(tag,))) for tag in ("a", "b")}
    assert names == {"a.jsonl", "b.jsonl"}
    assert FORMATS["jsonl"].usual_name(Event(name="Ω", tags=("Ω",))) == "event.jsonl"
