"""A Bluesky post becomes a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Raw
from msgspec.structs import replace

from backchannel.model.moments import from_iso
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, MediaKind
from backchannel.sources.bluesky.entities import (
    Blob,
    Card,
    Embed,
    Facet,
    Labels,
    Parents,
    Picture,
    Profile,
    Quoted,
    Ratio,
    Record,
    View,
    did_of,
    page_of,
    part,
    parts,
    values,
)
from backchannel.sources.bluesky.words import anchor, links_of, markup, tags_of

_WARNINGS = {
    "porn": "adult content",
    "sexual": "sexually suggestive",
    "graphic-media": "graphic media",
    "nudity": "nudity",
}
_HARMLESS = frozenset({"bot", "!no-unauthenticated"})
_PICTURES = "https://cdn.bsky.app/img"
_VIDEOS = "https://video.bsky.app/watch"


def draft(uri: str, record: Record, seen: datetime | None) -> Draft:
    """The draft of a record that was seen at a moment; nobody knows yet who wrote it.

    `createdAt` is what the author's client says: the post is never later than it was seen.
    """
    did, facets = did_of(uri), parts(record.facets, Facet)
    embed = part(record.embed, Embed) or Embed()
    reply = part(record.reply, Parents)
    declared = part(record.labels, Labels) or Labels()
    written = [from_iso(record.created), seen]
    return _labelled(
        Draft(
            id=uri,
            uri=uri,
            url=page_of(uri),
            author=author(Profile(did)),
            content=_content(record.text or "", facets, embed),
            published=min((when for when in written if when is not None), default=None),
            tags=(*parts(record.tags, str), *tags_of(facets)),
            media=tuple(_media(embed, did)),
            language=next(iter(parts(record.langs, str)), ""),
            reply_to=reply.parent.uri if reply else "",
        ),
        values(declared.values),
    )


def draft_of_view(view: View) -> Draft | None:
    """The draft of a post as the AppView shows it; None if there is no post in it."""
    record = part(view.record, Record)
    if record is None:
        return None
    return with_counts(draft(view.uri, record, from_iso(view.indexed)), view)


def with_author(known: Draft, profile: Profile) -> Draft:
    """The draft, with the name its author has now."""
    return replace(known, author=author(profile))


def with_counts(known: Draft, view: View) -> Draft:
    """The draft, with what the AppView says beside it: name, counts, others' labels."""
    counted = replace(
        with_author(known, view.author), likes=view.likes, boosts=view.boosts, replies=view.replies
    )
    return _labelled(counted, values(view.labels))


def author(profile: Profile) -> DraftAuthor:
    """Who it is; by the DID alone as long as nothing else is known."""
    handle = profile.handle or ""
    is_known = bool(handle) and handle != "handle.invalid"
    return DraftAuthor(
        name=(profile.name or "").strip() or (handle if is_known else profile.did),
        handle=f"@{handle}" if is_known else "",
        url=f"https://bsky.app/profile/{profile.did}",
        is_bot=profile.is_bot,
    )


def _labelled(known: Draft, labels: frozenset[str]) -> Draft:
    serious = sorted(labels - _HARMLESS)
    if not serious:
        return known
    named = ", ".join(_WARNINGS[label] for label in serious if label in _WARNINGS)
    return replace(known, warning=named or known.warning, is_sensitive=True)


def _content(text: str, facets: tuple[Facet, ...], embed: Embed) -> str:
    """The words, then the page and the post that hang on them."""
    written = [markup(text, facets)]
    card = _found(embed, "external", Card)
    if card is not None and card.uri and card.uri not in links_of(facets):
        title = (card.title or "").strip()
        written.append(" ".join(filter(None, (markup(title, ()), anchor(card.uri)))))
    quoted = _quoted(embed)
    if quoted and (page := page_of(quoted)):
        written.append(f"RE: {anchor(page)}")
    return "".join(f"<p>{each}</p>" for each in written if each)


def _found(embed: Embed, name: str, shape: type[Card]) -> Card | None:
    """A part of what hangs on a post, or of the media beside a quoted one."""
    here: Raw = getattr(embed, name)
    inner = part(embed.media, Embed)
    return part(here, shape) or (part(getattr(inner, name), shape) if inner else None)


def _quoted(embed: Embed) -> str:
    quoted = part(embed.record, Quoted) or Quoted()
    return quoted.uri or (part(quoted.record, Quoted) or Quoted()).uri


def _media(embed: Embed, did: str) -> Iterator[DraftMedia]:
    for each in (embed, part(embed.media, Embed) or Embed()):
        for picture in (*parts(each.images, Picture), *parts(each.items, Picture)):
            if picture.image.ref.cid:
                yield _photo(picture, did)
        video = part(each.video, Blob)
        if video is not None and video.ref.cid:
            yield _video(each, video, did)


def _photo(picture: Picture, did: str) -> DraftMedia:
    blob, ratio = picture.image, picture.ratio or Ratio()
    return DraftMedia(
        kind=MediaKind.PHOTO,
        url=f"{_PICTURES}/feed_fullsize/plain/{did}/{blob.ref.cid}@jpeg",
        preview=f"{_PICTURES}/feed_thumbnail/plain/{did}/{blob.ref.cid}@jpeg",
        alt=picture.alt or "",
        mime=blob.mime or "",
        width=ratio.width,
        height=ratio.height,
        bytes=blob.size,
    )


def _video(embed: Embed, blob: Blob, did: str) -> DraftMedia:
    ratio = part(embed.ratio, Ratio) or Ratio()
    return DraftMedia(
        kind=MediaKind.VIDEO,
        url=f"{_VIDEOS}/{did}/{blob.ref.cid}/playlist.m3u8",
        preview=f"{_VIDEOS}/{did}/{blob.ref.cid}/thumbnail.jpg",
        alt=embed.alt or "",
        mime=blob.mime or "",
        width=ratio.width,
        height=ratio.height,
        bytes=blob.size,
    )
