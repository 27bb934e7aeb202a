"""A Mastodon status becomes a draft."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zlib import crc32

from msgspec import Raw

from backchannel.model.post import Draft, DraftAuthor, DraftMedia, DraftPoll, MediaKind
from backchannel.sources.forgiving import entity, part, parts
from backchannel.sources.mastodon.entities import (
    Account,
    Attachment,
    Ballot,
    MediaPleroma,
    Meta,
    Number,
    Size,
    Status,
    StatusPleroma,
    Tag,
)

_SHOWN = {None, "", "public", "unlisted"}
_KINDS = {
    "image": MediaKind.PHOTO,
    "gifv": MediaKind.VIDEO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
_MOST = 2**53 - 1  # what every JSON reader and SQLite can hold
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{1,2}(?:\.\d+)?)")


def is_shown(status: Status) -> bool:
    """Meant for everybody, and not somebody passing on another's post."""
    return status.visibility in _SHOWN and not status.is_boost


def draft(status: Status, domain: str) -> Draft:
    """The draft of a status; `domain` completes the handles of that server's own people."""
    poll = part(status.poll, Ballot)
    beside = entity(status.pleroma, StatusPleroma) or StatusPleroma()
    plain = beside.content.plain or status.content_text or ""
    return Draft(
        id=str(status.id),
        uri=status.uri or "",
        url=status.url or status.uri or "",
        author=_author(entity(status.account, Account) or Account(), domain),
        content=_html(status.content) if status.content else plain,
        content_is_html=bool(status.content),
        published=moment(status.created_at),
        edited=moment(status.edited_at),
        tags=tuple(tag.name for tag in parts(status.tags, Tag)),
        media=tuple(filter(None, map(_media, parts(status.attachments, Attachment)))),
        poll=_poll(poll) if poll is not None else None,
        language=status.language or "",
        reply_to=str(status.in_reply_to_id or ""),
        warning=beside.spoiler_text.plain or status.spoiler_text or "",
        is_sensitive=bool(status.sensitive),
        likes=_count(status.favourites_count),
        boosts=_count(status.reblogs_count),
        replies=_count(status.replies_count),
    )


def is_local(status: Status) -> bool:
    """Written by one of that server's own people."""
    return "@" not in ((entity(status.account, Account) or Account()).acct or "").lstrip("@")


def stamp(status: Status) -> int:
    """A number that changes whenever anything we show of a status changes."""
    raws = (status.poll, status.attachments, status.tags)
    shown = (
        status.edited_at,
        status.content,
        status.spoiler_text,
        status.sensitive,
        status.visibility,
        status.favourites_count,
        status.reblogs_count,
        status.replies_count,
        *(bytes(raw) for raw in raws if isinstance(raw, Raw)),
    )
    return crc32(repr(shown).encode("utf-8", "replace"))


def moment(text: str | None) -> datetime | None:
    """A date of the API (RFC 3339, any number of digits), in UTC; None if it is none."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _html(content: str) -> str:
    """GoToSocial gives some texts without any markup: then a line's end is one."""
    return content if "<" in content else content.replace("\n", "<br>")


def _author(account: Account, domain: str) -> DraftAuthor:
    acct = (account.acct or account.username or "").lstrip("@")
    full = acct if "@" in acct or not acct else f"{acct}@{domain}"
    return DraftAuthor(
        name=(account.display_name or "").strip() or account.username or acct,
        handle=f"@{full}" if full else "",
        url=account.url or account.uri or "",
        is_bot=bool(account.bot),
    )


def _media(file: Attachment) -> DraftMedia | None:
    kind = _KINDS.get(file.type or "", MediaKind.FILE)
    # A file of unknown type was never fetched: only the place it came from has it.
    found = (file.remote_url, file.url) if kind is MediaKind.FILE else (file.url, file.remote_url)
    url = next((url for url in (*found, file.preview_url) if url), "")
    if not url:
        return None
    meta = part(file.meta, Meta) or Meta()
    size = meta.original or Size()
    more = part(file.pleroma, MediaPleroma) or MediaPleroma()
    seconds = _seconds(size.duration)
    return DraftMedia(
        kind=kind,
        url=url,
        preview=file.preview_url or "",
        alt=file.description or "",
        mime=file.mime or more.mime_type or "",
        width=_count(size.width) or None,
        height=_count(size.height) or None,
        seconds=seconds if seconds is not None else _seconds(meta.length),
    )


def _poll(poll: Ballot) -> DraftPoll:
    return DraftPoll(
        options=tuple(
            (option.title, None if option.votes_count is None else _count(option.votes_count))
            for option in poll.options
        ),
        closes=moment(poll.expires_at),
        voters=None if poll.voters_count is None else _count(poll.voters_count),
    )


def _count(number: Number) -> int:
    try:
        return max(0, min(int(float(number or 0)), _MOST))
    except (ValueError, OverflowError):
        return 0


def _seconds(length: Number) -> float | None:
    if isinstance(length, str):
        clock = _CLOCK.fullmatch(length.strip())
        if clock is None:
            return None
        hours, minutes = int(clock["hours"] or 0), int(clock["minutes"])
        return hours * 3600 + minutes * 60 + float(clock["seconds"])
    return float(length) if length and 0 < length < _MOST else None
