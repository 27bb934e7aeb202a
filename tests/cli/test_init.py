"""`init` writes an event file that the other verbs can read, and never over one that is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from click import UsageError
from click.testing import CliRunner, Result
from tests.sources.loopback import Call, serving
from tests.sources.test_proposals import PAGE

from backchannel.cli.program import program
from backchannel.config.event_file import read_event_file
from backchannel.errors import ConfigError
from backchannel.sources import registry


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Europe/London")


def init(*words: str, answers: Sequence[str] | None = None) -> Result:
    typed = "".join(f"{each}\n" for each in answers or ())
    return CliRunner().invoke(program, ["init", *words], input=typed, standalone_mode=False)


def test_what_is_said_is_written_and_can_be_read(tmp_path: Path) -> None:
    words = (
        "--name",
        'Für "alle"',
        "--tag",
        "#Idea_Perf",
        "--tag",
        "Perf26",
        "--starts",
        "2026-07-01",
    )
    done = init(
        *words, "--ends", "2026-07-02", "--mastodon", "toot.example", "--feed", "blog.example"
    )
    assert done.exception is None
    file = tmp_path / done.stdout.strip()
    found = read_event_file(file, registry.load)
    assert (found.event.name, found.event.tags) == ('Für "alle"', ("ideaperf", "perf26"))
    assert found.event.timezone == "Europe/London"
    assert [(spec.kind, spec.name) for spec in found.sources] == [
        ("mastodon", "toot.example"),
        ("feed", "blog.example"),
    ]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "perf.toml").write_text("mine", "utf-8")
    done = init("--name", "Perf", "--tag", "perf")
    assert isinstance(done.exception, ConfigError)
    assert "is there already; name another with --file" in str(done.exception)
    assert (tmp_path / "perf.toml").read_text("utf-8") == "mine"
    assert init("--name", "Perf", "--tag", "perf", "--file", "other.toml").exception is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "an event needs a name and a tag: --name NAME --tag TAG"),
        (("--name", "Perf"), "an event needs a name and a tag: --name NAME --tag TAG"),
        (("--name", "Perf", "--tag", "perf", "--starts", "1st July"), "is no date; write it like"),
        (("--name", "Perf", "--tag", "perf", "--timezone", "Mars/Base"), "--timezone: Mars/Base"),
        (
            ("--name", "P", "--tag", "p", "--starts", "2026-07-02", "--ends", "2026-07-01"),
            "--ends: must be later",
        ),
        (
            ("--name", "Perf", "--tag", "perf", "--mastodon", "127.0.0.1:3000"),
            "127.0.0.1 is a private address, which is opened only with --local",
        ),
        (("http://127.0.0.1:9/", "--name", "Perf", "--tag", "perf"), "only with --local"),
        (("--name", "Perf", "--tag", "perf", "--feed", "ftp://a.example"), "only http and https"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(
    tmp_path: Path, words: Sequence[str], said: str
) -> None:
    done = init(*words)
    assert said in str(done.exception)
    assert ".toml" not in str(done.exception)  # there is none yet
    assert list(tmp_path.glob("*.toml")) == []


async def test_a_page_proposes_what_is_on_it(tmp_path: Path) -> None:
    async def page(call: Call) -> None:
        await call.reply(body=PAGE.encode(), Content_Type="text/html")

    async with serving(page) as web:
        done = await asyncio.to_thread(init, web.url(), "--local", "--yes")
    assert done.exception is None
    assert done.stdout.strip() == "performance-people.toml"
    file = tmp_path / "performance-people.toml"
    found = await asyncio.to_thread(read_event_file, file, registry.load)
    assert (found.event.name, found.event.tags) == ("Performance & people", ("ideaperf",))
    assert len(found.sources) == 4


def test_a_list_of_feeds_becomes_the_sources(tmp_path: Path) -> None:
    (tmp_path / "towns.opml").write_text(
        '<opml version="2.0"><body><outline text="Town" xmlUrl="https://town.example/feed"/>'
        "</body></opml>",
        "utf-8",
    )
    done = init("towns.opml", "--name", "Perf", "--tag", "perf")
    assert done.exception is None
    found = read_event_file(tmp_path / done.stdout.strip(), registry.load)
    assert [(spec.kind, spec.name) for spec in found.sources] == [("feed", "Town")]


def test_a_list_proposes_what_it_calls_itself(tmp_path: Path) -> None:
    (tmp_path / "towns.opml").write_text(
        "<opml version='2.0'><head><title> Towns &amp;\n rivers </title></head><body>"
        "<outline text='Town' xmlUrl='https://town.example/feed'/></body></opml>",
        "utf-8",
    )
    done = init("towns.opml", "--tag", "perf", "--yes")
    assert done.exception is None
    assert done.stdout.strip() == "towns-rivers.toml"
    assert (
        read_event_file(tmp_path / "towns-rivers.toml", registry.load).event.name
        == "Towns & rivers"
    )


def test_a_list_without_a_name_of_its_own_needs_one(tmp_path: Path) -> None:
    (tmp_path / "towns.opml").write_text("<opml version='2.0'><head/><body/></opml>", "utf-8")
    done = init("towns.opml", "--tag", "perf", "--yes")
    assert isinstance(done.exception, UsageError)
    assert "an event needs a name" in str(done.exception)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("nothing.opml", "there is no such file"),
        ("wrong.opml", "is not OPML"),
        ("old.toml", "is the name of an event file"),
    ],
)
def test_without_its_list_no_event_file_is_written(tmp_path: Path, page: str, said: str) -> None:
    (tmp_path / "wrong.opml").write_text("<rss/>", "utf-8")
    done = init(page, "--name", "Perf", "--tag", "perf")
    assert isinstance(done.exception, ConfigError)
    assert said in str(done.exception)
    assert list(tmp_path.glob("*.toml")) == []
