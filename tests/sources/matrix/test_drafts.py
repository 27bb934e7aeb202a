from __future__ import annotations

from typing import Any

import msgspec
from tests.clock import START
from tests.sources.matrix.homeserver import ANA, NOON, ROOM

from backchannel.model.post import Draft, Kind, MediaKind
from backchannel.sources.matrix.drafts import draft, moment
from backchannel.sources.matrix.entities import Event

HTML = "org.matrix.custom.html"


def of(**content: Any) -> Draft:
    said = {"msgtype": "m.text", "body": "hello"} | content
    event = {"type": "m.room.message", "event_id": "$e1", "sender": ANA, "content": said}
    raw = msgspec.json.encode(event | {"origin_server_ts": NOON})
    return draft(msgspec.json.decode(raw, type=Event), None, ROOM, "Ana Example")


def answering(id_: str) -> dict[str, Any]:
    return {"m.in_reply_to": {"event_id": id_}}


def test_a_message_has_its_sender_time_and_page() -> None:
    post = of()
    assert (post.id, post.uri) == ("$e1", "matrix:roomid/room:chat.example/e/e1")
    assert post.url == f"https://matrix.to/#/{ROOM}/$e1"
    assert (post.content, post.content_is_html, post.published) == ("hello", False, START)
    assert (post.author.name, post.author.handle) == ("Ana Example", ANA)


def test_formatted_words_are_html_only_in_the_format_that_is_agreed() -> None:
    assert of(format=HTML, formatted_body="<b>hi</b>").content == "<b>hi</b>"
    assert of(format=HTML, formatted_body="<b>hi</b>").content_is_html
    assert of(format="markdown", formatted_body="**hi**").content == "hello"


def test_what_apps_repeat_of_the_answered_message_is_left_out() -> None:
    relation = {"m.relates_to": answering("$e0")}
    plain = of(body="> <@ben> a\n> b\n\nYes", **relation)
    assert (plain.content, plain.reply_to) == ("Yes", "matrix:roomid/room:chat.example/e/e0")
    quoted = "<mx-reply><blockquote>a\nb</blockquote></mx-reply>Yes"
    assert of(format=HTML, formatted_body=quoted, **relation).content == "Yes"
    assert of(body="> not an answer").content == "> not an answer"


def test_a_message_of_a_thread_answers_its_beginning() -> None:
    thread = {"rel_type": "m.thread", "event_id": "$e0"}
    assert of(**{"m.relates_to": thread}).reply_to.endswith("/e/e0")
    assert of(**{"m.relates_to": thread | answering("$e5")}).reply_to.endswith("/e/e5")


def test_what_somebody_does_begins_with_who() -> None:
    assert of(msgtype="m.emote", body="waves").content == "* Ana Example waves"
    html = of(msgtype="m.emote", format=HTML, formatted_body="<b>waves</b>")
    assert html.content == "* Ana Example <b>waves</b>"


def test_a_notice_is_from_a_bot() -> None:
    assert of(msgtype="m.notice").author.is_bot
    assert not of().author.is_bot


def test_files_open_with_their_message() -> None:
    about = {"mimetype": "image/png", "w": 640, "h": 480, "size": 7, "duration": -1}
    post = of(msgtype="m.image", body="hall.png", info=about, url="mxc://chat.example/x")
    [photo] = post.media
    assert (post.kind, photo.kind, photo.url) == (Kind.PHOTO, MediaKind.PHOTO, post.url)
    assert (photo.width, photo.height, photo.bytes, photo.seconds) == (640, 480, 7, None)
    [film] = of(msgtype="m.video", info={"duration": 1500, "w": "x"}).media
    assert (film.kind, film.seconds, film.width) == (MediaKind.VIDEO, 1.5, None)
    assert of(msgtype="m.file").media[0].kind is MediaKind.FILE


def test_dates_that_no_calendar_has_are_none() -> None:
    assert moment(0) is None
    assert moment(2**62) is None
