"""`sources import` and `sources export`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Backchannel

from backchannel.config.event_file import read_event_file
from backchannel.sources import registry

EVENT = """# Ours
[event]
name = "Towns & more"
tags = ["ideaperf"]  # the tag

[[source]]
kind = "feed"
url = "https://a.example/feed"

[[source]]
kind = "ghost"
server = "g.example"

[[source]]
kind = "mastodon"
server = "toot.example"

[settings]
mouse = false"""

LIST = """<opml version="2.0"><body>
<outline text="Towns"><outline text="B" type="rss" xmlUrl="https://b.example/feed" category="/x"/>
<outline text="B" type="rss" xmlUrl="https://bb.example/feed"/></outline>
<outline text="A" xmlUrl="https://A.example/feed"/>
<outline text="G" xmlUrl="https://g.example/tag/ideaperf/rss/"/>{}</body></opml>"""


@pytest.fixture
def event(tmp_path: Path) -> Path:
    file = tmp_path / "event.toml"
    file.write_text(EVENT, "utf-8")
    return file


@pytest.fixture
def opml(tmp_path: Path) -> Path:
    file = tmp_path / "towns.opml"
    file.write_text(LIST.format(""), "utf-8")
    return file


def test_new_feeds_are_added_at_the_end_and_the_rest_stays(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    ran = backchannel("sources", "import", opml, event)
    assert ran.code == 0
    assert ran.lines == [
        "https://b.example/feed: added as B",
        "https://bb.example/feed: added as bb.example",
        "https://A.example/feed: already there",
        "https://g.example/tag/ideaperf/rss/: already there",
    ]
    assert event.read_text("utf-8").startswith(f"{EVENT}\n")
    assert backchannel("config", "validate", event).code == 0


def test_an_import_that_is_done_again_adds_nothing(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    backchannel("sources", "import", opml, event)
    before = event.read_bytes()
    assert backchannel("sources", "import", opml, event).code == 0
    assert event.read_bytes() == before


def test_what_a_list_said_comes_out_again_beside_our_own_sources(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    backchannel("sources", "import", opml, event)
    out = backchannel("sources", "export", event).out
    assert '<outline text="Towns">' in out
    assert 'category="/x" xmlUrl="https://b.example/feed"' in out
    assert 'title="B" type="rss" xmlUrl="https://bb.example/feed"' in out
    assert 'xmlUrl="https://g.example/tag/ideaperf/rss/"' in out
    assert 'type="link" url="https://toot.example"' in out
    assert "<title>Towns &amp; more</title>" in out


def test_a_feed_that_is_only_spelled_otherwise_is_there_already(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    opml.write_text(LIST.format('<outline text="A" xmlUrl="http://a.example:80/feed/"/>'), "utf-8")
    assert backchannel("sources", "import", opml, event).lines[-1].endswith("already there")


def test_a_list_of_anybody_names_places_of_this_network_only_where_that_is_allowed(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    opml.write_text(LIST.format('<outline text="N" xmlUrl="http://10.0.0.4/feed"/>'), "utf-8")
    refused = backchannel("sources", "import", opml, event).lines[-1]
    assert refused == "http://10.0.0.4/feed: is on this machine or network; --local adds it"
    added = backchannel("sources", "import", opml, event, "--local")
    assert (added.code, added.lines[-1]) == (0, "http://10.0.0.4/feed: added as N")
    assert read_event_file(event, registry.load).sources[-1].local
    assert backchannel("sources", "import", opml, event, "--local").lines[-1].endswith("there")


@pytest.mark.parametrize("scheme", ["feed:https:", "feed:"])
def test_an_address_as_browsers_used_to_write_it_is_that_of_the_feed(
    backchannel: Backchannel, event: Path, opml: Path, scheme: str
) -> None:
    opml.write_text(LIST.format(f'<outline xmlUrl="{scheme}//c.example/rss"/>'), "utf-8")
    assert backchannel("sources", "import", opml, event).code == 0
    assert read_event_file(event, registry.load).sources[-1].options["url"] == (
        "https://c.example/rss"
    )


def test_a_feed_that_cannot_stand_there_is_told_and_the_others_are_added(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    bad = '<outline xmlUrl="ftp://a.example"/><outline xmlUrl="https://ada:pw@c.example"/>'
    opml.write_text(LIST.format(bad), "utf-8")
    ran = backchannel("sources", "import", opml, event, "--json")
    assert ran.code == 1
    assert [bool(each["why_not"]) for each in ran.objects] == [False, False, *[True] * 4]
    assert "pw" not in ran.out
    assert "https://b.example/feed" in event.read_text("utf-8")


def test_line_ends_and_the_mark_at_the_beginning_stay_what_they_were(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    before = b"\xef\xbb\xbf" + EVENT.replace("\n", "\r\n").encode()
    event.write_bytes(before)
    backchannel("sources", "import", opml, event)
    after = event.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")


@pytest.mark.parametrize("wrong", ["<rss/>", None])
def test_a_list_that_is_none_leaves_the_event_file_alone(
    backchannel: Backchannel, event: Path, opml: Path, wrong: str | None
) -> None:
    opml.write_text(wrong, "utf-8") if wrong else opml.unlink()
    ran = backchannel("sources", "import", opml, event)
    assert ran.code == 2
    assert "towns.opml" in ran.err
    assert event.read_text("utf-8") == EVENT


def test_sources_written_in_one_line_are_not_added_to(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    text = 'source = [{ kind = "ghost", server = "g.example" }]\n[event]\ntags = ["ideaperf"]\n'
    event.write_text(text, "utf-8")
    assert backchannel("sources", "import", opml, event).code == 2
    assert event.read_text("utf-8") == text


SPACE = "xmlns:backchannel='urn:backchannel:source'"

WHOLE = """[event]
tags = ["ideaperf"]

[[source]]
kind = "bluesky"

[[source]]
kind = "irc"
name = "Hall"
server = "irc.example"
channels = ["#town", "#hall"]
tagged = true

[[source]]
kind = "flickr"
tags = ["one", "two"]

[[source]]
kind = "feed"
url = "https://a.example/feed"
pane = "backchannel"
token_env = "BACKCHANNEL_A_EXAMPLE_TOKEN"

[[source]]
kind = "mastodon"
server = "http://127.0.0.1:3000"
local = true

[[source]]
kind = "folder"
path = "/srv/posts"
"""


def test_every_source_comes_back_as_it_was(backchannel: Backchannel, tmp_path: Path) -> None:
    given, taken = tmp_path / "given.toml", tmp_path / "taken.toml"
    given.write_text(WHOLE, "utf-8")
    taken.write_text('[event]\ntags = ["ideaperf"]\n', "utf-8")
    export = backchannel("sources", "export", given)
    assert "a.example: where its token is kept is not given out" in export.err
    assert "BACKCHANNEL_A" not in export.out
    assert 'url="irc://irc.example/#town"' in export.out
    opml = tmp_path / "all.opml"
    opml.write_text(export.out, "utf-8")
    ran = backchannel("sources", "import", opml, taken)
    assert ran.code == 1
    assert sum("is on this machine or network; --local adds it" in each for each in ran.lines) == 2
    assert backchannel("sources", "import", opml, taken, "--local").code == 0
    first, second = (read_event_file(file, registry.load).sources for file in (given, taken))
    assert {each.name: each for each in first} == {each.name: each for each in second}
    assert "outline" not in taken.read_text("utf-8")
    again = backchannel("sources", "import", opml, taken, "--local")
    assert again.code == 0
    assert all(each.endswith("already there") for each in again.lines)


def test_a_source_that_is_not_known_here_is_said_and_the_others_are_added(
    backchannel: Backchannel, event: Path, opml: Path
) -> None:
    outlines = "".join(
        f"<outline text='X' {SPACE} backchannel:source='{said}'/>"
        for said in (
            '{"kind": "gopher"}',
            '{"kind": "bluesky", "no": 1}',
            "[",
            '{"kind": "flickr"}',
        )
    )
    opml.write_text(LIST.format(outlines), "utf-8")
    ran = backchannel("sources", "import", opml, event)
    assert ran.code == 1
    assert "gopher" in ran.lines[4]
    assert "is not a kind of source" in ran.lines[4]
    assert "is not a key here" in ran.lines[5]
    assert ran.lines[-1] == "X (flickr): added as flickr"
    assert backchannel("config", "validate", event).code == 0


def test_two_of_a_list_on_one_host_have_the_names_that_are_said(
    backchannel: Backchannel, tmp_path: Path
) -> None:
    lemmy = '[[source]]\nkind = "lemmy"\nserver = "https://lemmy.example"\ncommunity = '
    both, empty, opml = (tmp_path / name for name in ("both.toml", "empty.toml", "both.opml"))
    head = '[event]\ntags = ["ideaperf"]\n'
    both.write_text(f'{head}\n{lemmy}"town"\n\n{lemmy}"rivers"\n')
    empty.write_text(head)
    opml.write_text(backchannel("sources", "export", both).out, "utf-8")
    ran = backchannel("sources", "import", opml, empty)
    assert [line.rpartition("added as ")[2] for line in ran.lines] == [
        "lemmy.example",
        "lemmy.example 2",
    ]
    lines = backchannel("sources", "list", empty).lines
    assert [line.partition(" (")[0] for line in lines] == ["lemmy.example", "lemmy.example 2"]
    backchannel("sources", "remove", empty, "lemmy.example")
    (line,) = backchannel("sources", "list", empty).lines
    assert line.startswith("lemmy.example 2 (lemmy)")
