"""Mastodon's Status, Account, MediaAttachment and Poll entities, every field of them."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import Any

from backchannel.demo.sites.prose import hashtags, links, mastodon_html, mentions
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.story.happening import Picture, Piece
from backchannel.demo.story.people import Person
from backchannel.model.post import MediaKind

Entity = dict[str, Any]  # a JSON object on its way out

_APPROVAL = {"automatic": ["public"], "manual": [], "current_user": "automatic"}
_POLL_LENGTH = timedelta(hours=1)


def account_id(person: Person) -> str:
    """The same number for the same person everywhere."""
    return str(109_000_000_000_000_000 + person.number * 65_536)


def status_uri(piece: Piece) -> str:
    """The post's address in ActivityPub, the same on every server."""
    return f"https://{piece.author.server}/users/{piece.author.user}/statuses/{_number(piece)}"


def status(entry: Entry, shelf: Shelf, host: str, now: datetime, base: str = "") -> Entity:
    """A post as the server `host` serves it; at the address `base` it has copies of all photos."""
    piece = entry.piece
    parent = shelf.by_key(piece.reply_to)
    return {
        "id": str(entry.id),
        "created_at": stamp(entry.written),
        "in_reply_to_id": str(parent.id) if parent else None,
        "in_reply_to_account_id": account_id(parent.piece.author) if parent else None,
        "sensitive": piece.is_sensitive,
        "spoiler_text": piece.warning,
        "visibility": "public",
        "language": piece.language or None,
        "uri": status_uri(piece),
        "url": f"{piece.author.page}/{_number(piece)}",
        "replies_count": entry.replies,
        "reblogs_count": entry.boosts,
        "favourites_count": entry.likes,
        "quotes_count": 0,
        "edited_at": stamp(entry.edited) if entry.edited else None,
        "content": piece.html or mastodon_html(piece.text, host),
        "reblog": None,
        "application": {"name": "Web", "website": None} if piece.author.server == host else None,
        "account": account(piece.author, host, now),
        "media_attachments": [_attachment(one, entry, base) for one in piece.pictures],
        "mentions": [_mention(user, server, host) for user, server in mentions(piece.text)],
        "tags": [_tag(name, host) for name in _names(piece)],
        "emojis": [],
        "tagged_collections": [],
        "quote": None,
        "card": _card(piece),
        "poll": _poll(entry, host, now),
        "quote_approval": _APPROVAL,
    }


def account(person: Person, host: str, now: datetime) -> Entity:
    """A person as the server `host` sees them."""
    local = person.server == host
    picture = f"https://{person.server}/avatars/{person.user}.png"
    header = f"https://{person.server}/headers/missing.png"
    return {
        "id": account_id(person),
        "username": person.user,
        "acct": person.user if local else person.account[1:],
        "display_name": person.name,
        "locked": False,
        "bot": person.is_bot,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": "2024-03-01T00:00:00.000Z",
        "note": f"<p>{person.role.value.capitalize()} at an invented event</p>",
        "url": person.page,
        "uri": f"https://{person.server}/users/{person.user}",
        "avatar": picture,
        "avatar_static": picture,
        "avatar_description": "",
        "header": header,
        "header_static": header,
        "header_description": "",
        "followers_count": 20 + person.number * 7 % 900,
        "following_count": 10 + person.number * 5 % 400,
        "statuses_count": 100 + person.number * 13 % 5000,
        "last_status_at": now.date().isoformat(),
        "hide_collections": None,
        "show_media": True,
        "show_media_replies": True,
        "show_featured": True,
        "noindex": False,
        "feature_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
        "emojis": _emojis(person.name, host),
        "roles": [],
        "fields": [],
    }


def stamp(when: datetime) -> str:
    """RFC 3339 with milliseconds, as Mastodon writes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"


def _number(piece: Piece) -> int:
    """The post's id at home: stable, and of the size of a real one."""
    return 115_000_000_000_000_000 + zlib.crc32(piece.key.encode()) * 1009


def _names(piece: Piece) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.lower() for tag in (*hashtags(piece.text), *piece.tags)))


def _tag(name: str, host: str) -> Entity:
    return {"name": name, "url": f"https://{host}/tags/{name}"}


def _mention(user: str, server: str, host: str) -> Entity:
    return {
        "id": str(zlib.crc32(f"{user}@{server}".encode())),
        "username": user,
        "url": f"https://{server}/@{user}",
        "acct": user if server == host else f"{user}@{server}",
    }


def _emojis(name: str, host: str) -> list[Entity]:
    if ":council:" not in name:
        return []
    url = f"https://{host}/emoji/council.png"
    return [{"shortcode": "council", "url": url, "static_url": url, "visible_in_picker": True}]


def _attachment(picture: Picture, entry: Entry, base: str) -> Entity:
    """A MediaAttachment; its file exists where it is a photo."""
    moving = picture.kind is MediaKind.VIDEO
    base = f"{base or f'https://{entry.piece.author.server}'}/media/{picture.name}"
    small = {"width": 400, "height": 400 * picture.height // picture.width}
    original: Entity = {"width": picture.width, "height": picture.height}
    if moving:
        original |= {"frame_rate": "30/1", "duration": picture.seconds, "bitrate": 2_100_000}
    return {
        "id": str(entry.id + 1),
        "type": "video" if moving else "image",
        "url": f"{base}.{'mp4' if moving else 'png'}",
        "preview_url": f"{base}-small.png",
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {"focus": {"x": 0.0, "y": 0.0}, "original": original, "small": small},
        "description": picture.alt or None,
        "blurhash": "U" + "0" * 27,
    }


def _card(piece: Piece) -> Entity | None:
    found = links(piece.text)
    if not found:
        return None
    host = found[0].split("/")[2]
    empty = ("description", "author_name", "author_url", "provider_url", "html", "embed_url")
    return {
        **dict.fromkeys((*empty, "image_description"), ""),
        "url": found[0],
        "title": piece.text.split("\n")[0],
        "language": piece.language,
        "type": "link",
        "provider_name": host,
        "width": 0,
        "height": 0,
        "image": None,
        "blurhash": None,
        "published_at": None,
        "missing_attribution": False,
        "authors": [],
    }


def _poll(entry: Entry, host: str, now: datetime) -> Entity | None:
    if not entry.piece.poll:
        return None
    closes = entry.written + _POLL_LENGTH
    minutes = min(60, int((min(now, closes) - entry.written).total_seconds()) // 60)
    votes = [minutes * (5 + 3 * place) // 6 for place in range(len(entry.piece.poll))]
    choices = zip(entry.piece.poll, votes, strict=True)
    return {
        "id": str(entry.id + 2),
        "expires_at": stamp(closes),
        "expired": now >= closes,
        "multiple": False,
        "votes_count": sum(votes),
        "voters_count": sum(votes),
        "options": [{"title": title, "votes_count": count} for title, count in choices],
        "emojis": _emojis("", host),
    }
