"""A note becomes a draft."""

from __future__ import annotations

from urllib.parse import urlsplit
from zlib import crc32

from msgspec import Raw

from backchannel.model.moments import from_iso
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, DraftPoll, MediaKind
from backchannel.sources.forgiving import part, parts
from backchannel.sources.misskey.entities import (
    Ballot,
    Choice,
    File,
    Note,
    Number,
    Other,
    Properties,
    User,
)
from backchannel.sources.misskey.mfm import readable

_SHOWN = {None, "", "public", "home"}
_KINDS = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_MOST = 2**53 - 1  # what every JSON reader and SQLite can hold


def is_shown(note: Note) -> bool:
    """Meant for everybody, and not somebody passing on another's note."""
    says = note.text or note.cw or part(note.files, list[Raw]) or part(note.poll, Ballot)
    return note.visibility in _SHOWN and bool(says or not note.renote_id)


def draft(note: Note, origin: str) -> Draft:
    """The draft of a note of the server at `origin`, whose own notes have no URI in its API."""
    page = f"{origin}/notes/{note.id}"
    files = parts(note.files, File)
    poll = part(note.poll, Ballot)
    return Draft(
        id=note.id,
        uri=note.uri or page,
        url=note.url or note.uri or page,
        author=_author(part(note.user, User) or User(), origin),
        content=_content(note, origin),
        content_is_html=False,
        published=from_iso(note.created_at),
        edited=from_iso(note.updated_at),
        tags=tuple(parts(note.tags, str)),
        media=tuple(media for file in files if (media := _media(file)) is not None),
        poll=_poll(poll) if poll is not None else None,
        reply_to=(part(note.reply, Other) or Other()).uri or note.reply_id or "",
        warning=note.cw or "",
        is_sensitive=note.cw == "" or any(file.is_sensitive for file in files),
        likes=_reactions(note),
        boosts=_count(note.renote_count),
        replies=_count(note.replies_count),
    )


def stamp(note: Note) -> int:
    """A number that changes whenever anything we show of a note changes."""
    raws = (note.poll, note.files, note.tags)
    shown = (
        note.updated_at, note.text, note.cw, note.visibility, _reactions(note),
        note.renote_count, note.replies_count,
        *(bytes(raw) for raw in raws if isinstance(raw, Raw)),
    )  # fmt: skip
    return crc32(repr(shown).encode("utf-8", "replace"))


def _content(note: Note, origin: str) -> str:
    """The words, and the address of a note that they quote."""
    words = readable(note.text or "")
    quoted = part(note.renote, Other) or Other()
    if not note.renote_id:
        return words
    address = quoted.url or quoted.uri or f"{origin}/notes/{note.renote_id}"
    return words if address in words else f"{words}\n\nRE: {address}"


def _author(user: User, origin: str) -> DraftAuthor:
    username = (user.username or "").lstrip("@")
    at = f"@{user.host}" if user.host else ""
    return DraftAuthor(
        name=(user.name or "").strip() or username,
        handle=f"@{username}{at or '@' + urlsplit(origin).netloc}" if username else "",
        url=f"{origin}/@{username}{at}" if username else "",
        is_bot=bool(user.is_bot),
    )


def _media(file: File) -> DraftMedia | None:
    if not file.url:
        return None
    mime = file.type or ""
    size = part(file.properties, Properties) or Properties()
    return DraftMedia(
        kind=_KINDS.get(mime.partition("/")[0], MediaKind.FILE),
        url=file.url,
        preview=file.thumbnail_url or "",
        alt=file.comment or "",
        mime=mime,
        width=_count(size.width) or None,
        height=_count(size.height) or None,
        bytes=_count(file.size) or None,
    )


def _poll(poll: Ballot) -> DraftPoll:
    def votes(choice: Choice) -> int | None:
        return None if choice.votes is None else _count(choice.votes)

    options = tuple((choice.text, votes(choice)) for choice in poll.choices)
    return DraftPoll(options, closes=from_iso(poll.expires_at))


def _reactions(note: Note) -> int:
    """Every reaction counts as a like, whichever emoji it is."""
    if note.reaction_count is not None:
        return _count(note.reaction_count)
    found = part(note.reactions, dict[str, Raw]) or {}
    return sum(_count(part(raw, float)) for raw in found.values())


def _count(number: Number) -> int:
    try:
        return max(0, min(int(number or 0), _MOST))
    except (ValueError, OverflowError):
        return 0
