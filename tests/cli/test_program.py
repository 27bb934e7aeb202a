import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel import __version__
from backchannel.cli.program import VERBS
from backchannel.cli.verbs.roles import followed
from backchannel.config.editing.blocks import MARK
from backchannel.config.places import places
from backchannel.errors import ConfigError


def test_the_version_is_one_line(backchannel: Backchannel) -> None:
    ran = backchannel("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"backchannel {__version__}\n", "")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(backchannel: Backchannel, verb: str) -> None:
    ran = backchannel(verb, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: backchannel {verb}")


def test_the_help_names_every_verb(backchannel: Backchannel) -> None:
    out = backchannel("--help").out
    assert all(f"\n  {verb} " in out for verb in VERBS)


def test_a_verb_that_is_misspelled_is_answered_with_the_nearest(backchannel: Backchannel) -> None:
    ran = backchannel("tial")
    assert ran.code == 2
    assert "tial is not a command; did you mean tail?" in ran.err


def test_a_bare_word_is_told_how_a_tag_is_written(backchannel: Backchannel) -> None:
    assert "write '#rivers'" in backchannel("rivers").err


@pytest.mark.parametrize("args", [["tail", "--nonsense"], ["pin"], ["read", "x"], ["sources"]])
def test_a_wrong_command_line_is_exit_2(backchannel: Backchannel, args: list[str]) -> None:
    assert backchannel(*args).code == 2


def test_an_empty_word_is_asked_for_what_it_should_be(backchannel: Backchannel) -> None:
    ran = backchannel("")
    assert (ran.code, "#''" in ran.err) == (2, False)
    assert "empty" in ran.err


def test_a_store_that_is_not_there_is_not_made_by_a_name_typed_wrongly(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    ran = backchannel("open", "--store", tmp_path / "typo.db")
    assert (ran.code, "typo.db" in ran.err) == (3, True)
    assert not (tmp_path / "typo.db").exists()


def test_a_demo_cannot_be_kept_where_no_directory_can_be(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ran = backchannel("demo", "--keep", tmp_path / "file" / "below")
    assert (ran.code, "--keep" in ran.err) == (2, True)


def test_without_an_event_it_says_how_to_open_one(backchannel: Backchannel) -> None:
    for args in (["tail"], ["pin", "1"], ["store", "check"], ["collect"], []):
        ran = backchannel(*args)
        assert ran.code == 2
        assert "backchannel '#ideaperf'" in ran.err


def test_a_missing_event_file_is_named(backchannel: Backchannel, tmp_path: Path) -> None:
    ran = backchannel("tail", tmp_path / "none.toml")
    assert ran.code == 2
    assert "none.toml: there is no such event file" in ran.err


def test_a_wrong_event_file_is_blamed_line_by_line(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    file = tmp_path / "my.toml"
    file.write_text('[event]\ntag = ["x"]\n[[source]]\nkind = "fede"\nurl = "https://x.example"\n')
    ran = backchannel("config", "validate", file)
    assert ran.code == 2
    assert [line.split(": ")[1] for line in ran.err.splitlines()] == [
        f"{file}:1",
        f"{file}:2",
        f"{file}:4",
    ]
    assert "did you mean tags?" in ran.err
    assert "did you mean feed?" in ran.err


def test_a_tag_becomes_an_event_file_that_asks_a_large_server(
    backchannel: Backchannel, capsys: pytest.CaptureFixture[str]
) -> None:
    choice = followed("#Idea_Perf", None, (), ())
    assert choice.event_file == places().tag_file("ideaperf")
    assert choice.event().sources[0].options == {"server": "https://mastodon.social"}
    assert str(choice.event_file) in capsys.readouterr().err
    assert backchannel("config", "validate", "#ideaperf").code == 0


def test_flags_with_a_tag_choose_the_sources() -> None:
    feed = "https://blog.example/rss"
    event = followed("#ideaperf", None, ("toot.example",), (feed,)).event()
    assert [source.name for source in event.sources] == ["toot.example", "blog.example"]
    assert followed("#ideaperf", None, (), ()).event() == event


def test_a_tag_s_file_that_somebody_changed_is_not_written_over() -> None:
    file = followed("#ideaperf", None, (), ()).event_file
    assert file is not None
    file.write_text(file.read_text().replace(MARK, ""))
    with pytest.raises(ConfigError, match="you have changed this file"):
        followed("#ideaperf", None, ("toot.example",), ())
    assert followed("#ideaperf", None, (), ()).event_file == file


def test_the_server_of_a_tag_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKCHANNEL_SERVER", "civic.example")
    event = followed("#ideaperf", None, (), ()).event()
    assert [source.name for source in event.sources] == ["civic.example", "bluesky"]


@pytest.mark.parametrize("hostile", ['x.example"\n[[source]]', "x.example\x1b[31m", "x y", ""])
def test_a_flag_cannot_break_out_of_its_string(hostile: str, backchannel: Backchannel) -> None:
    ran = backchannel("open", "#ideaperf", "--mastodon", hostile)
    assert ran.code == 2
    assert "is not an address" in ran.err
    assert "\x1b" not in ran.err
    assert not places().tag_file("ideaperf").exists()


def test_a_flag_for_an_address_that_is_not_opened_is_blamed_before_it_is_written(
    backchannel: Backchannel,
) -> None:
    ran = backchannel("open", "#ideaperf", "--feed", "ftp://blog.example/feed")
    assert ran.code == 2
    assert ": ftp://blog.example/feed: only http and https addresses are opened" in ran.err
    assert "private address" in backchannel("open", "#x", "--feed", "http://127.0.0.1/").err
    assert not places().tag_file("ideaperf").exists()


def test_flags_for_a_tag_do_not_go_with_an_event_file(
    backchannel: Backchannel, event_file: Path
) -> None:
    assert backchannel("open", event_file, "--feed", "https://x.example/").code == 2


@pytest.mark.parametrize("word", ["#", "#two words", "#a/b", "#-"])
def test_what_can_be_no_tag_is_a_mistake(backchannel: Backchannel, word: str) -> None:
    ran = backchannel("open", word)
    assert ran.code == 2
    assert "is not a tag" in ran.err


def test_the_event_opened_last_needs_no_name(backchannel: Backchannel, event_file: Path) -> None:
    followed(str(event_file), None, (), ())
    assert str(event_file) in backchannel("config", "path").out


def test_a_reader_that_goes_away_is_no_error(store: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "backchannel", "tail", "--store", str(store)],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_unicode_gets_escapes(store: Path, backchannel: Backchannel) -> None:
    assert backchannel("note", "Źdźbło", "--store", store).code == 0
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "backchannel", "note", "Źdźbło", "--store", str(store)],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"\\u0179d\\u017ab\\u0142o" in done.stdout
