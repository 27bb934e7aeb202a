"""Lists of feeds, read and written."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.config.opml import Outline, as_source, read_opml, title_of, write_opml
from backchannel.errors import ConfigError

LIST = b"""<?xml version="1.0"?>
<opml version="2.0" xmlns:nb="https://reader.example/ns"><head><title>Mine</title></head><body>
<outline text="Towns" category="lost"><outline text="North &amp; co">
<outline text="A blog" title="A long blog" type="rss" xmlUrl="https://a.example/feed"
 htmlUrl="https://a.example" category="/towns,/x" nb:rank="3" description="say &quot;hi&quot;"/>
</outline><outline text="B" type="atom" xmlUrl="https://b.example/atom"/></outline>
<outline text="A page" type="link" url="https://c.example"/></body></opml>"""


def listing(outline: str) -> bytes:
    return f"<opml version='2.0'><body>{outline}</body></opml>".encode()


def test_a_list_is_its_feeds_with_their_folders_and_what_others_wrote() -> None:
    first, second = read_opml(LIST)
    assert (first.url, first.title) == ("https://a.example/feed", "A blog")
    assert first.folders == ("Towns", "North & co")
    assert first.attributes["category"] == "/towns,/x"
    assert first.attributes["xmlns:nb"] == "https://reader.example/ns"
    assert (second.folders, second.attributes) == (("Towns",), {"type": "atom"})


@pytest.mark.parametrize(
    ("head", "called"),
    [
        (b"<head><title>Mine</title></head>", "Mine"),
        (
            b"<head><ownerName>Ana</ownerName><title>\n My\n <!-- own --> feeds </title></head>",
            "My feeds",
        ),
        (b"<head/>", ""),
        (b"<outline><title>Not this</title></outline>", ""),
    ],
)
def test_a_list_says_what_it_is_called(head: bytes, called: str) -> None:
    assert title_of(b"<opml version='2.0'>" + head + b"<body/></opml>") == called


def test_what_others_wrote_comes_out_as_it_came_in() -> None:
    feeds = sorted(read_opml(LIST), key=lambda each: each.url)
    again = sorted(read_opml(write_opml("Mine", feeds).encode()), key=lambda each: each.url)
    assert again == feeds


def test_a_feed_written_into_an_event_file_reads_as_it_was() -> None:
    feed = read_opml(LIST)[0]
    [table] = tomllib.loads(as_source(feed, feed.title))["source"]
    assert Outline(table["url"], table["name"], table["outline"], tuple(table["folders"])) == feed


WORDS = st.text(max_size=30)


@given(WORDS, WORDS, st.dictionaries(WORDS, WORDS, max_size=4), st.lists(WORDS, max_size=3))
def test_whatever_an_event_file_says_a_list_can_be_read_again(
    title: str, name: str, attributes: dict[str, str], folders: list[str]
) -> None:
    outline = Outline("https://a.example/?a=1&b=2", name, attributes, tuple(folders))
    [found] = read_opml(write_opml(title, [outline]).encode())
    assert found.url == outline.url
    tomllib.loads(as_source(outline, name))


def test_an_address_with_a_password_is_not_kept_among_the_words_of_others() -> None:
    [feed] = read_opml(
        listing('<outline xmlUrl="https://a.example" htmlUrl="https://ada:pw@a.example"/>')
    )
    assert feed.attributes == {}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not well-formed"),
        (b"<opml><body>", "not well-formed"),
        (b"<rss version='2.0'/>", "is not OPML"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "entities of its own"),
        (b"<?xml version='1.0' encoding='nonsense'?><opml/>", "XML"),
        (b"<opml>" + b"<outline text='a'>" * 200, "more than any list"),
        (listing("<outline xmlUrl='https://a.example'/>" * 6_000), "more than any list"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(body: bytes, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        read_opml(body)
