"""One post that its author published twice is known again; what two people said is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import START

from backchannel.clean.html import from_plain
from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.programme import Person
from backchannel.model.sameness import network_of
from backchannel.model.sameness.crossposts import said_twice

ADA = Person("Ada Speaker", "speaker", ("@ada@toot.example", "speaker.bsky.example"))


def on_mastodon(
    text: str, handle: str = "@ana.k@toot.example", name: str = "Ana K", **more: Any
) -> Post:
    return _post("https://toot.example/users/x/statuses/1", text, handle, name, **more)


def on_bluesky(
    text: str, handle: str = "ana.bsky.example", name: str = "Ana K", **more: Any
) -> Post:
    return _post("at://did:plc:x/app.bsky.feed.post/1", text, handle, name, **more)


def _post(id_: str, text: str, handle: str, name: str, *, minutes: float = 0, **more: Any) -> Post:
    read = from_plain(text)
    return Post(
        id=id_,
        kind=more.pop("kind", Kind.POST),
        author=Author(clean_line(name), clean_line(handle), is_bot=more.pop("is_bot", False)),
        title=clean_line(more.pop("title", "")),
        text=read.text,
        spans=read.spans,
        published=START + timedelta(minutes=minutes),
        **more,
    )


SAID = "We measure outputs because outcomes are hard"
LONG = "Outcomes are what people feel, outputs are what we count, and we only count"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{SAID} #ideaperf", SAID),
        (f"{LONG} what is cheap #IdeaPerf", f"{LONG[:60]}… https://toot.example/@ana/1"),
        ("“Tables” don't learn. People do!", '"Tables" don\'t learn.\nPeople do! 🎉'),
        ("(1/2) What would we stop measuring now?", "What would we stop measuring now? 1/2"),
        (f"The custmer: {SAID}", f"The customer: {SAID}"),
    ],
)  # fmt: skip  # pairs read better side by side
def test_the_same_words_of_one_author_on_two_networks_are_one(one: str, other: str) -> None:
    assert said_twice(on_mastodon(one), on_bluesky(other, minutes=20))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great talk!", "Great talk!"),  # a name alone tells too little for so few words
        ("Session 1 is starting in room A now", "Session 2 is starting in room B now"),
        ("We should publish this before the vote", "We should not publish this before the vote"),
        (f"RT @tom: {SAID}", SAID),
        ("#ideaperf https://a.example/1", "#ideaperf https://b.example/2"),
    ],
)  # fmt: skip
def test_other_words_are_another_post(one: str, other: str) -> None:
    assert not said_twice(on_mastodon(one), on_bluesky(other))


@pytest.mark.parametrize("named", ["@ana.k@toot.example", "@ana.bsky.example", "<ana.k>"])
def test_what_a_program_repeats_is_one_what_a_person_passes_on_is_theirs(named: str) -> None:
    handle = "@ana.k@toot.example" if "ana.k" in named else "@ana@toot.example"
    original = on_mastodon(SAID, handle, "Ana K")
    again = f"RT {named}: {SAID}" if named.startswith("@") else f"{named} {SAID}"
    shown = on_bluesky(again, "rss.bsky.example", "A tag to follow", is_bot=True)
    assert said_twice(original, shown) == "a program repeats it, with its author's name"
    assert not said_twice(original, on_bluesky(again, "tom.bsky.example", "Tom B"))


def test_a_feed_that_only_repeats_is_one_with_what_it_repeats() -> None:
    original = on_mastodon(SAID, "@ana@toot.example", "Ana K")

    def entry(said: str, **more: Any) -> Post:
        return _post("https://ben.example/9", said, "", "Ben", kind=Kind.ARTICLE, **more)

    why = "a program repeats it, with its author's name"
    assert said_twice(original, entry(f"RT @ana: {SAID}")) == why
    assert said_twice(original, entry(f"RT @ana@toot.example: {SAID}")) == why
    assert not said_twice(original, entry(f"RT @ana: {SAID} – no, they are not"))
    assert not said_twice(original, entry(f"So true! RT @ana: {SAID}"))
    assert not said_twice(original, entry(f"RT @tom: {SAID}"))
    assert not said_twice(original, entry(f"@ana: {SAID}"))
    assert not said_twice(original, entry(f"RT @ana: {SAID}", minutes=61))


def test_another_author_another_hour_and_the_same_place_are_another_post() -> None:
    said = SAID
    assert not said_twice(on_mastodon(said), on_bluesky(said, "tom.bsky.example", "Tom B"))
    assert not said_twice(on_mastodon(said), on_bluesky(said, "kim.bsky.example", "Ana"))
    assert not said_twice(on_mastodon(said), on_bluesky(said, minutes=61))
    assert not said_twice(on_mastodon(said), on_mastodon(said))


def test_accounts_of_the_event_file_tell_for_few_words_and_other_names() -> None:
    one = on_mastodon("Lunch! #ideaperf", "@ada@toot.example", "Ada")
    other = on_bluesky("Lunch!", "speaker.bsky.example", "Prof. A. Example")
    assert not said_twice(one, other)
    assert said_twice(one, other, [ADA]).startswith("one person of the event file")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("@ana.bsky.example@bsky.brid.gy", "ana.bsky.example"),
        ("@ana@social.example", "ana.social.example.ap.brid.gy"),
    ],
)
def test_a_bridge_says_whose_post_it_carries(theirs: str, ours: str) -> None:
    one, other = on_mastodon("Full!", theirs, "Someone"), on_bluesky("Full!", ours, "Ana")
    assert said_twice(one, other).startswith("one account, through a bridge,")


def test_a_program_that_announces_an_article_is_folded_a_reader_who_shares_it_is_not() -> None:
    article = _post(
        "https://blog.example/one", "It begins.", "", "Lena",
        kind=Kind.ARTICLE, title="What councils can learn", url=Url("https://blog.example/one"),
    )  # fmt: skip
    said = "What councils can learn https://blog.example/one?utm_source=x #ideaperf"
    assert said_twice(article, on_mastodon(said, is_bot=True))
    assert said_twice(on_mastodon(said, "@blog.example@web.brid.gy", "A blog"), article)
    assert not said_twice(article, on_mastodon(said))
    assert not said_twice(
        article, on_mastodon(f"I disagree with every word of this: {said}", is_bot=True)
    )


@given(text=st.text(max_size=80), minutes=st.floats(-90, 90))
def test_it_does_not_matter_which_comes_first(text: str, minutes: float) -> None:
    one, other = on_mastodon(text), on_bluesky(text, minutes=minutes)
    assert said_twice(one, other) == said_twice(other, one)


def test_a_network_is_where_a_post_has_its_name() -> None:
    assert network_of(on_bluesky("")) == "at"
    assert network_of(on_mastodon("")) == "toot.example"
    assert (
        network_of(replace(on_mastodon("", ""), url=Url("https://www.blog.example/1")))
        == "blog.example"
    )
