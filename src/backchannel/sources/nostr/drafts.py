"""A Nostr event becomes a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from backchannel.model.post import Draft, DraftAuthor, DraftMedia, Kind, MediaKind
from backchannel.sources.nostr import names
from backchannel.sources.nostr.events import (
    ARTICLE,
    COMMENT,
    PICTURE,
    SHORT_VIDEO,
    VIDEO,
    Event,
)
from backchannel.sources.nostr.profiles import Profiles

WEB = "https://njump.me/"
"""Where a browser shows what is on Nostr; apps open the same names behind `nostr:`."""

_KINDS = {
    PICTURE: Kind.PHOTO, VIDEO: Kind.VIDEO, SHORT_VIDEO: Kind.VIDEO, ARTICLE: Kind.ARTICLE,
}  # fmt: skip
_LINK = re.compile(r"\bnostr:(n(?:pub|profile|ote|event|addr)1[0-9a-z]{20,1000})")
_FILE = re.compile(
    r"https?://[^\s<>\"']{1,500}\.(?:(?P<photo>jpe?g|png|gif|webp|avif)"
    r"|(?P<video>mp4|webm|mov|m4v)|(?P<audio>mp3|ogg|m4a|wav))(?=[?#\s,;)]|$)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d{1,6})x(\d{1,6})", re.ASCII)
_LANGUAGE = "ISO-639-1"
_MOST_FILES = 20
_MOST_MENTIONS = 5


def draft(event: Event, profiles: Profiles) -> Draft:
    """The draft of an event that is genuine and a post."""
    published = moment(event.created_at)
    first = _number(event.value("published_at"))
    return Draft(
        id=event.key,
        uri=f"nostr:{event.key}",
        url=WEB + _named(event),
        kind=_KINDS.get(event.kind, Kind.POST),
        author=_author(event.pubkey, profiles),
        title=event.value("title") or event.value("subject"),
        content=_LINK.sub(lambda found: _readable(found[1], profiles), event.content),
        content_is_html=False,
        published=(moment(first) if first else None) or published,
        edited=published if first and first < event.created_at else None,
        tags=tuple(event.values("t")),
        media=tuple(_media(event)),
        language=_language(event),
        reply_to=_answered(event),
        warning=event.value("content-warning"),
        is_sensitive=any(tag[:1] == ("content-warning",) for tag in event.tags),
    )


def is_over(event: Event, now: datetime) -> bool:
    """Whether its author wanted it forgotten by now (NIP-40)."""
    ends = _number(event.value("expiration"))
    return bool(ends) and ends <= now.timestamp()


def people_in(event: Event) -> tuple[str, ...]:
    """The keys of the author, and of the first few whom the text speaks to."""
    mentioned = (names.author_in(found[1]) for found in _LINK.finditer(event.content))
    return tuple(dict.fromkeys([event.pubkey, *filter(None, mentioned)]))[: _MOST_MENTIONS + 1]


def moment(seconds: int) -> datetime | None:
    """A date of an event, in UTC; None if no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _named(event: Event) -> str:
    if event.key == event.id:
        return names.nevent(event.id, event.pubkey, event.kind)
    return names.naddr(event.value("d"), event.pubkey, event.kind)


def _author(key: str, profiles: Profiles) -> DraftAuthor:
    """The key is the handle: a name, and what looks like an address, may be anybody's."""
    profile, handle = profiles.of(key), names.short(key)
    return DraftAuthor(profile.name or handle, handle, WEB + names.npub(key), profile.is_bot)


def _readable(link: str, profiles: Profiles) -> str:
    if key := names.author_in(link):
        return f"@{profiles.of(key).name or names.short(key)}"
    return WEB + link


def _answered(event: Event) -> str:
    """What it answers, as that post's `uri` (NIP-10; NIP-22 for comments)."""
    if event.kind == COMMENT:
        address = event.value("a") or event.value("e")
        return f"nostr:{address}" if address else ""
    threads = [tag for tag in event.tags if len(tag) > 1 and tag[0] == "e"]
    marked = {tag[3]: tag[1] for tag in reversed(threads) if len(tag) > 3 and tag[3]}
    unmarked = [tag[1] for tag in threads if len(tag) < 4 or not tag[3]]
    answered = marked.get("reply") or marked.get("root") or ("" if marked else _last(unmarked))
    return f"nostr:{answered}" if answered else ""


def _last(ids: list[str]) -> str:
    """Before there were markers, the last one was what is answered."""
    return ids[-1] if ids else ""


def _media(event: Event) -> Iterator[DraftMedia]:
    """Announced files (NIP-92), then those that the text links to."""
    seen = set[str]()
    for tag in event.tags:
        if tag[:1] == ("imeta",) and len(seen) < _MOST_FILES:
            said = dict(entry.partition(" ")[::2] for entry in tag[1:])
            if (url := said.get("url", "")) and url not in seen:
                seen.add(url)
                yield _announced(url, said)
    for found in _FILE.finditer(event.content):
        if found[0] not in seen and len(seen) < _MOST_FILES:
            seen.add(found[0])
            yield DraftMedia(MediaKind(found.lastgroup or "file"), found[0])


def _announced(url: str, said: dict[str, str]) -> DraftMedia:
    mime, size = said.get("m", ""), _SIZE.fullmatch(said.get("dim", "").strip())
    kinds = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
    guessed = _FILE.match(url)
    named = MediaKind(guessed.lastgroup) if guessed and guessed.lastgroup else MediaKind.FILE
    return DraftMedia(
        kind=kinds.get(mime.partition("/")[0], named),
        url=url,
        preview=said.get("image", "") or said.get("thumb", ""),
        alt=said.get("alt", ""),
        mime=mime,
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
    )


def _language(event: Event) -> str:
    labels = (tag for tag in event.tags if len(tag) > 2 and tag[0] == "l" and tag[2] == _LANGUAGE)
    return next((tag[1] for tag in labels), "")


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else 0
