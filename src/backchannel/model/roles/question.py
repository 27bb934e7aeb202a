"""Questions: what the room or the net wants answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backchannel.model.post import Kind, Post, SpanKind

ROOM: Final = "somebody in the room"
"""Who asks when no name was given."""


class State(StrEnum):
    """What has become of a question. At most one is `now`."""

    OPEN = "open"
    NOW = "now"
    ANSWERED = "answered"
    PARKED = "parked"
    LEFT = "left"


class Question(Struct, frozen=True):
    """One question with all that were merged into it.

    `words` are to be read aloud: other words for it, else those of the post without links and tags.
    `original` is as it was asked. `askers` are different people, the first who asked first; `votes`
    are likes and boosts of all its posts in all places, and one for each asker. `position` orders
    the queue. `place` is the post's, None for what somebody in the room said; people call that post
    by its `number`. `edited` is what its author says instead since it was taken up; `words` are
    then those of before. `parts` are the ids of what is merged into it. `trouble` says why it
    cannot be read out: its author deleted it, or it is out of sight.
    """

    id: str
    words: str
    original: str
    askers: tuple[str, ...]
    votes: int
    session: str
    state: State
    position: float
    by: str
    at: datetime
    place: int | None = None
    number: int | None = None
    parts: tuple[str, ...] = ()
    taken_up: datetime | None = None
    settled: datetime | None = None
    is_reworded: bool = False
    edited: str = ""
    trouble: str = ""

    @property
    def asker(self) -> str:
        """Who asked first, and how many others."""
        others = len(self.askers) - 1
        first = self.askers[0] if self.askers else ROOM
        return f"{first} and {others} more" if others > 0 else first

    @property
    def short(self) -> str:
        """What people call it by: the number of its post, or the beginning of its id."""
        return str(self.number) if self.number is not None else self.id[:SHORT]


class Queue(Struct, frozen=True):
    """What is to be answered: `rows` by their place in the queue, the one that is now among them.

    `aside` are those that were parked or answered in this session, the latest first, and then those
    that were parked in others. `waiting` counts the open ones that can be read out.
    """

    rows: tuple[Question, ...] = ()
    aside: tuple[Question, ...] = ()
    waiting: int = 0

    @property
    def now(self) -> Question | None:
        """The one that is being answered."""
        return next((each for each in self.rows if each.state is State.NOW), None)

    @property
    def coming(self) -> tuple[Question, ...]:
        """Those that can be read out next, in the order in which `next` takes them."""
        rows = [each for each in self.rows if not each.trouble or each.state is State.NOW]
        now = next((n for n, each in enumerate(rows) if each.state is State.NOW), None)
        if now is None:
            return tuple(rows)
        return (*rows[now + 1 :], *rows[:now])


SHORT: Final = 7
"""Signs of an id that people type."""

_ADDRESS: Final = re.compile(r"https?://\S+")
_FIRST: Final = re.compile(r"\A(?:\s*\x01\S+\s*[,:]?|\s*\x02\S+\s*:?)+\s*")
_LAST: Final = re.compile(r"(?:\s*[\x00\x02]\S+)+\s*\Z")
_SIGNS: Final = re.compile(r"[\x00\x02]#?|\x01")
"""A tag in a sentence is a word of it; a mention keeps its own sign."""

_MARKS: Final = {SpanKind.MENTION: "\x01", SpanKind.HASHTAG: "\0"}


def spoken(post: Post, tags: Collection[str] = ()) -> str:
    """The words of a post as somebody reads them aloud; covered words stay covered.

    Without links, without whom it is said to and without hashtags at its end; `tags`, those of the
    event in their one spelling, are left out at its beginning, too.
    """
    if post.cover:
        return post.cover
    if post.kind in {Kind.POST, Kind.QUESTION} or not post.title:
        marked = _ADDRESS.sub(" ", "".join(_marked(post, tags)))
        text = _LAST.sub("", _FIRST.sub("", marked))
        words = " ".join(_SIGNS.sub("", text).split())
        if words:
            return words
    alt = next((media.alt for media in post.media if media.alt), "")
    return " ".join((post.title or post.text or alt or post.url or "").split())


def _marked(post: Post, tags: Collection[str]) -> Iterator[str]:
    at = 0
    for span in sorted(post.spans, key=lambda span: span.start):
        if span.start < at:
            continue
        yield post.text[at : span.start]
        at = span.end
        if span.kind is SpanKind.LINK:
            yield " "
            continue
        own = span.kind is SpanKind.HASHTAG and span.target in tags
        mark = "\x02" if own else _MARKS[span.kind]
        yield f"{mark}{''.join(post.text[span.start : span.end].split())}"
    yield post.text[at:]
