"""What a Matrix homeserver says, as typed structs that forgive what is missing or odd.

The public document is https://spec.matrix.org/v1.19/client-server-api/. The content of an event is
whatever its sender wrote, so each part of it is read by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import UNSET, DecodeError, Raw, Struct, UnsetType, field, json

T = TypeVar("T")


class InReplyTo(Struct, frozen=True):
    """The event that is answered."""

    event_id: str = ""


class Relation(Struct, frozen=True):
    """How an event is about another: `m.replace` edits it, `m.thread` goes on with it."""

    rel_type: str = ""
    event_id: str = ""
    in_reply_to: InReplyTo | None = field(default=None, name="m.in_reply_to")


class FileShape(Struct, frozen=True):
    """Pixels, bytes and milliseconds of a file."""

    mimetype: object = None
    w: object = None
    h: object = None
    size: object = None
    duration: object = None


class Content(Struct, frozen=True):
    """What was said. Everything is whatever its sender wrote."""

    msgtype: object = None
    body: object = None
    format: object = None
    formatted_body: object = None
    filename: object = None
    displayname: object = None
    redacts: object = None
    info: Raw | UnsetType = UNSET
    relates_to: Raw | UnsetType = field(default=UNSET, name="m.relates_to")
    new_content: Raw | UnsetType = field(default=UNSET, name="m.new_content")


class _Bundled(Struct, frozen=True):
    replace: Raw | UnsetType = field(default=UNSET, name="m.replace")


class _Unsigned(Struct, frozen=True):
    redacted_because: object = None
    relations: Raw | UnsetType = field(default=UNSET, name="m.relations")


class Event(Struct, frozen=True):
    """One event of a room. `origin_server_ts` is in milliseconds since 1970."""

    type: str
    event_id: str
    sender: str
    origin_server_ts: int = 0
    state_key: str | None = None
    redacts: object = None
    content: Raw | UnsetType = UNSET
    unsigned: Raw | UnsetType = UNSET

    @property
    def said(self) -> Content:
        """Its content; of what was deleted nothing is left."""
        return part(self.content, Content) or Content()

    @property
    def relation(self) -> Relation:
        """How it is about another event, if it is."""
        return part(self.said.relates_to, Relation) or Relation()

    @property
    def is_redacted(self) -> bool:
        """Whether it was deleted."""
        unsigned = part(self.unsigned, _Unsigned)
        return unsigned is not None and unsigned.redacted_because is not None

    @property
    def latest(self) -> Event | None:
        """Its newest edit, where the server tells it along."""
        unsigned = part(self.unsigned, _Unsigned) or _Unsigned()
        bundled = part(unsigned.relations, _Bundled) or _Bundled()
        return part(bundled.replace, Event)


class Timeline(Struct, frozen=True):
    """The newest events, oldest first. `limited` says that there are more before `prev_batch`."""

    events: list[Raw] = []
    limited: bool = False
    prev_batch: str | None = None


class State(Struct, frozen=True):
    """Who is in the room, as far as it matters for the events."""

    events: list[Raw] = []


class Joined(Struct, frozen=True):
    """News of a room we are in."""

    timeline: Timeline = Timeline()
    state: State = State()


class Rooms(Struct, frozen=True):
    """Rooms by id."""

    join: dict[str, Joined] = {}


class Sync(Struct, frozen=True):
    """The answer of `/sync`."""

    next_batch: str
    rooms: Rooms = Rooms()


class Page(Struct, frozen=True):
    """The answer of `/messages`. An empty chunk is not the end: a missing `end` is."""

    chunk: list[Raw] = []
    state: list[Raw] = []
    start: str = ""
    end: str | None = None


def part(raw: Raw | UnsetType, shape: type[T]) -> T | None:
    """A part of an entity, or None if it is absent or not of that shape."""
    if isinstance(raw, UnsetType):
        return None
    try:
        return json.decode(raw, type=shape)
    except (DecodeError, RecursionError, UnicodeDecodeError):
        return None


def events_of(raws: Iterable[Raw]) -> list[Event | None]:
    """Events, with None for each that cannot be read."""
    return [part(raw, Event) for raw in raws]


def text(value: object) -> str:
    """What should be a text, if it is one."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int | None:
    """What should be a count, if it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return None
    return int(value)
