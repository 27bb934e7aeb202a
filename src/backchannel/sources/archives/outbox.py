"""The archive that Mastodon gives people of their own posts: `actor.json` and `outbox.json`.

ActivityStreams (w3.org/TR/activitystreams-core), as docs.joinmastodon.org/user/moving tells. What
somebody only passed on is not theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from msgspec import UNSET, Raw, Struct, UnsetType, field

from backchannel.errors import ConfigError
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, MediaKind
from backchannel.sources.forgiving import entity, part, parts
from backchannel.sources.mastodon.drafts import moment

PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_KINDS: Final = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_SAID: Final = frozenset({"Note", "Question", "Article", "Page"})

Text = str | None


class Actor(Struct, frozen=True):
    """Whose archive it is."""

    id: str
    handle: Text = field(name="preferredUsername", default=None)
    name: Text = None
    url: Text = None
    type: Text = None

    @property
    def host(self) -> str:
        """The server of the account."""
        return urlsplit(self.id).hostname or ""


class _Outbox(Struct, frozen=True):
    items: Raw | UnsetType = field(name="orderedItems", default=UNSET)


class _Activity(Struct, frozen=True):
    type: Text = None
    object: Raw | UnsetType = UNSET


class _Tag(Struct, frozen=True):
    type: Text = None
    name: Text = None


class _File(Struct, frozen=True):
    url: Text = None
    mime: Text = field(name="mediaType", default=None)
    name: Text = None
    width: int | None = None
    height: int | None = None


class _Note(Struct, frozen=True):
    id: str
    type: Text = None
    summary: Text = None
    content: Text = None
    contents: Raw | UnsetType = field(name="contentMap", default=UNSET)
    url: Text = None
    published: Text = None
    updated: Text = None
    reply_to: Text = field(name="inReplyTo", default=None)
    sensitive: bool | None = None
    to: Raw | UnsetType = UNSET
    cc: Raw | UnsetType = UNSET
    tags: Raw | UnsetType = field(name="tag", default=UNSET)
    files: Raw | UnsetType = field(name="attachment", default=UNSET)


def actor_of(body: bytes) -> Actor:
    """Who the archive is of. Raises ConfigError when it does not say."""
    found = entity(Raw(body), Actor)
    if found is None or not found.host:
        raise ConfigError("does not say whose archive it is")
    return found


class Written(Struct, frozen=True):
    """A post; `is_public`: it was meant for everybody."""

    draft: Draft
    is_public: bool


def posts_of(body: bytes, actor: Actor) -> Iterator[Written]:
    """The posts of an outbox, whomever they were meant for. Raises ConfigError for what is none."""
    outbox = part(Raw(body), _Outbox)
    if outbox is None or isinstance(outbox.items, UnsetType):
        raise ConfigError("is not the outbox of an account on Mastodon")
    for activity in parts(outbox.items, _Activity):
        note = entity(activity.object, _Note) if activity.type == "Create" else None
        if note is not None and note.type in _SAID:
            yield Written(_draft(note, actor), _is_public(note))


def _is_public(note: _Note) -> bool:
    return not PUBLIC.isdisjoint((*_names(note.to), *_names(note.cc)))


def _names(raw: Raw | UnsetType) -> list[str]:
    """One name, or a list of them."""
    one = None if isinstance(raw, UnsetType) else part(raw, str)
    return [one] if one is not None else parts(raw, str)


def _draft(note: _Note, actor: Actor) -> Draft:
    languages = (
        None if isinstance(note.contents, UnsetType) else part(note.contents, dict[str, Raw])
    )
    return Draft(
        id=note.id.rpartition("/")[2] or note.id,
        uri=note.id,
        url=note.url or note.id,
        author=_author(actor),
        content=note.content or "",
        published=moment(note.published),
        edited=moment(note.updated),
        tags=tuple(
            tag.name for tag in parts(note.tags, _Tag) if tag.type == "Hashtag" and tag.name
        ),
        media=tuple(filter(None, (_media(file) for file in parts(note.files, _File)))),
        language=next(iter(languages or ()), ""),
        reply_to=note.reply_to or "",
        warning=note.summary or "",
        is_sensitive=bool(note.sensitive),
    )


def _author(actor: Actor) -> DraftAuthor:
    handle = f"@{actor.handle}@{actor.host}" if actor.handle else ""
    is_bot = actor.type in {"Service", "Application"}
    return DraftAuthor((actor.name or "").strip() or actor.handle or "", handle,
                       actor.url or actor.id, is_bot)  # fmt: skip


def _media(file: _File) -> DraftMedia | None:
    """In an archive an address may be that of a file beside it, which only its owner has."""
    if not file.url or "://" not in file.url:
        return None
    mime = file.mime or ""
    kind = _KINDS.get(mime.partition("/")[0], MediaKind.FILE)
    return DraftMedia(kind, file.url, alt=file.name or "", mime=mime, width=file.width,
                      height=file.height)  # fmt: skip
