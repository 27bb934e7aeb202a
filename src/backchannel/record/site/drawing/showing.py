"""A post as a page shows it: everything that a template writes down, and nothing to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from markupsafe import Markup, escape
from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Kind, Media, MediaKind, Post, StoredPost
from backchannel.model.sameness.elsewhere import elsewhere
from backchannel.model.sameness.networks import host_of
from backchannel.record.site.drawing import markup
from backchannel.record.site.drawing.moments import Calendar

_NOTHING: Final = Markup()
_QUESTIONS: Final[Mapping[str, str]] = {
    "open": "question",
    "now": "question",
    "answered": "answered question",
    "parked": "parked question",
    "left": "question left open",
}


class Attachment(Struct, frozen=True):
    """A photo, video or file: where it is, what it shows, and the copy of it that was kept."""

    what: str
    href: str
    alt: str
    kept: str = ""


class Choice(Struct, frozen=True):
    """An option of a poll; `share` in percent, None while it is hidden."""

    text: str
    share: int | None


class Shown(Struct, frozen=True):
    """A post in the parts of its drawing. `cover` stands in the place of all below `title`."""

    number: int
    kind: Kind
    language: str
    who: Markup
    handle: str
    when: Markup
    cover: str
    title: Markup
    words: Markup
    is_cut: bool
    attachments: tuple[Attachment, ...]
    choices: tuple[Choice, ...]
    marks: tuple[str, ...]
    told: tuple[Markup, ...]


class Showing(Struct, frozen=True):
    """How posts are shown here: `photos` are the names of the files that were kept, by address."""

    calendar: Calendar
    photos: Mapping[str, str] = {}

    def post(
        self,
        stored: StoredPost,
        *,
        most: int | None = None,
        form: str = "short",
        session: Markup = _NOTHING,
    ) -> Shown:
        """A post; with `most` only so many characters of its text, `form` is how its time is told.

        `session` is a link to the one under which it is filed.
        """
        post = stored.post
        text, is_cut = (markup.words(post), False) if most is None else markup.lead(post, most)
        return Shown(
            stored.number,
            post.kind,
            markup.language(post.language),
            who=markup.link(post.author.url, post.author.name),
            handle=post.author.handle,
            when=self.calendar.time(from_micros(stored.posted), form),
            cover=post.cover,
            title=markup.link(post.link or post.url, post.title) if post.title else Markup(),
            words=text,
            is_cut=is_cut,
            attachments=tuple(self._attachment(each, post) for each in post.media),
            choices=tuple(_choices(post)),
            marks=tuple(_marks(stored)),
            told=(*_told(stored), *((session,) if session else ())),
        )

    def _attachment(self, media: Media, post: Post) -> Attachment:
        is_photo = media.kind is MediaKind.PHOTO
        kept = self.photos.get(media.url, "") if is_photo else ""
        alt = media.alt or f"{media.kind.value} by {post.author.name}, which nobody described"
        return Attachment(media.kind.value, markup.address(media.url), alt, kept)


def _choices(post: Post) -> Iterator[Choice]:
    if post.poll is None:
        return
    total = sum(votes or 0 for _, votes in post.poll.options)
    for text, votes in post.poll.options:
        is_known = votes is not None and total > 0
        yield Choice(text, round(100 * (votes or 0) / total) if is_known else None)


def _told(stored: StoredPost) -> Iterator[Markup]:
    """Where it is from, what it leads to, and what else there is to say."""
    post = stored.post
    if post.url:
        yield markup.link(post.url, host_of(post.url))
    if post.link and host_of(post.link) != host_of(post.url or ""):
        yield markup.link(post.link, host_of(post.link))
    said = [f"also on {', '.join(others)}"] if (others := elsewhere(stored)) else []
    counts = (stored.likes, stored.boosts, stored.replies)
    said += [
        f"{count:,} {one if count == 1 else several}"
        for count, (one, several) in zip(counts, _COUNTED, strict=True)
        if count > 0
    ]
    said += ["edited"] if post.edited is not None else []
    said += [f"cut: {cut}" for cut in post.cut]
    yield from map(escape, said)


_COUNTED: Final = (("like", "likes"), ("boost", "boosts"), ("reply", "replies"))


def _marks(stored: StoredPost) -> Iterator[str]:
    if stored.is_pinned:
        yield "highlight"
    if stored.question in _QUESTIONS:
        yield _QUESTIONS[stored.question]
    if stored.post.author.is_bot:
        yield "by a bot"
