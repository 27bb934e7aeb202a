"""The names of event files, spelled nearly rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.cli.events.names import is_name


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rivers.toml").write_text('[event]\ntags = ["rivers"]\n', "utf-8")


@pytest.mark.parametrize("word", ["a.toml", "a.tomll", "a.tml", "a.TOML", "x/a.tom", "a.b.tmol"])
def test_what_ends_nearly_so_is_a_name(word: str) -> None:
    assert is_name(word)


@pytest.mark.parametrize(
    "word",
    ["blog.to", "a.html", "toml", ".toml", "I love a.toml", "https://a.example/b.toml", "#a"],
)
def test_what_does_not_is_none(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    "args",
    [
        ("rivers.tomll",),
        ("open", "rivers.tml"),
        ("./river.toml",),
        ("tail", "rivers.tom"),
        ("post", "rivers.tomll", "Hello", "--yes"),
        ("sources", "add", "river.toml", "blog.example", "--no-test"),
        ("pin", "rivers.tml", "17"),
    ],
)
def test_the_nearest_file_is_named_and_nothing_else_done(
    backchannel: Backchannel, args: tuple[str, ...]
) -> None:
    ran = backchannel(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no such event file; did you mean rivers.toml?" in ran.err


def test_a_word_with_a_dot_is_no_tag(backchannel: Backchannel) -> None:
    ran = backchannel("rivers.org")
    assert ran.code == 2
    assert "nor is there such an event file" in ran.err
    ran = backchannel("#rivers.tomll")
    assert ran.code == 2
    assert "an event file is named without the #" in ran.err


def test_a_directory_is_no_event_file(backchannel: Backchannel, tmp_path: Path) -> None:
    ran = backchannel("tail", f"{tmp_path}/")
    assert ran.code == 2
    assert "is a directory; there is rivers.toml" in ran.err
