"""Servers that speak Mastodon's API in their own way: what differs and is read all the same."""

from __future__ import annotations

import json
from typing import Any

from tests.sources.mastodon_server import (
    Kept,
    Listener,
    MastodonServer,
    Streaming,
    poll,
    source,
    status,
)

from backchannel.errors import Refusal, SourceRefused
from backchannel.model.post import Draft, MediaKind
from backchannel.sources.mastodon.drafts import draft
from backchannel.sources.mastodon.page import entry_of

AKKOMA = "2.7.2 (compatible; Akkoma 3.15.2)"
GOTOSOCIAL = "0.20.0+git-1234567"
PIXELFED = "3.5.3 (compatible; Pixelfed 0.12.5)"


def made(**fields: Any) -> Draft:
    """The draft of an invented status in which some fields are odd."""
    entry = entry_of(json.dumps(status(1, **fields)))
    assert entry.status is not None
    return draft(entry.status, "toot.example")


def test_a_status_of_which_nothing_but_the_id_is_as_mastodon_writes_it_is_read() -> None:
    odd: dict[str, Any] = {
        "created_at": 1767312000, "content": ["no text"], "account": [],
        "media_attachments": "none", "poll": False, "spoiler_text": 0, "language": [],
        "favourites_count": {}, "url": False, "edited_at": False, "visibility": [],
    }  # fmt: skip
    post = made(**odd)
    assert post.id == "1"
    assert (post.published, post.content, post.media) == (None, "", ())


def test_numbers_that_stand_for_yes_and_no_are_understood() -> None:
    account = {"acct": "ana", "bot": 1, "display_name": "Ana Example", "url": None}
    post = made(sensitive=1, account=account)
    assert post.is_sensitive
    assert (post.author.name, post.author.is_bot) == ("Ana Example", True)
    assert not made(sensitive="false").is_sensitive


def test_a_status_without_the_fields_that_came_later_is_read() -> None:
    whole = status(1)
    for name in ("edited_at", "poll", "language", "replies_count", "reblog", "uri"):
        del whole[name]
    entry = entry_of(json.dumps(whole))
    assert entry.status is not None
    post = draft(entry.status, "toot.example")
    assert (post.edited, post.poll, post.language, post.uri) == (None, None, "", "")


def test_pleroma_s_plain_texts_are_used_where_the_others_have_markup_or_nothing() -> None:
    pleroma = {
        "content": {"text/plain": "Plain words"},
        "spoiler_text": {"text/plain": "Food & co"},
    }
    post = made(content="", spoiler_text="<b>Food</b> &amp; co", pleroma=pleroma)
    assert (post.content, post.content_is_html) == ("Plain words", False)
    assert post.warning == "Food & co"
    kept = made(content='<a href="https://a.example/">there</a>', pleroma=pleroma)
    assert (kept.content_is_html, "href" in kept.content) == (True, True)
    assert made(pleroma={"content": "odd", "spoiler_text": None}).content == "<p>Post 1</p>"


def test_pixelfed_s_plain_text_is_used_where_there_is_no_other() -> None:
    post = made(content=None, content_text="At the venue")
    assert (post.content, post.content_is_html) == ("At the venue", False)


def test_gotosocial_s_text_without_markup_keeps_its_lines() -> None:
    assert made(content="One &amp; two\nthree").content == "One &amp; two<br>three"
    assert made(content="<p>One\ntwo</p>").content == "<p>One\ntwo</p>"


def test_an_attachment_without_what_mastodon_knows_of_it_is_shown() -> None:
    files = [
        {"id": 7, "type": "image", "url": "https://pix.example/a.jpg", "meta": None,
         "description": False, "preview_url": 0, "mime": "image/jpeg"},
        {"id": "8", "type": "video", "url": "https://pix.example/b.mp4", "meta": []},
    ]  # fmt: skip
    photo, video = made(media_attachments=files).media
    assert (photo.kind, photo.alt, photo.mime) == (MediaKind.PHOTO, "", "image/jpeg")
    assert video.kind is MediaKind.VIDEO


async def test_ids_of_every_kind_are_paged_without_links() -> None:
    """ULIDs and FlakeIds have letters, some servers give numbers."""
    server = MastodonServer(version=GOTOSOCIAL, level=None, has_links=False)
    server.publish(*range(1, 100))
    for number in server.statuses:
        server.statuses[number]["id"] = number
    kept = await poll(source(server, token="s3cret"), Kept())
    assert kept.numbers == set(range(1, 100))
    server.publish(*range(100, 190))
    await poll(source(server, token="s3cret"), kept)
    assert kept.numbers == set(range(1, 190))


async def test_local_only_holds_where_the_server_does_not_know_it() -> None:
    server = MastodonServer(version=GOTOSOCIAL, level=None)
    server.publish(1)
    server.publish(2, account={"acct": "ben@blog.example", "username": "ben"})
    kept = await poll(source(server, token="s3cret", local_only=True), Kept())
    assert kept.numbers == {1}


async def test_pleroma_streams_each_hashtag_by_itself_and_without_a_token() -> None:
    server = Streaming()
    server.version, server.level = AKKOMA, None
    server.publish(1)
    listener = Listener(source(server), Kept())
    await listener.until_live()
    [(url, token)] = server.opened
    assert url.endswith("/api/v1/streaming?stream=hashtag&tag=ideaperf")
    assert token == ""
    assert not server.lines[0].sent
    said = {"event": "update", "payload": json.dumps(status(2))}
    gone = {"event": "delete", "payload": "AbCdEf123"}
    server.lines[0].say(json.dumps(said), json.dumps(gone))
    await listener.next()
    assert listener.kept.numbers == {1, 2}
    assert listener.kept.gone == {"AbCdEf123"}
    await listener.close()


async def test_pleroma_that_streams_to_nobody_is_polled() -> None:
    server = Streaming()
    server.version, server.level = AKKOMA, None
    server.refusal = SourceRefused("403", why=Refusal.LOGIN)
    server.publish(1)
    kept = await poll(source(server), Kept())
    assert kept.numbers == {1}
    assert kept.batches[-1].note == "not live: the server wants a token for live posts"


async def test_gotosocial_and_pixelfed_are_never_asked_for_a_stream() -> None:
    for version in (GOTOSOCIAL, PIXELFED):
        server = Streaming()
        server.version, server.level = version, None
        server.publish(1)
        assert (await poll(source(server, token="s3cret"), Kept())).numbers == {1}
        assert not server.opened


async def test_pixelfed_is_asked_for_more_than_pictures() -> None:
    server = MastodonServer(version=PIXELFED, level=None, has_links=False, pages_forward=False)
    server.publish(*range(1, 50))
    kept = await poll(source(server, token="s3cret"), Kept())
    assert all("only_media=false" in query for query in server.timelines_asked())
    server.publish(*range(50, 140))
    await poll(source(server, token="s3cret"), kept)
    assert kept.numbers == set(range(1, 140))
