"""A message of a Matrix room becomes a draft."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.matrix.entities import Content, Event, FileShape, number, part, text

_FILES = {
    "m.image": MediaKind.PHOTO,
    "m.video": MediaKind.VIDEO,
    "m.audio": MediaKind.AUDIO,
    "m.file": MediaKind.FILE,
}
_KINDS = {"m.image": Kind.PHOTO, "m.video": Kind.VIDEO}
_HTML = "org.matrix.custom.html"
_QUOTED = re.compile(r"\s*<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)


def draft(event: Event, edit: Event | None, room: str, name: str) -> Draft:
    """The draft of a message with its newest edit. `name` is its sender's, if that is known."""
    said = _said(event, edit)
    msgtype = "m.image" if event.type == "m.sticker" else text(said.msgtype)
    author = _author(event.sender, name, is_bot=msgtype == "m.notice")
    words, is_html = _words(event, said, author.name)
    url = page_of(room, event.event_id)
    answered = event.relation.in_reply_to
    reply = (answered.event_id if answered else "") or _thread(event)
    return Draft(
        id=event.event_id,
        uri=uri_of(room, event.event_id),
        url=url,
        kind=_KINDS.get(msgtype, Kind.POST),
        author=author,
        content=words,
        content_is_html=is_html,
        published=moment(event.origin_server_ts),
        edited=moment(edit.origin_server_ts) if edit else None,
        media=_media(msgtype, said, url),
        reply_to=uri_of(room, reply) if reply else "",
    )


def uri_of(room: str, event_id: str) -> str:
    """The name of an event everywhere (the `matrix:` scheme of the specification)."""
    return f"matrix:roomid/{quote(room[1:], safe=':')}/e/{quote(event_id[1:], safe=':')}"


def page_of(room: str, event_id: str) -> str:
    """The page that opens a message in an app of the reader's choice."""
    return f"https://matrix.to/#/{quote(room, safe=':!')}/{quote(event_id, safe=':$')}"


def moment(milliseconds: int) -> datetime | None:
    """A date of an event, in UTC; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _said(event: Event, edit: Event | None) -> Content:
    if edit is None:
        return event.said
    return part(edit.said.new_content, Content) or edit.said


def _thread(event: Event) -> str:
    relation = event.relation
    return relation.event_id if relation.rel_type == "m.thread" else ""


def _author(sender: str, name: str, *, is_bot: bool) -> DraftAuthor:
    return DraftAuthor(
        name=name or sender.removeprefix("@").partition(":")[0],
        handle=sender,
        url=f"https://matrix.to/#/{quote(sender, safe='@:')}",
        is_bot=is_bot,
    )


def _words(event: Event, said: Content, name: str) -> tuple[str, bool]:
    """The words, and whether they are HTML; without what older apps repeat of the answered post."""
    is_html = said.format == _HTML and bool(text(said.formatted_body).strip())
    words = text(said.formatted_body) if is_html else text(said.body)
    if is_html:
        words = _QUOTED.sub("", words, count=1)
    elif event.relation.in_reply_to is not None:
        words = _without_quote(words)
    if said.msgtype == "m.emote":
        who = f"* {name} "
        words = (escape(who) if is_html else who) + words
    return words, is_html


def _without_quote(body: str) -> str:
    lines = body.split("\n")
    quoted = next((at for at, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[quoted:]).lstrip("\n") if quoted else body


def _media(msgtype: str, said: Content, url: str) -> tuple[DraftMedia, ...]:
    """A file opens with its message: homeservers give files only to those who are logged in."""
    kind = _FILES.get(msgtype)
    if kind is None:
        return ()
    about = part(said.info, FileShape) or FileShape()
    length = number(about.duration)
    return (
        DraftMedia(
            kind=kind,
            url=url,
            alt=text(said.body),
            mime=text(about.mimetype),
            width=number(about.w),
            height=number(about.h),
            bytes=number(about.size),
            seconds=length / 1000 if length else None,
        ),
    )
