"""The lines of a raw record, as they are documented in `docs/using/record-format.md`.

Every line is an object with a `line` that says what it is. The order of the lines is that of the
classes here; a line speaks only of what came before it. Times are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from backchannel.model.post import Post
from backchannel.model.roles.rule import Rule
from backchannel.model.roles.slot import Slot

FORMAT: Final = "backchannel record"
VERSION: Final = 2
"""Of what can be read. It grows when a program that knows the one before could not read it."""

PLAIN: Final = 1
"""The version of what has no lines that are new in a later one, so that older programs take it."""


class Entry(Struct, frozen=True, tag_field="line", forbid_unknown_fields=False):
    """One line."""


class Header(Entry, frozen=True, tag="header"):
    """The first line: whose format this is, and which version of it."""

    format: str
    version: int


class EventLine(Entry, frozen=True, tag="event"):
    """The event; see `model.programme.Event`."""

    name: str
    tags: tuple[str, ...]
    spellings: tuple[str, ...] = ()
    timezone: str = "UTC"
    starts: datetime | None = None
    ends: datetime | None = None
    url: str = ""


class SessionLine(Entry, frozen=True, tag="session"):
    """A session. `id` is what others name it by; `title` to `uid` are as it was planned.

    `began` and `ended` are as it was run; `done` is what was done to it by hand, None for nothing.
    """

    id: str
    title: str
    starts: datetime
    minutes: int
    people: tuple[str, ...]
    room: str
    uid: str
    began: datetime
    ended: datetime
    done: Slot | None = None


class PersonLine(Entry, frozen=True, tag="person"):
    """Somebody whom the event file names."""

    name: str
    role: str
    accounts: tuple[str, ...]


class SourceLine(Entry, frozen=True, tag="source"):
    """A source that was followed; `options` are those of its kind that a record may tell."""

    name: str
    kind: str
    pane: str
    tagged: bool
    local: bool
    options: Mapping[str, object]


class RuleLine(Entry, frozen=True, tag="rule"):
    """A rule of the event file."""

    rule: Rule


class Seen(Struct, frozen=True):
    """Where a post was seen, and when first there."""

    source: str
    at: datetime


class Copied(Struct, frozen=True):
    """In the row of which post, named by its id, another is shown, why, and since when."""

    of: str
    why: str
    at: datetime


class FiledByHand(Struct, frozen=True):
    """Who filed a post under its session, and when."""

    by: str
    at: datetime


class PostLine(Entry, frozen=True, tag="post"):
    """A post, as `model.post.Post` says.

    `place` orders the posts: microseconds since 1970, no two alike. `number` is what people at the
    desk call it. `names` are all that it is known by, `post.id` among them. `session` is the id of
    the session that it is filed under, empty for none. `record.lines.said` writes these lines.
    """

    place: Annotated[int, Meta(ge=0, lt=1 << 58)]
    number: Annotated[int, Meta(ge=0, lt=1 << 53)]
    pane: str
    first_seen: datetime
    seen: tuple[Seen, ...]
    names: tuple[str, ...]
    session: str
    filed: FiledByHand | None
    copy: Copied | None
    post: Post


class WordingLine(Entry, frozen=True, tag="wording"):
    """What a post, named by its id, `said` before its author edited it, and until when."""

    post: str
    until: datetime
    said: Post


class PinLine(Entry, frozen=True, tag="pin"):
    """A highlight; `post` is the id of its post. `position` orders them."""

    id: str
    post: str
    position: float
    by: str
    at: datetime
    remark: str


class NoteLine(Entry, frozen=True, tag="note"):
    """A note. `offset` is in seconds since its session began; `post` is the id of one, or None."""

    id: str
    text: str
    at: datetime
    session: str
    offset: int | None
    post: str | None
    by: str
    edited: datetime | None


class QuestionLine(Entry, frozen=True, tag="question"):
    """A question, or one that was `merged` into the question of that id.

    `post` is the id of the post in which it was asked, and `words` are those of one from the room.
    `reworded` are the words that somebody found for it. `state` is that of `model.roles.question`.
    """

    id: str
    post: str | None
    words: str
    reworded: str
    asker: str
    session: str
    state: str
    position: float
    merged: str
    by: str
    at: datetime
    taken_up: datetime | None
    settled: datetime | None


Told = Mapping[str, object]
"""A row of the store, posts named by their ids. `record.lines.acts` says what is in it."""


class StandingLine(Entry, frozen=True, tag="standing"):
    """Something that was decided and is in no other line, as it stands: a row of its `subject`."""

    subject: str
    row: Told


class DecisionLine(Entry, frozen=True, tag="decision"):
    """A line of the log: `by` whom a row of a `subject` was put in the place of another.

    None is no row. What has one `turn` was decided together; what is `dropped` stays as
    it is: undone, or left by an undo.
    """

    act: str
    about: str
    subject: str
    before: Told | None
    after: Told | None
    by: str
    at: datetime
    undone: datetime | None
    turn: str
    dropped: bool


class End(Entry, frozen=True, tag="end"):
    """The last line. `lines` is how many there are, this one among them."""

    lines: int


AnyLine = (
    Header | EventLine | SessionLine | PersonLine | SourceLine | RuleLine | PostLine | WordingLine
    | PinLine | NoteLine | QuestionLine | StandingLine | DecisionLine | End
)  # fmt: skip

encode = msgspec.json.Encoder(order="deterministic").encode
