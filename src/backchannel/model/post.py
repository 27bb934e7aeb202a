"""One thing somebody published: the draft a source delivered and the post we keep."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NewType

from msgspec import Struct

CleanText = NewType("CleanText", str)
"""Text with nothing left in it that a terminal would obey. Only `backchannel.clean` makes one."""

Url = NewType("Url", str)
"""An absolute http or https address, in its one spelling. Only `backchannel.clean` makes one."""


class Kind(StrEnum):
    """What a post is, in the organiser's words."""

    POST = "post"
    ARTICLE = "article"
    BOOKMARK = "bookmark"
    PHOTO = "photo"
    VIDEO = "video"
    QUESTION = "question"


class MediaKind(StrEnum):
    """What an attachment is."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class SpanKind(StrEnum):
    """What a stretch of a post's text stands for."""

    LINK = "link"
    MENTION = "mention"
    HASHTAG = "hashtag"


class DraftAuthor(Struct, frozen=True):
    """Who a source says wrote it. `handle` is `@user@host` on the fediverse, else empty."""

    name: str = ""
    handle: str = ""
    url: str = ""
    is_bot: bool = False


class DraftMedia(Struct, frozen=True):
    """An attachment as announced. Sizes in pixels, bytes and seconds."""

    kind: MediaKind
    url: str
    preview: str = ""
    alt: str = ""
    mime: str = ""
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    seconds: float | None = None


class DraftPoll(Struct, frozen=True):
    """A poll as announced: (option, votes or None while hidden)."""

    options: tuple[tuple[str, int | None], ...]
    closes: datetime | None = None
    voters: int | None = None


class Draft(Struct, frozen=True):
    """A post as a source delivered it: raw and untrusted, promised nothing.

    `id` is unique within its source and never empty. `uri` is the same wherever the post is seen
    (ActivityPub URI, AT-URI) and empty when the place has no such thing. `url` is the page a person
    opens. `link` is what a bookmark points at. `reply_to` is the `uri`, or the source's `id`, of
    the post it answers. Datetimes are aware or None.
    """

    id: str
    uri: str = ""
    url: str = ""
    kind: Kind = Kind.POST
    author: DraftAuthor = DraftAuthor()
    title: str = ""
    title_is_html: bool = False
    content: str = ""
    content_is_html: bool = True
    published: datetime | None = None
    edited: datetime | None = None
    tags: tuple[str, ...] = ()
    link: str = ""
    media: tuple[DraftMedia, ...] = ()
    poll: DraftPoll | None = None
    language: str = ""
    reply_to: str = ""
    warning: str = ""
    is_sensitive: bool = False
    likes: int = 0
    boosts: int = 0
    replies: int = 0


class Span(Struct, frozen=True):
    """`text[start:end]` stands for something.

    `target` is an address for links and mentions and the canonical tag for hashtags. A mention in
    plain text leads nowhere: its target is empty.
    """

    start: int
    end: int
    kind: SpanKind
    target: str


class Author(Struct, frozen=True):
    """Who wrote it, safe to draw. `name` is never empty; `url` may be."""

    name: CleanText
    handle: CleanText
    url: Url | None = None
    is_bot: bool = False


class Media(Struct, frozen=True):
    """An attachment, safe to draw and to open. Sizes in pixels, bytes and seconds."""

    kind: MediaKind
    url: Url
    alt: CleanText
    preview: Url | None = None
    mime: CleanText = CleanText("")
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    seconds: float | None = None


class Poll(Struct, frozen=True):
    """A poll: (option, votes or None while hidden)."""

    options: tuple[tuple[CleanText, int | None], ...]
    closes: datetime | None = None
    voters: int | None = None


class Post(Struct, frozen=True):
    """One thing somebody published, cleaned: everything in it may be drawn.

    `id` names it for good. `published` is UTC, never later than it was first seen, and None when
    the place gave no usable date. `text` has no surrounding blank lines; paragraphs are separated
    by an empty line. `cut` says in words what a limit removed.
    """

    id: str
    kind: Kind
    author: Author
    title: CleanText
    text: CleanText
    spans: tuple[Span, ...] = ()
    url: Url | None = None
    link: Url | None = None
    published: datetime | None = None
    edited: datetime | None = None
    tags: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    language: str = ""
    reply_to: str = ""
    warning: CleanText = CleanText("")
    is_sensitive: bool = False
    likes: int = 0
    boosts: int = 0
    replies: int = 0
    cut: tuple[CleanText, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other ids it is known by: its id within the source, its canonical link."""

    @property
    def cover(self) -> str:
        """What stands, on one line, in the place of words that are covered; "" when none are."""
        if self.warning:
            return f"content warning: {' '.join(self.warning.split())}"
        return "sensitive" if self.is_sensitive else ""


class Copy(Struct, frozen=True):
    """A post that says the same on another network, and is shown in the row of the first.

    `network` is where: a host, or `at` and `nostr` for the networks of those names.
    """

    place: int
    number: int
    network: str
    sources: tuple[str, ...]
    url: str | None = None
    likes: int = 0
    boosts: int = 0
    replies: int = 0


class StoredPost(Struct, frozen=True):
    """A post as the store gives it to a screen.

    `place` orders a pane: microseconds since 1970 of posting (never later than first seen), made
    unique. It never changes, so paging by it loses and repeats nothing. `number` is the short id
    people type. `version` grows whenever anything that is drawn changes. `copies` are shown in its
    row; one that `is_copy` is shown in the row of another. `filed` is the session under which
    somebody filed it, empty for none; None leaves it to the clock. `question` is what has become of
    it as a question (`model.roles.question.State`), empty when it is none.
    """

    place: int
    number: int
    version: int
    pane: str
    post: Post
    first_seen: datetime
    sources: tuple[str, ...]
    is_pinned: bool = False
    is_hidden: bool = False
    is_gone: bool = False
    is_muted: bool = False
    is_stashed: bool = False
    is_copy: bool = False
    filed: str | None = None
    question: str = ""
    copies: tuple[Copy, ...] = ()

    @property
    def posted(self) -> int:
        """When it was posted, in microseconds since 1970: where it stands, unless it is ranked."""
        return self.place

    @property
    def is_out_of_sight(self) -> bool:
        """Whether no pane shows it."""
        return self.is_gone or self.is_hidden or self.is_muted or self.is_copy

    @property
    def seen_on(self) -> tuple[str, ...]:
        """The sources that gave it, then those that gave its copies."""
        given = (source for copy in self.copies for source in copy.sources)
        return tuple(dict.fromkeys((*self.sources, *given)))

    @property
    def likes(self) -> int:
        """In all places."""
        return self.post.likes + sum(copy.likes for copy in self.copies)

    @property
    def boosts(self) -> int:
        """In all places."""
        return self.post.boosts + sum(copy.boosts for copy in self.copies)

    @property
    def replies(self) -> int:
        """In all places."""
        return self.post.replies + sum(copy.replies for copy in self.copies)
