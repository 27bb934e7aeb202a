"""What a note becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from tests.sources.misskey_server import note

from backchannel.model.post import Draft, MediaKind
from backchannel.sources.misskey.drafts import draft, is_shown
from backchannel.sources.misskey.mfm import readable
from backchannel.sources.misskey.reader import entry_of

ORIGIN = "https://key.example"


def made(**fields: Any) -> Draft:
    """The draft of an invented note."""
    entry = entry_of(Raw(json.dumps(note(1, **fields))))
    assert entry.note is not None
    return draft(entry.note, ORIGIN)


def shown(**fields: Any) -> bool:
    entry = entry_of(Raw(json.dumps(note(1, **fields))))
    assert entry.note is not None
    return is_shown(entry.note)


def test_a_local_note_has_its_page_as_uri_so_that_it_is_the_same_elsewhere() -> None:
    post = made()
    assert post.uri == post.url == f"{ORIGIN}/notes/{post.id}"
    assert post.author.handle == "@ana@key.example"
    assert post.author.url == f"{ORIGIN}/@ana"


def test_a_remote_note_keeps_the_uri_of_its_home() -> None:
    home = {"id": "9ben", "username": "ben", "host": "toot.example", "name": None, "isBot": True}
    uri = "https://toot.example/users/ben/statuses/7"
    post = made(uri=uri, url="https://toot.example/@ben/7", user=home)
    assert (post.uri, post.url) == (uri, "https://toot.example/@ben/7")
    assert (post.author.name, post.author.handle) == ("ben", "@ben@toot.example")
    assert post.author.is_bot


def test_a_content_warning_covers_even_when_it_is_empty() -> None:
    assert made(cw="Food").warning == "Food"
    assert made(cw="").is_sensitive
    assert not made(cw=None).is_sensitive


def test_a_file_becomes_an_attachment_with_its_description() -> None:
    files = [
        {"id": "9f", "type": "image/webp", "url": "https://media.key.example/hall.webp",
         "thumbnailUrl": "https://media.key.example/small.webp", "isSensitive": True,
         "comment": "A full hall", "size": 1234, "properties": {"width": 640, "height": 480}},
        {"id": "9g", "type": "audio/mpeg", "url": "https://media.key.example/talk.mp3"},
        {"id": "9h", "type": "image/png", "url": None},
    ]  # fmt: skip
    post = made(files=files)
    hall, talk = post.media
    assert (hall.kind, hall.alt, hall.width, hall.height) == (
        MediaKind.PHOTO, "A full hall", 640, 480,
    )  # fmt: skip
    assert talk.kind is MediaKind.AUDIO
    assert post.is_sensitive


def test_a_quote_names_what_it_quotes_and_a_renote_is_no_post() -> None:
    quoted = {"id": "9old", "uri": "https://toot.example/users/ben/statuses/7"}
    post = made(text="True! #ideaperf", renoteId="9old", renote=quoted)
    assert post.content == f"True! #ideaperf\n\nRE: {quoted['uri']}"
    assert made(renoteId="9old").content.endswith(f"RE: {ORIGIN}/notes/9old")
    assert not shown(text=None, renoteId="9old", renote=quoted)
    assert shown(text=None, files=[{"id": "9f", "url": "https://media.key.example/a.png"}])


@pytest.mark.parametrize(
    ("visibility", "is_it"),
    [("public", True), ("home", True), ("followers", False), ("specified", False)],
)
def test_only_what_is_meant_for_everybody_is_shown(visibility: str, *, is_it: bool) -> None:
    assert shown(visibility=visibility) is is_it


def test_a_poll_has_its_votes_and_its_end() -> None:
    poll = {"choices": [{"text": "Yes", "votes": 3, "isVoted": False}, {"text": "No", "votes": 0}],
            "expiresAt": "2026-01-03T00:00:00.000Z", "multiple": False}  # fmt: skip
    made_of = made(poll=poll).poll
    assert made_of is not None
    assert made_of.options == (("Yes", 3), ("No", 0))
    assert made_of.closes is not None


def test_an_answer_names_what_it_answers() -> None:
    assert made(replyId="9old").reply_to == "9old"
    reply = {"id": "9old", "uri": "https://toot.example/users/ben/statuses/7"}
    assert made(replyId="9old", reply=reply).reply_to == reply["uri"]


def test_numbers_that_nobody_can_mean_count_as_none_or_all() -> None:
    assert made(renoteCount=-3, repliesCount=1e300).boosts == 0
    assert made(reactions={"👍": "many", "🎉": 2}).likes == 2
    assert made(reactionCount=5, reactions={"👍": 1}).likes == 5


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain #ideaperf", "plain #ideaperf"),
        ("$[x2 big words] here", "big words here"),
        ("$[spin.speed=1s,left $[fg.color=f00 red]]!", "red!"),
        ("<center><b>Full</b> house</center> <small>now</small>", "Full house now"),
        ("**bold** and `**code** $[x2 a]`", "bold and `**code** $[x2 a]`"),
        ("[slides](https://talk.example/s)", "slides (https://talk.example/s)"),
        ("?[https://a.example](https://b.example)", "https://a.example (https://b.example)"),
        ("$[ruby 議会 ぎかい]", "議会 (ぎかい)"),
        ("$[unixtime 1767312000]", "2026-01-02 00:00 UTC"),
        ("a [note] $[x2 b [c] d] e]", "a [note] b [c] d e]"),
        ("$[x2 open", "open"),
        ("```\n$[x2 a] <b>\n```", "```\n$[x2 a] <b>\n```"),
        (":blobcat: :)", ":blobcat: :)"),
    ],
)
def test_markup_becomes_words(written: str, read: str) -> None:
    assert readable(written) == read


@given(st.text(alphabet="$[]()*`<>bx2 ?.ruby\n:/", max_size=200))
def test_no_markup_is_too_odd_to_be_read(text: str) -> None:
    assert len(readable(text)) <= 2 * len(text) + 40


def test_very_deep_markup_is_read_in_one_go() -> None:
    deep = 20_000
    assert readable("$[x2 " * deep + "a" + "]" * deep) == "a"
