"""`sources add`, `remove` and `kinds`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cli.conftest import Backchannel, fill, post
from tests.sources.loopback import Call, serving

from backchannel.cli.program import program
from backchannel.config.editing.blocks import MARK
from backchannel.config.places import places
from backchannel.store import sources
from backchannel.store.store import Reader

RIVER = '\n[[source]]\nkind = "mastodon"\nserver = "https://river.example"\n'
PAGE = (
    '<meta name="generator" content="WordPress 6.4">'
    '<link rel="alternate" type="application/rss+xml" href="/feed">'
)
RSS = (
    '<rss version="2.0"><channel><item><guid>a</guid><title>#rivers</title></item></channel></rss>'
)


def typed(*words: object, answers: Sequence[str] = ()) -> Result:
    """The command line, with answers on its standard input."""
    text = "".join(f"{each}\n" for each in answers)
    said = ["sources", *map(str, words)]
    return CliRunner().invoke(program, said, input=text, standalone_mode=False)


async def site(call: Call) -> None:
    """A blog that announces its feed."""
    if call.path == "/":
        await call.reply(body=PAGE.encode(), content_type="text/html")
    elif call.path == "/feed":
        await call.reply(body=RSS.encode(), content_type="application/rss+xml")
    else:
        await call.reply("404 Not Found")


def followed(store: Path) -> list[str]:
    async def read() -> list[str]:
        async with Reader(store) as reader:
            return [each.spec.name for each in await reader.read(sources.asked_for)]

    return asyncio.run(read())


def text_of(file: Path) -> str:
    return file.read_text("utf-8")


def test_a_place_is_added_and_taken_out_by_its_name(
    backchannel: Backchannel, event_file: Path
) -> None:
    before = event_file.read_bytes()
    words = ("#rivers@toot.example", "stream=no", "--kind", "mastodon", "--no-test")
    named = ("--name", "Toots", "--pane", "feeds")
    ran = backchannel("sources", "add", event_file, *words, *named)
    assert (ran.code, ran.lines) == (0, [f"Toots (mastodon): added to {event_file}"])
    assert event_file.read_text().removeprefix(before.decode()) == (
        '\n[[source]]\nkind = "mastodon"\nname = "Toots"\npane = "feeds"\n'
        'server = "https://toot.example"\nstream = false\n'
    )
    ran = backchannel("sources", "remove", event_file, "toots")
    assert (ran.code, ran.err) == (
        2,
        "backchannel: there is no source toots; did you mean Toots?\n",
    )
    assert backchannel("sources", "remove", event_file, "Toots", "--json").objects == [
        {"source": "Toots", "posts": 0, "file": str(event_file)}
    ]
    assert event_file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["https://river.example", "--kind", "mastodon"],
            "river.example asks for the same",
        ),
        (["mastodon", "server=river.example/"], "river.example asks for the same"),
        (["mastdon"], "mastdon is no place that is known here; did you mean mastodon?"),
        (["blog.example", "--kind", "blok"], "blok is not a kind of source; write an address"),
        (["hello there"], "hello there is no place that is known here; write an address"),
        (["irc", "server=irc.example"], "needs the key channels"),
        (["irc", "sever=irc.example"], "needs the key"),
        (["irc"], "irc needs server=… channels=…; what that is: backchannel sources kinds irc"),
        (
            ["feed", "url=https://b.example", "interval=often"],
            "interval: must be a number, not",
        ),
        (["feed", "url=https://b.example", "intervall=9"], "intervall: is not a key here; did you"),
        (
            ["feed", "url=http://10.0.0.1/feed"],
            "url: 10.0.0.1 is a private address, which is opened only with --local",
        ),
        (["flickr", "token=abcdef"], "token: secrets do not belong in this file"),
        (["flickr", "--name", "river.example", "--pane", "x"], "pane: must be"),
        (["blog.example"], "what is there is not known without looking"),
        (["--tagged"], "say what to follow"),
        (
            ["feed", "url=http://river.example/", "--name", "river.example"],
            "is called river.example",
        ),
        (["mastodon", "server=http://www.River.example:80"], "river.example asks for the same"),
        (["#other@toot.example"], "mastodon server=https://toot.example tags=other\n"),
    ],
)
def test_what_cannot_be_added_is_said_and_the_file_stays(
    backchannel: Backchannel, event_file: Path, words: list[str], said: str
) -> None:
    before = event_file.read_bytes()
    ran = backchannel("sources", "add", event_file, *words, "--no-test")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "abcdef" not in ran.err
    assert event_file.read_bytes() == before


def test_what_was_allowed_is_not_complained_about_beside_something_else(
    backchannel: Backchannel, event_file: Path
) -> None:
    words = ("feed", "url=http://127.0.0.1:9/feed", "--local", "--pane", "x", "--no-test")
    ran = backchannel("sources", "add", event_file, *words)
    assert ran.code == 2
    assert "pane: must be" in ran.err
    assert "private" not in ran.err


def test_a_folder_is_the_same_with_a_slash_behind_it(
    backchannel: Backchannel, event_file: Path, tmp_path: Path
) -> None:
    assert backchannel("sources", "add", event_file, tmp_path).code == 0
    ran = backchannel("sources", "add", event_file, f"{tmp_path}/")
    assert ran.code == 2
    assert "asks for the same already" in ran.err


async def test_what_is_at_an_address_is_found_out_and_read(event_file: Path) -> None:
    async with serving(site) as web:
        done = await asyncio.to_thread(typed, "add", event_file, web.url(), "--local")
        assert "this may be several" in str(done.exception)
        assert f"wordpress server={web.url('')}" in str(done.exception)
        feed = f"url={web.url('/feed')}"
        done = await asyncio.to_thread(typed, "add", event_file, "feed", feed, "--local", "--json")
    assert '"access": "ok"' in done.stdout
    assert '"posts": 1' in done.stdout
    assert 'kind = "feed"' in text_of(event_file)


async def test_what_cannot_be_read_is_not_added_unless_somebody_insists(event_file: Path) -> None:
    before = text_of(event_file)
    async with serving(site) as web:
        words = ("add", event_file, "feed", f"url={web.url('/nothing')}", "--local")
        done = await asyncio.to_thread(typed, *words)
        assert done.return_value == 1
        assert "404" in done.stderr
        assert "nothing was written; --no-test adds it all the same" in done.stderr
        assert text_of(event_file) == before
        done = await asyncio.to_thread(typed, *words, "--no-test")
    assert done.return_value == 0
    assert text_of(event_file) != before


def test_the_file_of_a_tag_is_changed_and_not_written_anew_any_more(
    backchannel: Backchannel,
) -> None:
    file = places().tag_file("rivers")
    file.parent.mkdir(parents=True)
    file.write_text(f'{MARK}\n\n[event]\nname = "#rivers"\ntags = ["rivers"]\n')
    ran = backchannel("sources", "add", "#rivers", "flickr", "--no-test")
    assert ran.code == 0
    text = file.read_text()
    assert MARK not in text
    assert 'kind = "flickr"' in text


def test_the_store_follows_and_a_removed_source_comes_back_by_undo(
    backchannel: Backchannel, event_file: Path, tmp_path: Path
) -> None:
    store = tmp_path / "rivers.db"
    fill(store, post(1, "The river is rising"))
    rest = ("--store", store)
    before = event_file.read_bytes()
    backchannel("sources", "add", event_file, "flickr", "--no-test", *rest)
    assert followed(store) == ["river.example", "flickr"]
    ran = backchannel("sources", "remove", event_file, "river.example", *rest)
    assert ran.lines == [f"river.example: taken out of {event_file}; its post stays"]
    assert followed(store) == ["flickr"]
    assert len(backchannel("tail", "--json", *rest).objects) == 1
    assert "remove source: river.example (mastodon)" in backchannel("log", event_file, *rest).out
    assert backchannel("undo", event_file, *rest).code == 0
    assert followed(store) == ["river.example", "flickr"]
    assert backchannel("undo", event_file, *rest).code == 0
    assert event_file.read_bytes() == before
    assert backchannel("redo", event_file, *rest).code == 0
    assert followed(store) == ["river.example", "flickr"]
    assert b"flickr" in event_file.read_bytes()


def test_what_is_taken_out_comes_back_though_another_has_its_name_meanwhile(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    lemmy = '[[source]]\nkind = "lemmy"\nserver = "https://lemmy.example"\ncommunity = '
    event_file.write_text("\n".join([text_of(event_file), f'{lemmy}"town"\n\n{lemmy}"rivers"\n']))
    before, rest = text_of(event_file), ("--store", store)
    assert backchannel("sources", "remove", event_file, "lemmy.example", *rest).code == 0
    assert followed(store)[-1] == "lemmy.example"
    assert text_of(event_file).count("lemmy.example") == 1
    assert backchannel("undo", event_file, *rest).code == 0
    assert text_of(event_file) == before
    assert followed(store)[-2:] == ["lemmy.example", "lemmy.example 2"]


def test_an_undo_that_came_too_late_does_not_bring_back_what_somebody_else_removed(
    backchannel: Backchannel, event_file: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCHANNEL_DESK_NAME", "ana")
    backchannel("sources", "add", event_file, "flickr", "--no-test", "--store", store)
    monkeypatch.setenv("BACKCHANNEL_DESK_NAME", "ben")
    backchannel("sources", "remove", event_file, "flickr", "--store", store)
    monkeypatch.setenv("BACKCHANNEL_DESK_NAME", "ana")
    text = event_file.read_text()
    backchannel("undo", event_file, "--store", store)
    assert event_file.read_text() == text
    assert followed(store) == ["river.example"]


def test_an_undo_that_the_file_does_not_take_is_none(
    backchannel: Backchannel, event_file: Path, store: Path
) -> None:
    backchannel("sources", "remove", event_file, "river.example", "--store", store)
    text = event_file.read_text()
    event_file.chmod(0o444)
    ran = backchannel("undo", event_file, "--store", store)
    assert ran.code == 2
    assert "cannot be written: it is read-only" in ran.err
    assert event_file.read_text() == text
    assert followed(store) == []
    event_file.chmod(0o644)
    assert backchannel("undo", event_file, "--store", store).code == 0
    assert followed(store) == ["river.example"]


def test_kinds_are_listed_with_what_they_need(backchannel: Backchannel) -> None:
    listed = backchannel("sources", "kinds").lines
    assert "lemmy server=… community=…: The posts of a community on a Lemmy server." in listed
    (lemmy,) = backchannel("sources", "kinds", "lemmy", "--json").objects
    assert [each["name"] for each in lemmy["options"] if each["needed"]] == ["server", "community"]
    ran = backchannel("sources", "kinds", "lemy")
    assert (ran.code, "did you mean lemmy?" in ran.err) == (2, True)
