"""What a Bluesky post becomes: its words, what hangs on it, and who wrote it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Raw
from tests.sources.bluesky_network import ANA, facet, profile, record, uri

from backchannel.ingest.pipeline import refine
from backchannel.model.post import Draft, MediaKind, Post, SpanKind
from backchannel.model.source import SourceSpec
from backchannel.sources.bluesky.document import posts_in
from backchannel.sources.bluesky.drafts import draft, draft_of_view
from backchannel.sources.bluesky.entities import Record, View, part

SEEN = datetime(2026, 1, 9, 14, 0, tzinfo=UTC)
BLUESKY = SourceSpec("bluesky", "bluesky", "backchannel", tagged=True)
BLOB = {"$type": "blob", "ref": {"$link": "bafkexample"}, "mimeType": "image/jpeg", "size": 7_000}
ANOTHER = "at://did:plc:tom/app.bsky.feed.post/7"


def drafted(**fields: Any) -> Draft:
    """The draft of a record with these fields."""
    read = part(Raw(json.dumps(record(**fields)).encode()), Record)
    assert read is not None
    return draft(uri(1), read, SEEN)


def post(**fields: Any) -> Post:
    """What a facilitator sees of it."""
    made = refine(drafted(**fields), BLUESKY, (), SEEN)
    assert isinstance(made, Post)
    return made


def test_a_shortened_link_is_shown_whole() -> None:
    text = "Grüße! See blog.example/very-lo... now"
    address = "https://blog.example/very-long/page"
    made = post(
        text=text, facets=[facet(text, "blog.example/very-lo...", kind="link", uri=address)]
    )
    assert made.text == f"Grüße! See {address} now"
    [link] = made.spans
    assert (link.kind, link.target) == (SpanKind.LINK, address)


def test_words_that_are_a_link_stay_and_lead_there() -> None:
    text = "Slides are here"
    made = post(text=text, facets=[facet(text, "here", kind="link", uri="https://a.example/1")])
    assert made.text == text
    assert made.spans[0].target == "https://a.example/1"


def test_hashtags_and_mentions_are_found_after_letters_of_many_bytes() -> None:
    text = "👩‍👩‍👦 日本 @tom.example says #IdeaPerf"
    made = post(
        text=text,
        facets=[
            facet(text, "@tom.example", kind="mention", did="did:plc:tom"),
            facet(text, "#IdeaPerf", kind="tag", tag="IdeaPerf"),
        ],
    )
    assert made.text == text
    assert [(span.kind, text[span.start : span.end]) for span in made.spans] == [
        (SpanKind.MENTION, "@tom.example"),
        (SpanKind.HASHTAG, "#IdeaPerf"),
    ]


@pytest.mark.parametrize("place", [(0, 999), (-1, 3), (3, 3), (5, 2), (1, 4), (0, 1)], ids=str)
def test_a_facet_that_cannot_be_meant_is_passed_over(place: tuple[int, int]) -> None:
    index = {"byteStart": place[0], "byteEnd": place[1]}
    made = post(text="é <b>one</b>", facets=[{"index": index, "features": [{"uri": "https://x"}]}])
    assert made.text == "é <b>one</b>"


def test_facets_that_overlap_lose_nothing_of_the_text() -> None:
    text = "one two three"
    links = [
        facet(text, "one two", kind="link", uri="https://a.example/"),
        facet(text, "two three", kind="link", uri="https://b.example/"),
    ]
    assert post(text=text, facets=links).text == text


def test_a_hashtag_that_is_not_in_the_text_counts() -> None:
    assert post(text="No tag in here", tags=["IdeaPerf", 7]).tags == ("ideaperf",)


def test_lines_and_paragraphs_are_kept() -> None:
    assert post(text="one\ntwo\n\nthree & <four>").text == "one\ntwo\n\nthree & <four>"


@pytest.mark.parametrize(("kind", "key"), [("images", "images"), ("gallery", "items")])
def test_pictures_have_address_words_and_size(kind: str, key: str) -> None:
    picture = {"image": BLOB, "alt": "The hall", "aspectRatio": {"width": 800, "height": 600}}
    [media] = post(embed={"$type": f"app.bsky.embed.{kind}", key: [picture, 7, {}]}).media
    assert media.url == (
        "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ana/bafkexample@jpeg"
    )
    assert (media.alt, media.width, media.height) == ("The hall", 800, 600)


def test_a_video_is_one() -> None:
    embed = {"$type": "app.bsky.embed.video", "video": BLOB, "alt": "Applause"}
    [media] = post(embed=embed).media
    assert (media.kind, media.alt) == (MediaKind.VIDEO, "Applause")


def test_a_page_that_hangs_on_a_post_is_named_and_linked() -> None:
    card = {"uri": "https://blog.example/1", "title": "Outcomes & outputs", "description": "…"}
    made = post(text="Read this", embed={"$type": "app.bsky.embed.external", "external": card})
    assert made.text == "Read this\n\nOutcomes & outputs https://blog.example/1"


def test_a_page_that_the_text_links_to_is_not_named_twice() -> None:
    text, address = "blog.example/1", "https://blog.example/1"
    made = post(
        text=text,
        facets=[facet(text, text, kind="link", uri=address)],
        embed={"external": {"uri": address, "title": "Outcomes"}},
    )
    assert made.text == address


@pytest.mark.parametrize(
    "embed",
    [
        {"$type": "app.bsky.embed.record", "record": {"uri": ANOTHER, "cid": "bafy"}},
        {
            "$type": "app.bsky.embed.recordWithMedia",
            "record": {"record": {"uri": ANOTHER, "cid": "bafy"}},
            "media": {"$type": "app.bsky.embed.images", "images": [{"image": BLOB, "alt": ""}]},
        },
    ],
    ids=["alone", "with a picture"],
)
def test_a_quoted_post_is_linked(embed: dict[str, Any]) -> None:
    made = post(text="Hear, hear", embed=embed)
    assert made.text == "Hear, hear\n\nRE: https://bsky.app/profile/did:plc:tom/post/7"
    assert len(made.media) == ("media" in embed)


def test_an_answer_names_what_it_answers() -> None:
    reply = {"root": {"uri": "at://x", "cid": "b"}, "parent": {"uri": ANOTHER, "cid": "b"}}
    assert post(reply=reply).reply_to == ANOTHER


@pytest.mark.parametrize(
    ("label", "warning"), [("graphic-media", "graphic media"), ("of-tomorrow", "")]
)
def test_what_its_author_labels_is_covered(label: str, warning: str) -> None:
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    made = post(labels=labels)
    assert (made.is_sensitive, made.warning) == (True, warning)


def test_a_bot_s_label_covers_nothing() -> None:
    assert not post(labels={"values": [{"val": "bot"}]}).is_sensitive


@pytest.mark.parametrize(
    ("declared", "published"),
    [
        ("2026-01-09T15:30:00.123456789+02:00", datetime(2026, 1, 9, 13, 30, 0, 123456, UTC)),
        ("2031-01-01T00:00:00Z", SEEN),
        ("yesterday", SEEN),
        (None, SEEN),
    ],
)
def test_no_post_is_later_than_it_was_seen(declared: str | None, published: datetime) -> None:
    assert post(createdAt=declared).published == published


def test_what_is_odd_in_a_record_costs_only_itself() -> None:
    odd = post(
        langs="en", facets=[7, {"index": {}}], tags={}, reply=[], embed={"$type": "new"}, labels=7
    )
    assert odd.text == "Full house! #ideaperf"


def test_a_view_brings_name_counts_and_labels_of_others() -> None:
    view = {
        "uri": uri(1),
        "author": profile(ANA, labels=[{"val": "bot", "src": ANA}]),
        "record": record(),
        "likeCount": 3,
        "labels": [{"val": "porn", "src": "did:plc:mod"}, {"val": "nudity", "neg": True}],
        "indexedAt": "2026-01-09T13:59:30Z",
    }
    read = part(Raw(json.dumps(view).encode()), View)
    assert read is not None
    found = draft_of_view(read)
    assert found is not None
    assert (found.author.name, found.author.is_bot) == ("Ana Example", True)
    assert (found.likes, found.warning, found.is_sensitive) == (3, "adult content", True)


def test_an_account_with_a_broken_handle_has_none() -> None:
    view = {"uri": uri(1), "author": {"did": ANA, "handle": "handle.invalid"}, "record": record()}
    [found], _ = posts_in(json.dumps(view).encode())
    assert (found.author.name, found.author.handle) == (ANA, "")


def test_a_document_may_be_a_record_an_answer_or_lines() -> None:
    view = {"uri": uri(1), "author": profile(ANA), "record": record()}
    commit = {"collection": "app.bsky.feed.post", "rkey": "1", "operation": "create"}
    line = {"did": ANA, "time_us": 1, "kind": "commit", "commit": {**commit, "record": record()}}
    other = {"did": ANA, "time_us": 2, "kind": "identity"}
    lines = "\n".join(json.dumps(each) for each in (line, other, line)) + "\nrubbish\n"
    documents = (
        (json.dumps(record(), indent=2), 1, 0),
        (json.dumps({"posts": [view, view]}), 2, 0),
        (json.dumps({"feed": [{"post": view}]}), 1, 0),
        (json.dumps([view, 7]), 1, 1),
        (lines, 2, 1),
        ("rubbish", 0, 1),
    )
    for text, count, unreadable in documents:
        found, rejected = posts_in(text.encode())
        assert (len(found), rejected) == (count, unreadable), text
        assert all("Full house!" in each.content for each in found)
