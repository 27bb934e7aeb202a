"""One post as a program of the user's own writes it: a JSON object. It becomes a draft.

The fields are described in docs/using/sources.md, "From your own program".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from msgspec import Raw, Struct

from backchannel.errors import SourceUnreachable
from backchannel.model.moments import from_iso
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.payload import decode

LONGEST: Final = 2**20
"""Bytes of one record."""

_FORMATS: Final = {
    MediaKind.PHOTO: ("image", "avif", "gif", "heic", "jpeg", "jpg", "png", "svg", "webp"),
    MediaKind.VIDEO: ("video", "m4v", "mkv", "mov", "mp4", "webm"),
    MediaKind.AUDIO: ("audio", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"),
}
_EXPECTED: Final = "expected: "
_FIELD: Final = " - at "
"""Stands before the name of a field that is of another type; without one, all of it is."""


class Person(Struct, frozen=True):
    """Who wrote it."""

    name: str = ""
    handle: str = ""
    url: str = ""
    bot: bool = False


class File(Struct, frozen=True):
    """An attachment; its kind is guessed from `mime` or the address unless it is said."""

    url: str
    kind: MediaKind | None = None
    alt: str = ""
    preview: str = ""
    mime: str = ""


class Record(Struct, frozen=True):
    """A post. `time` and `edited` are RFC 3339 or seconds since 1970; `text` is plain.

    Without an `id` the same record is the same post. `deleted` takes back the post of that `id`.
    """

    id: str | int | None = None
    uri: str = ""
    url: str = ""
    link: str = ""
    kind: Kind = Kind.POST
    author: str | Person = ""
    title: str = ""
    text: str = ""
    html: str = ""
    time: str | int | float | None = None
    edited: str | int | float | None = None
    tags: tuple[str, ...] = ()
    media: tuple[str | File, ...] = ()
    language: str = ""
    reply_to: str = ""
    warning: str = ""
    sensitive: bool = False
    likes: int = 0
    boosts: int = 0
    replies: int = 0
    deleted: bool = False


@dataclass(slots=True)
class Found:
    """What some records came to. `wrong` says of each that could not be read where and why."""

    drafts: list[Draft] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, raw: bytes | Raw, where: str) -> None:
        """Read a record. `where` names it, as in `line 7 of posts.jsonl`."""
        body = bytes(raw).strip()
        try:
            if len(body) > LONGEST:
                self.wrong.append(f"{where} is longer than 1 MiB")
                return
            record = decode(body, Record)
        except SourceUnreachable as error:
            why = str(error).partition(_EXPECTED)[2]
            why = why if _FIELD in why else "it is not one JSON object"
            self.wrong.append(f"{where} cannot be read: {why}")
            return
        if not record.deleted:
            self.drafts.append(draft(record, body))
        elif record.id is not None:
            self.gone.append(str(record.id))

    def join(self, more: Found) -> None:
        """And what others came to."""
        self.drafts += more.drafts
        self.gone += more.gone
        self.wrong += more.wrong

    @property
    def note(self) -> str:
        """What was wrong last, and how much more, for the facilitator."""
        return noted(self.wrong)


def noted(wrong: list[str]) -> str:
    """The last of what was wrong, and how many there are before it."""
    if not wrong:
        return ""
    more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
    return f"{wrong[-1][: 200 - len(more)]}{more}"


def draft(record: Record, raw: bytes) -> Draft:
    """The draft of a record; `raw` is what names it if nothing else does."""
    named = record.id if record.id not in {None, ""} else record.uri or record.url
    author = record.author
    return Draft(
        id=str(named) or f"sha256:{sha256(raw).hexdigest()}",
        uri=record.uri,
        url=record.url,
        link=record.link,
        kind=record.kind,
        author=_named(author) if isinstance(author, str) else _person(author),
        title=record.title,
        content=record.html or record.text,
        content_is_html=bool(record.html),
        published=moment(record.time),
        edited=moment(record.edited),
        tags=record.tags,
        media=tuple(_media(each) for each in record.media),
        language=record.language,
        reply_to=record.reply_to,
        warning=record.warning,
        is_sensitive=record.sensitive,
        likes=record.likes,
        boosts=record.boosts,
        replies=record.replies,
    )


def moment(said: str | float | None) -> datetime | None:
    """A date (RFC 3339; UTC if it names no zone) or seconds since 1970; None if it is neither."""
    if isinstance(said, str):
        return from_iso(said.strip())
    try:
        return None if said is None else datetime.fromtimestamp(said, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_whole(raw: bytes) -> bool:
    """Whether a line without its end is a record already: no object begins with another one."""
    if not raw.rstrip().endswith(b"}"):
        return False
    found = Found()
    found.add(raw, "")
    return not found.wrong


def numbered(found: Found, lines: Iterable[bytes], before: int, where: str) -> None:
    """Read records that stand on lines of their own, of which there were some before."""
    for number, line in enumerate(lines, before + 1):
        if line.strip():
            found.add(line, f"line {number:,} of {where}")


def _named(author: str) -> DraftAuthor:
    written = author.strip()
    return DraftAuthor(handle=written) if written.startswith("@") else DraftAuthor(written)


def _person(author: Person) -> DraftAuthor:
    return DraftAuthor(author.name, author.handle, author.url, author.bot)


def _media(said: str | File) -> DraftMedia:
    file = File(said) if isinstance(said, str) else said
    kind = file.kind or _guessed(file)
    return DraftMedia(kind, file.url, preview=file.preview, alt=file.alt, mime=file.mime)


def _guessed(file: File) -> MediaKind:
    path = file.url.partition("?")[0].partition("#")[0]
    names = {file.mime.partition("/")[0].lower(), path.rpartition(".")[2].lower()}
    return next((kind for kind, known in _FORMATS.items() if names & {*known}), MediaKind.FILE)
