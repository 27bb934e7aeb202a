"""A further tag in an event file, which is otherwise left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from backchannel.config.editing.blocks import MARK
from backchannel.config.editing.tags import add_tag, remove_tag
from backchannel.config.event_file import read_event_file
from backchannel.errors import ConfigError
from backchannel.sources import registry

FILES = {
    "on one line": ('[event]\ntags = ["ideaperf"]\n', '[event]\ntags = ["ideaperf", "ideaprf"]\n'),
    "with a comma at the end": (
        "[event]\ntags=['ideaperf' , ]  # ours\n",
        "[event]\ntags=['ideaperf', \"ideaprf\" , ]  # ours\n",
    ),
    "on several lines": (
        '[event]\ntags = [ # tags = ["no"]\n  "idea", # ]\n  "kpi"\n]\nname = "x"\n',
        '[event]\ntags = [ # tags = ["no"]\n  "idea", # ]\n  "kpi", "ideaprf"\n]\nname = "x"\n',
    ),
    "from Windows": (
        '\ufeff# Größe\r\n[event]\r\ntags = ["ideaperf"]',
        '\ufeff# Größe\r\n[event]\r\ntags = ["ideaperf", "ideaprf"]',
    ),
    "with a dotted key": ('event.tags = ["a"]', 'event.tags = ["a", "ideaprf"]'),
    "within braces": (
        'event = {name = "tags = []", "tags" = ["a"]}\n',
        'event = {name = "tags = []", "tags" = ["a", "ideaprf"]}\n',
    ),
    "below a source that has tags of its own": (
        '[[source]]\nkind = "flickr"\ntags = ["other"]\n[event]\ntags = ["a"]\n',
        '[[source]]\nkind = "flickr"\ntags = ["other"]\n[event]\ntags = ["a", "ideaprf"]\n',
    ),
    "that was made for a tag": (
        f'{MARK}\n\n[event]\nname = "#a"\ntags = ["a"]\n',
        '[event]\nname = "#a"\ntags = ["a", "ideaprf"]\n',
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_tag_is_added_and_nothing_else_is_touched(name: str, tmp_path: Path) -> None:
    before, after = FILES[name]
    file = tmp_path / "my.toml"
    file.write_bytes(before.encode())
    assert add_tag(file, "#ideaprf")
    assert file.read_bytes().decode() == after
    assert read_event_file(file, registry.load).event.tags[-1] == "ideaprf"
    assert not add_tag(file, "IdeaPrf")
    assert file.read_bytes().decode() == after
    assert [each for each in tmp_path.iterdir() if each.is_file()] == [file]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[event]\ntags = [", "not valid TOML"),
        ('[event]\ntags = "a"\n', "needs tags"),
        ("[[source]]\n", "needs tags"),
        ("event = 3\n", "needs tags"),
    ],
)
def test_a_file_that_is_not_understood_stays_as_it_is(
    text: str, problem: str, tmp_path: Path
) -> None:
    file = tmp_path / "my.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=problem):
        add_tag(file, "ideaprf")
    assert file.read_text() == text


@pytest.mark.parametrize("word", ["two words", "#", "", "a.b"])
def test_what_is_no_tag_is_not_written(word: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one word"):
        add_tag(tmp_path / "my.toml", word)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not there"):
        add_tag(tmp_path / "my.toml", "ideaprf")


@pytest.mark.parametrize("name", [name for name in FILES if "comma" not in name])
def test_a_tag_that_was_added_is_taken_out_again(name: str, tmp_path: Path) -> None:
    before, after = FILES[name]
    file = tmp_path / "my.toml"
    file.write_bytes(after.encode())
    assert remove_tag(file, "IdeaPrf")
    assert file.read_bytes().decode() == before.removeprefix(f"{MARK}\n\n")
    assert not remove_tag(file, "#ideaprf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[event]\ntags = ["a", "b", "c"]', '[event]\ntags = ["b", "c"]'),
        ("[event]\ntags=['b' , 'a' , ]  # ours\n", "[event]\ntags=['b' , ]  # ours\n"),
        ('[event]\ntags = [\n  "a",  # x\n  "b",\n]\n', '[event]\ntags = [\n  "b",\n]\n'),
    ],
)
def test_wherever_it_stands_it_is_taken_out(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(before, "utf-8")
    assert remove_tag(file, "A")
    assert file.read_text("utf-8") == after


def test_the_only_tag_stays(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[event]\ntags = ["a"]\n', "utf-8")
    with pytest.raises(ConfigError, match="has no other"):
        remove_tag(file, "a")
