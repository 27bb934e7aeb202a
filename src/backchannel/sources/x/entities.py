"""What X answers, as typed structs that forgive what is missing or odd.

The public document is https://docs.x.com/x-api/fundamentals/data-dictionary.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct, field

NOTHING: Final = Raw(b"")


class Stretch(Struct, frozen=True):
    """What a part of a text stands for. Places are counted in code points."""

    start: int = -1
    end: int = -1
    url: str = ""
    expanded: str = field(name="expanded_url", default="")
    media_key: str = ""
    tag: str = ""
    username: str = ""


class Entities(Struct, frozen=True):
    """The parts of a text that stand for something."""

    urls: Raw = NOTHING
    hashtags: Raw = NOTHING
    mentions: Raw = NOTHING


class Note(Struct, frozen=True):
    """The whole of a long post, whose `text` is only its beginning."""

    text: str = ""
    entities: Raw = NOTHING


class Reference(Struct, frozen=True):
    """Another post, and what it is to this one: replied_to, quoted or retweeted."""

    type: str = ""
    id: str = ""


class Metrics(Struct, frozen=True):
    """How often others did something with a post."""

    likes: int = field(name="like_count", default=0)
    boosts: int = field(name="retweet_count", default=0)
    replies: int = field(name="reply_count", default=0)


class Attachments(Struct, frozen=True):
    """What hangs on a post."""

    media_keys: Raw = NOTHING


class Tweet(Struct, frozen=True):
    """One post. `history` are the numbers it has had, one for each edit."""

    id: str
    text: str = ""
    author_id: str = ""
    created: str = field(name="created_at", default="")
    lang: str = ""
    entities: Raw = NOTHING
    note: Raw = field(name="note_tweet", default=NOTHING)
    attachments: Raw = NOTHING
    references: Raw = field(name="referenced_tweets", default=NOTHING)
    metrics: Raw = field(name="public_metrics", default=NOTHING)
    history: Raw = field(name="edit_history_tweet_ids", default=NOTHING)
    sensitive: bool = field(name="possibly_sensitive", default=False)


class User(Struct, frozen=True):
    """Somebody who writes."""

    id: str
    name: str = ""
    username: str = ""


class Medium(Struct, frozen=True):
    """A photo, a video or an animation (`animated_gif`). Sizes in pixels."""

    key: str = field(name="media_key")
    type: str = ""
    url: str = ""
    preview: str = field(name="preview_image_url", default="")
    alt: str = field(name="alt_text", default="")
    width: int | None = None
    height: int | None = None


class Includes(Struct, frozen=True):
    """What a page of posts refers to; everything in it but media is billed."""

    users: Raw = NOTHING
    media: Raw = NOTHING
    tweets: Raw = NOTHING


class Meta(Struct, frozen=True):
    """What is said of a page; there is another one if it has a `next_token`."""

    next_token: str = ""


class Problem(Struct, frozen=True):
    """Why one of several things that were asked for is not in the answer."""

    type: str = ""
    resource_id: str = ""
    value: str = ""


class Page(Struct, frozen=True):
    """The answer to a search, or to a question for posts by their numbers."""

    data: Raw = NOTHING
    includes: Raw = NOTHING
    meta: Raw = NOTHING
    errors: Raw = NOTHING
