"""What Bluesky says, as typed structs that forgive what is missing or odd.

The public documents are the lexicons `app.bsky.feed.post`, `app.bsky.feed.defs#postView` and
`app.bsky.actor.defs#profileViewDetailed`, at https://github.com/bluesky-social/atproto. A part of
an unknown kind is read as absent, and the post still comes.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import DecodeError, Raw, Struct, field, json

T = TypeVar("T")

Text = str | None
NOTHING = Raw(b"")
POSTS = "app.bsky.feed.post"
"""The collection in which everybody's posts are."""


class Link(Struct, frozen=True):
    """A link to a blob by the hash of its content."""

    cid: str = field(name="$link", default="")


class Blob(Struct, frozen=True):
    """A file. `size` is bytes."""

    ref: Link = Link()
    mime: Text = field(name="mimeType", default=None)
    size: int | None = None


class Ratio(Struct, frozen=True):
    """Pixels, or only how they relate."""

    width: int | None = None
    height: int | None = None


class Picture(Struct, frozen=True):
    """One image of a post."""

    image: Blob = Blob()
    alt: Text = None
    ratio: Ratio | None = field(name="aspectRatio", default=None)


class Card(Struct, frozen=True):
    """A page that a post points at."""

    uri: str = ""
    title: Text = None


class Embed(Struct, frozen=True):
    """What hangs on a post, of any kind: images, a gallery, a video, a page, another post."""

    images: Raw = NOTHING
    items: Raw = NOTHING
    video: Raw = NOTHING
    external: Raw = NOTHING
    record: Raw = NOTHING
    media: Raw = NOTHING
    alt: Text = None
    ratio: Raw = field(name="aspectRatio", default=NOTHING)


class Quoted(Struct, frozen=True):
    """A reference to a record; beside other media it stands one level deeper."""

    uri: str = ""
    record: Raw = NOTHING


class Place(Struct, frozen=True):
    """Where in the text, in bytes of its UTF-8; the end is not part of it."""

    start: int = field(name="byteStart")
    end: int = field(name="byteEnd")


class Feature(Struct, frozen=True):
    """What a stretch of the text is: a link, a mention or a hashtag."""

    uri: str = ""
    did: str = ""
    tag: str = ""


class Facet(Struct, frozen=True):
    """A stretch of the text that stands for something."""

    index: Place
    features: Raw = NOTHING


class Label(Struct, frozen=True):
    """One word that somebody put on a post or on an account."""

    val: str = ""
    src: str = ""
    neg: bool | None = None


class Labels(Struct, frozen=True):
    """Labels that an author put on a record."""

    values: Raw = NOTHING


class Parents(Struct, frozen=True):
    """What a post answers."""

    parent: Quoted = Quoted()


class Record(Struct, frozen=True):
    """A post as its author's client wrote it."""

    text: Text = None
    created: Text = field(name="createdAt", default=None)
    langs: Raw = NOTHING
    facets: Raw = NOTHING
    tags: Raw = NOTHING
    reply: Raw = NOTHING
    embed: Raw = NOTHING
    labels: Raw = NOTHING


class Profile(Struct, frozen=True):
    """An account. `labels` are the author's own and others'."""

    did: str
    handle: Text = None
    name: Text = field(name="displayName", default=None)
    labels: Raw = NOTHING

    @property
    def is_private(self) -> bool:
        """It asks not to be shown to people without an account, as those in a room may be."""
        return "!no-unauthenticated" in values(self.labels)

    @property
    def is_bot(self) -> bool:
        """It says so of itself."""
        return "bot" in values(self.labels)


class View(Struct, frozen=True):
    """A post as the AppView shows it."""

    uri: str
    by: Profile | None = field(name="author", default=None)
    record: Raw = NOTHING
    likes: int = field(name="likeCount", default=0)
    boosts: int = field(name="repostCount", default=0)
    replies: int = field(name="replyCount", default=0)
    indexed: Text = field(name="indexedAt", default=None)
    labels: Raw = NOTHING

    @property
    def author(self) -> Profile:
        """Who wrote it; by the DID alone where it is not said."""
        return self.by or Profile(did_of(self.uri))


def part(raw: Raw, shape: type[T]) -> T | None:
    """A part of a record, or None if it is absent, null or not of that shape."""
    if not bytes(raw):
        return None
    try:
        return json.decode(raw, type=shape)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None


def parts(raw: Raw, shape: type[T]) -> tuple[T, ...]:
    """The items of a list that are of that shape."""
    found = (part(each, shape) for each in part(raw, list[Raw]) or ())
    return tuple(each for each in found if each is not None)


def values(raw: Raw) -> frozenset[str]:
    """The words of a list of labels that still hold."""
    return frozenset(label.val for label in parts(raw, Label) if not label.neg)


def did_of(uri: str) -> str:
    """Whose record an AT-URI names (`at://did/collection/rkey`)."""
    return uri.removeprefix("at://").partition("/")[0]


def page_of(uri: str) -> str:
    """The page of a post for people, by the account's DID: a handle may change."""
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, rkey = rest.partition("/")
    return f"https://bsky.app/profile/{did}/post/{rkey}" if collection == POSTS else ""
