"""A post on X becomes a draft."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from backchannel.model.post import Draft, MediaKind
from backchannel.sources.payload import decode
from backchannel.sources.x.drafts import Read, read
from backchannel.sources.x.entities import Page
from backchannel.sources.x.words import markup

ID = "2009625957626806272"
USER = {"id": "7", "name": "Ana K.", "username": "ana"}


def of(tweet: dict[str, Any], **includes: Any) -> Read:
    said = {
        "data": [{"id": ID, "author_id": "7"} | tweet],
        "includes": {"users": [USER], **includes},
    }
    return read(decode(json.dumps(said).encode(), Page))


def one(tweet: dict[str, Any], **includes: Any) -> Draft:
    [draft] = of(tweet, **includes).drafts
    return draft


def test_who_wrote_it_where_and_when() -> None:
    draft = one({"text": "Hello", "created_at": "2026-01-09T14:00:00.250Z", "lang": "en"})
    assert (draft.author.name, draft.author.handle) == ("Ana K.", "@ana@x.com")
    assert draft.url == f"https://x.com/ana/status/{ID}"
    assert draft.published == datetime(2026, 1, 9, 14, 0, 0, 250_000, tzinfo=UTC)
    assert (draft.id, draft.language, draft.edited) == (ID, "en", None)


def test_a_post_without_a_date_has_that_of_its_number() -> None:
    published = one({"text": "Hello"}).published
    assert published is not None
    assert published.date().isoformat() == "2026-01-09"


@pytest.mark.parametrize("code", ["und", "zxx", "qme", "qht", "art"])
def test_no_language_is_none(code: str) -> None:
    assert one({"lang": code}).language == ""


def test_links_are_shown_by_their_real_addresses_and_tags_are_marked() -> None:
    text = "👋 &amp; read\nhttps://t.co/abc #ideaperf @bo"
    entities = {
        "urls": [{"start": 13, "end": 29, "url": "https://t.co/abc",
                  "expanded_url": "https://b.example/?b=1&c=2", "display_url": "b.example"}],
        "hashtags": [{"start": 30, "end": 39, "tag": "ideaperf"}],
        "mentions": [{"start": 40, "end": 43, "username": "bo", "id": "9"}],
    }  # fmt: skip
    draft = one({"text": text, "entities": entities})
    assert draft.content == (
        '👋 &amp; read<br><a href="https://b.example/?b=1&amp;c=2">'
        "https://b.example/?b=1&amp;c=2</a> "
        '<a href="https://x.com/hashtag/ideaperf" class="hashtag">#ideaperf</a> '
        '<a href="https://x.com/bo" class="mention">@bo</a>'
    )  # fmt: skip
    assert draft.tags == ("ideaperf",)


def test_a_long_post_is_whole() -> None:
    tag = {"start": 27, "end": 36, "tag": "ideaperf"}
    note = {"text": "All of it, to the very end #ideaperf", "entities": {"hashtags": [tag]}}
    draft = one({"text": "All of it, to the …", "note_tweet": note})
    assert "to the very end" in draft.content
    assert draft.tags == ("ideaperf",)


def test_photos_come_with_their_descriptions_and_without_their_link() -> None:
    media = [
        {"media_key": "3_1", "type": "photo", "url": "https://pbs.example/1.jpg",
         "alt_text": "A full hall", "width": 1200, "height": 800},
        {"media_key": "7_2", "type": "video", "preview_image_url": "https://pbs.example/2.jpg"},
    ]  # fmt: skip
    link = {"start": 6, "end": 22, "url": "https://t.co/pic", "media_key": "3_1"}
    tweet = {"text": "Full! https://t.co/pic", "attachments": {"media_keys": ["3_1", "7_2", "9"]}}
    draft = one(tweet | {"entities": {"urls": [link, link]}}, media=media)
    assert draft.content == "Full!"
    photo, video = draft.media
    assert (photo.kind, photo.url) == (MediaKind.PHOTO, "https://pbs.example/1.jpg")
    assert photo.alt == "A full hall"
    assert (video.kind, video.url) == (MediaKind.VIDEO, draft.url)
    assert video.preview == "https://pbs.example/2.jpg"


def test_answers_counts_and_covers() -> None:
    draft = one(
        {
            "referenced_tweets": [{"type": "quoted", "id": "1"}, {"type": "replied_to", "id": "2"}],
            "public_metrics": {"like_count": 3, "retweet_count": 2, "reply_count": 1},
            "possibly_sensitive": True,
        }
    )
    assert (draft.reply_to, draft.likes, draft.boosts, draft.replies) == ("2", 3, 2, 1)
    assert draft.is_sensitive


def test_an_edited_post_keeps_the_name_it_had() -> None:
    first = str(int(ID) - (600_000 << 22))
    draft = one({"created_at": "2026-01-09T14:10:00Z", "edit_history_tweet_ids": [first, ID]})
    assert draft.id == first
    assert draft.published is not None
    assert draft.edited is not None
    assert draft.published < draft.edited


def test_posts_of_others_passed_on_are_none_but_are_billed() -> None:
    found = of({"referenced_tweets": [{"type": "retweeted", "id": "1"}]})
    assert (found.drafts, found.billed) == ((), 2)


def test_one_odd_post_costs_only_itself() -> None:
    odd = [7, None, {"text": "no number"}, {"id": "x"}, {"id": ID, "text": 5, "lang": []}]
    said = {"data": odd}
    found = read(decode(json.dumps(said).encode(), Page))
    assert [draft.id for draft in found.drafts] == [ID]
    assert (found.billed, found.rejected) == (5, 4)


@given(
    some.text(max_size=60), some.lists(some.tuples(some.integers(-9, 70), some.integers(-9, 70)))
)
def test_wherever_entities_lie_no_word_is_lost_and_nothing_raises(
    text: str, places: list[tuple[int, int]]
) -> None:
    marked = [{"start": start, "end": end, "tag": "x"} for start, end in places]
    raw = msgspec.Raw(json.dumps({"hashtags": marked}).encode())
    html = markup(text, raw)
    assert "<script" not in html
    assert html.count("<a ") == html.count("</a>")
