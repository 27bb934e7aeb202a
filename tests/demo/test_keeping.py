"""The event file of a demo that is kept: written anew, with what somebody changed in it."""

from __future__ import annotations

import asyncio
import tomllib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.clock import Clock

from backchannel.config.event_file import read_event_file
from backchannel.demo.keeping import keep, put_event_file, recall
from backchannel.demo.merging import merged
from backchannel.demo.world import World
from backchannel.sources.registry import load

OWN = '\n[[source]]\nkind = "flickr"\nname = "mine"\n'


def text(port: int, starts: str = "2026-03-14T12:00:00Z") -> str:
    """An event file as a demo writes it, with addresses and times that differ from run to run."""
    sources = "".join(
        f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "http://127.0.0.1:{port + number}/"\n'
        "local = true\n\n"
        for number, name in enumerate(("harbour", "ledger"))
    )
    session = f'[[session]]\ntitle = "Keynote"\nstarts = {starts}\nminutes = 45\n'
    return f'[event]\ntags = ["ccx"]\nstarts = {starts}\n\n{sources}{session}'


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "demo.toml"
    assert put_event_file(file, text(4_000)) == ""
    return file


def test_what_nobody_changed_is_written_anew_without_a_word(file: Path) -> None:
    assert put_event_file(file, text(5_000)) == ""
    assert file.read_text("utf-8") == text(5_000)


def test_sources_and_tags_of_ones_own_stay_and_addresses_are_new(file: Path) -> None:
    changed = file.read_text("utf-8").replace('["ccx"]', '["ccx", "more"]') + OWN
    file.write_text(changed, "utf-8")
    for port in (5_000, 6_000):
        said = put_event_file(file, text(port, f"2026-03-14T{port // 1_000:02}:00:00Z"))
        assert "what was changed in" in said
        found = read(file)
        assert found["event"]["tags"] == ["ccx", "more"]
        assert [each["name"] for each in found["source"]] == ["harbour", "ledger", "mine"]
        assert found["source"][1]["url"] == f"http://127.0.0.1:{port + 1}/"
        assert found["session"][0]["starts"].hour == port // 1_000


def test_what_was_taken_out_stays_out(file: Path) -> None:
    before = file.read_text("utf-8")
    harbour = before[before.index("[[source]]") : before.index("[[source]]", 60)]
    file.write_text(before.replace(harbour, ""), "utf-8")
    put_event_file(file, text(5_000))
    assert [each["url"] for each in read(file)["source"]] == ["http://127.0.0.1:5001/"]


def test_where_nobody_knows_what_was_written_theirs_is_kept_beside_it(file: Path) -> None:
    file.write_text("mine = [", "utf-8")
    said = put_event_file(file, text(5_000))
    beside = file.with_name("demo.before.toml")
    assert str(beside) in said
    assert beside.read_text("utf-8") == "mine = ["
    assert file.read_text("utf-8") == text(5_000)


@pytest.mark.parametrize(
    ("theirs", "ours", "both"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n"),
        ("a\nb\nmine\nc\n", "a\nB\nc\n", "a\nB\nmine\nc\n"),
        ("a\nmy b\nc\n", "a\nB\nc\n", "a\nmy b\nc\n"),
        ("a\nb\nmy c\n", "A\nB\nC\n", "A\nB\nmy c\n"),
        ("a\n", "A\nB\nC\n", "A\n"),
    ],
)
def test_changes_beside_each_other_are_both_made(theirs: str, ours: str, both: str) -> None:
    assert merged("a\nb\nc\n", theirs, ours) == both


@pytest.mark.parametrize("speed", [1.0, 4.0, 7.3, 300.0])
async def test_no_session_of_the_demo_overlaps_the_next(tmp_path: Path, speed: float) -> None:
    clock = Clock()
    clock.advance(17.4)
    world = World(now=clock, speed=speed)
    file = tmp_path / "demo.toml"
    async with world.serve():
        text = world.event_file()
    await asyncio.to_thread(file.write_text, text, "utf-8")
    sessions = (await asyncio.to_thread(read_event_file, file, load)).event.sessions
    assert all(one.starts + timedelta(minutes=one.minutes) <= two.starts
               for one, two in pairwise(sessions))  # fmt: skip
    assert len(sessions) > 5


async def test_its_sites_are_where_they_were_or_where_there_is_room(tmp_path: Path) -> None:
    """At another address each would be another source, and all its posts others."""
    place = tmp_path / "event.json"
    world = World()
    async with world.serve() as first:
        await asyncio.to_thread(keep, place, 1, world)
    kept = await asyncio.to_thread(recall, place, 1)
    again = World(start=kept.moment, past=kept.past, ports=kept.ports)
    async with again.serve() as second:
        assert second == first
        beside = World(start=kept.moment, past=kept.past, ports=kept.ports)
        async with beside.serve() as third:
            assert third.keys() == first.keys()
            assert not {*third.values()} & {*first.values()}
