"""A post on X becomes a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from msgspec import Raw

from backchannel.model.moments import from_iso
from backchannel.model.post import Draft, DraftAuthor, DraftMedia, MediaKind
from backchannel.sources.forgiving import entity, part, parts
from backchannel.sources.x import flakes
from backchannel.sources.x.entities import (
    Attachments,
    Includes,
    Medium,
    Meta,
    Metrics,
    Note,
    Page,
    Reference,
    Tweet,
    User,
)
from backchannel.sources.x.words import markup, tags_of

_NO_LANGUAGE: Final = {"und", "zxx", "art"}
_RETWEET: Final = "retweeted"
_MOST: Final = 2**53 - 1  # what every JSON reader and SQLite can hold


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read. `billed` counts posts and authors in it, ours or not.

    `oldest` and `newest` are numbers of posts, 0 when there is none. `has_more` says that older
    posts fit the question, too.
    """

    drafts: tuple[Draft, ...]
    billed: int
    oldest: int = 0
    newest: int = 0
    has_more: bool = False
    rejected: int = 0


def read(page: Page) -> Read:
    """The drafts of a page of a search; other people's posts passed on are none."""
    raws = part(page.data, list[Raw]) or []
    tweets = [each for each in parts(page.data, Tweet) if flakes.number(each.id)]
    includes = entity(page.includes, Includes) or Includes()
    users = {each.id: each for each in parts(includes.users, User)}
    media = {each.key: each for each in parts(includes.media, Medium)}
    beside = [part(raw, list[Raw]) or [] for raw in (includes.users, includes.tweets)]
    numbers = [flakes.number(each.id) for each in tweets]
    return Read(
        drafts=tuple(draft(each, users, media) for each in tweets if not _is_retweet(each)),
        billed=len(raws) + sum(map(len, beside)),
        oldest=min(numbers, default=0),
        newest=max(numbers, default=0),
        has_more=bool(tweets and (entity(page.meta, Meta) or Meta()).next_token),
        rejected=len(raws) - len(tweets),
    )


def draft(tweet: Tweet, users: dict[str, User], media: dict[str, Medium]) -> Draft:
    """The draft of a post. An edited one keeps the number it had first."""
    user = users.get(tweet.author_id) or User(tweet.author_id)
    first = flakes.number(next(iter(parts(tweet.history, str)), "")) or flakes.number(tweet.id)
    is_edited = first != flakes.number(tweet.id)
    created = from_iso(tweet.created) or flakes.moment(flakes.number(tweet.id))
    attached = entity(tweet.attachments, Attachments) or Attachments()
    shown = [media[key] for key in parts(attached.media_keys, str) if key in media]
    page = f"https://x.com/{user.username or 'i'}/status/{first}"
    whole = entity(tweet.note, Note) or Note()
    text, entities = (whole.text, whole.entities) if whole.text else (tweet.text, tweet.entities)
    metrics = entity(tweet.metrics, Metrics) or Metrics()
    is_spoken = tweet.lang not in _NO_LANGUAGE and not tweet.lang.startswith("q")
    return Draft(
        id=str(first),
        url=page,
        author=_author(user),
        content=markup(text, entities, frozenset(each.key for each in shown)),
        published=flakes.moment(first) if is_edited else created,
        edited=created if is_edited else None,
        tags=tuple(dict.fromkeys((*tags_of(entities), *tags_of(tweet.entities)))),
        media=tuple(_media(shown, page)),
        language=tweet.lang if is_spoken else "",
        reply_to=_reply_to(tweet),
        is_sensitive=tweet.sensitive,
        likes=_count(metrics.likes),
        boosts=_count(metrics.boosts),
        replies=_count(metrics.replies),
    )


def _author(user: User) -> DraftAuthor:
    return DraftAuthor(
        name=user.name.strip() or user.username or user.id,
        handle=f"@{user.username}@x.com" if user.username else "",
        url=f"https://x.com/{user.username}" if user.username else "",
    )


def _media(shown: list[Medium], page: str) -> Iterator[DraftMedia]:
    """What moves opens where it was posted: the file itself has many addresses, or none."""
    for each in shown:
        is_photo = each.type == "photo" and bool(each.url)
        yield DraftMedia(
            kind=MediaKind.PHOTO if is_photo else MediaKind.VIDEO,
            url=each.url if is_photo else page,
            preview="" if is_photo else each.preview,
            alt=each.alt,
            width=each.width,
            height=each.height,
        )


def _reply_to(tweet: Tweet) -> str:
    found = (each.id for each in parts(tweet.references, Reference) if each.type == "replied_to")
    return next(found, "")


def _is_retweet(tweet: Tweet) -> bool:
    return any(each.type == _RETWEET for each in parts(tweet.references, Reference))


def _count(number: int) -> int:
    return max(0, min(number, _MOST))
