"""JSON Feed documents, well and badly made, read into drafts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.feed_document import FeedDocument, read_feed

HINTS = {
    "address": "https://where.example/dir/feed.json",
    "now": "2026-01-09T14:00:00+00:00",
    "content-type": "application/feed+json",
}


def read(body: str) -> FeedDocument:
    return read_feed(body.encode(), HINTS)


def only(document: FeedDocument) -> Draft:
    [draft] = document.drafts
    return draft


def json_feed(*items: dict[str, object], **fields: object) -> str:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "Json", "items": items}
    return json.dumps({**document, **fields})


def test_a_json_feed_gives_its_items() -> None:
    document = read(
        json_feed(
            {
                "id": "1",
                "url": "/one",
                "title": "One",
                "content_html": '<a href="two">2</a>',
                "date_published": "2026-01-09T10:00:00+01:00",
                "date_modified": "2026-01-09T12:00:00Z",
                "tags": ["ideaperf", "", 7],
                "language": "de",
                "authors": [{"name": "Ada"}, {"name": "Bo", "url": "https://bo.example/"}],
            },
            language="en",
        )
    )
    draft = only(document)
    assert document.title == "Json"
    assert (draft.id, draft.url, draft.kind) == ("1", "https://where.example/one", Kind.ARTICLE)
    assert draft.content == '<a href="https://where.example/two">2</a>'
    assert draft.published == datetime(2026, 1, 9, 9, tzinfo=UTC)
    assert draft.edited == datetime(2026, 1, 9, 12, tzinfo=UTC)
    assert (draft.tags, draft.language) == (("ideaperf",), "de")
    assert draft.author.name == "Ada, Bo"


def test_an_item_without_a_usable_id_is_discarded_and_numbers_become_texts() -> None:
    items: list[dict[str, object]] = [
        {"content_text": "no id"},
        {"id": None, "content_text": "null"},
        {"id": {}, "content_text": "object"},
        {"id": 7, "content_text": "seven"},
        {"id": 8.0, "content_text": "eight"},
    ]
    document = read(json_feed(*items))
    assert [draft.id for draft in document.drafts] == ["7", "8"]
    assert document.rejected == 3


@pytest.mark.parametrize("people", [{"authors": [{"name": "Desk"}]}, {"author": {"name": "Desk"}}])
def test_the_authors_of_the_feed_stand_for_those_of_an_item(people: dict[str, object]) -> None:
    assert only(read(json_feed({"id": "1", "content_text": "x"}, **people))).author.name == "Desk"


def test_a_handle_beside_a_name_is_the_author_s() -> None:
    people: object = [{"name": "Dora (@dora@toot.example)"}]
    item = {"id": "1", "content_text": "x", "authors": people}
    assert only(read(json_feed(item))).author == DraftAuthor("Dora", "@dora@toot.example")


def test_a_field_of_the_wrong_type_costs_only_itself() -> None:
    item = {"id": "1", "title": 5, "content_text": "x", "tags": "a", "date_published": 12345}
    draft = only(read(json_feed(item, authors="nobody", expired="maybe")))
    assert (draft.title, draft.content, draft.content_is_html) == ("", "x", False)
    assert draft.published is None


def test_attachments_and_pictures_of_a_json_feed() -> None:
    film = {
        "url": "f.mp4",
        "mime_type": "video/mp4",
        "title": "The film",
        "size_in_bytes": 9,
        "duration_in_seconds": 61.5,
    }
    items: list[dict[str, object]] = [
        {"id": "1", "content_text": "x", "attachments": [film, "junk"], "image": "poster.jpg"},
        {"id": "2", "title": "T", "content_text": "x", "image": "https://a.example/p.jpg"},
    ]
    first, second = read(json_feed(*items)).drafts
    assert first.media == (
        DraftMedia(
            MediaKind.VIDEO,
            "https://where.example/dir/f.mp4",
            preview="https://where.example/dir/poster.jpg",
            alt="The film",
            mime="video/mp4",
            bytes=9,
            seconds=61.5,
        ),
    )
    assert first.kind is Kind.VIDEO
    assert second.media == (DraftMedia(MediaKind.PHOTO, "https://a.example/p.jpg"),)
    assert second.kind is Kind.ARTICLE


def test_what_an_item_points_at_is_its_link() -> None:
    draft = only(
        read(
            json_feed({"id": "1", "url": "/1", "external_url": "https://b.example/", "title": "B"})
        )
    )
    assert (draft.url, draft.link) == ("https://where.example/1", "https://b.example/")


def test_the_end_and_the_next_page_of_a_json_feed_are_told() -> None:
    document = read(json_feed(expired=True, next_url="feed.json?page=2"))
    assert document.has_ended
    assert document.older == "https://where.example/dir/feed.json?page=2"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', SourceUnreachable),
        ('{"version": "https://jsonfeed.org/version/1", "items":' + "[" * 5000, SourceUnreachable),
        ('{"version": 1}', SourceRefused),
    ],
)
def test_broken_json_is_put_off_and_other_json_refused(body: str, error: type[SourceError]) -> None:
    with pytest.raises(error):
        read(body)


def test_half_a_surrogate_does_not_break_a_json_feed() -> None:
    body = json_feed({"id": "1", "content_text": "x"}).replace('"x"', '"a \\ud800 b"')
    assert only(read(body)).content == "a \ufffd b"


FIELDS = [
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image"),
    *("date_published", "date_modified", "author", "authors", "tags", "language", "attachments"),
]
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["https://a.example/1", "http://[x", "2026-01-09T10:00:00Z", "//", "video/mp4"]
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "url", "mime_type", "title"]), inner, max_size=4),
    ),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES), max_size=4), VALUES)
def test_items_of_any_shape_are_read_or_counted(
    items: list[dict[str, object]], anything: object
) -> None:
    try:
        document = read(json_feed(*items, authors=anything, language=anything))
    except SourceError:
        return
    assert document.total == len(items)
    assert all(draft.id for draft in document.drafts)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=FeedDocument) == document
