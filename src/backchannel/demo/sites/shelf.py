"""What one site has published so far: the pieces, their state, and who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.model.tags import canonical, in_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEQUENCE_BITS = 16


class Turn(StrEnum):
    """What a listener is told, in the words of Mastodon's streams."""

    UPDATE = "update"
    STATUS_UPDATE = "status.update"
    DELETE = "delete"


@dataclass(slots=True)
class Entry:
    """A piece on a site. `id` grows with time, like a snowflake; times are UTC."""

    id: int
    piece: Piece
    written: datetime
    published: datetime
    changed: datetime
    edited: datetime | None = None
    likes: int = 0
    boosts: int = 0
    replies: int = 0
    tags: frozenset[str] = field(default_factory=frozenset)


Listener = Callable[[Turn, Entry], None]


class Shelf:
    """The pieces of one site, by arrival. Not thread-safe; listeners are called at once."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._keys: dict[int, str] = {}
        self._waiting: dict[str, int] = {}
        self._listeners: list[Listener] = []
        self._arrivals = 0
        self.changed = _EPOCH

    def __len__(self) -> int:
        return len(self._entries)

    def apply(self, happening: Happening, *, written: datetime, now: datetime) -> None:
        """Let something happen at wall time `now`. What is not here is left alone."""
        here = self._entries.get(happening.key)
        if happening.act is Act.PUBLISH and happening.piece is not None:
            self._publish(happening.piece, min(written, now), now)
        elif here is None:
            return
        elif happening.act is Act.EDIT and happening.piece is not None:
            here.piece, here.edited, here.changed = happening.piece, now, now
            here.tags = _tags(happening.piece)
            self._tell(Turn.STATUS_UPDATE, here)
        elif happening.act is Act.DELETE:
            del self._entries[happening.key], self._keys[here.id]
            self._recount(here.piece.reply_to, -1)
            self._tell(Turn.DELETE, here)
        elif happening.act is Act.COUNT:
            here.likes, here.boosts = happening.likes, happening.boosts
        if happening.act is not Act.COUNT:
            self.changed = max(self.changed, now)

    def newest_first(self) -> Iterator[Entry]:
        """Every entry that is still here; ids only grow, so arrival is their order."""
        return reversed(self._entries.values())

    def entry(self, number: int) -> Entry | None:
        """The entry with an id, or None if it never was or is gone."""
        key = self._keys.get(number)
        return self._entries[key] if key else None

    def by_key(self, key: str) -> Entry | None:
        """The entry of a piece, or None."""
        return self._entries.get(key)

    def tell(self, listener: Listener) -> None:
        """Tell `listener` of every update, edit and deletion from now on."""
        self._listeners.append(listener)

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Tell `listener` of every update, edit and deletion inside the block."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def _publish(self, piece: Piece, written: datetime, now: datetime) -> None:
        if piece.key in self._entries:
            return
        self._arrivals += 1
        milliseconds = (now - _EPOCH).total_seconds() * 1000
        number = (int(milliseconds) << _SEQUENCE_BITS) + self._arrivals
        entry = Entry(number, piece, written, now, now, tags=_tags(piece))
        entry.replies = self._waiting.pop(piece.key, 0)
        self._entries[piece.key], self._keys[number] = entry, piece.key
        self._recount(piece.reply_to, 1)
        self._tell(Turn.UPDATE, entry)

    def _recount(self, key: str, change: int) -> None:
        parent = self._entries.get(key)
        if parent is not None:
            parent.replies = max(0, parent.replies + change)
        elif key and change > 0:
            self._waiting[key] = self._waiting.get(key, 0) + change

    def _tell(self, turn: Turn, entry: Entry) -> None:
        for listener in tuple(self._listeners):
            listener(turn, entry)


def _tags(piece: Piece) -> frozenset[str]:
    named = (canonical(tag) for tag in piece.tags)
    return frozenset((*named, *in_text(piece.text)))
