"""What was looked for here: the view that each pane was in, and the filters of late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from backchannel.clean.terminal import clean_line
from backchannel.model.post import StoredPost
from backchannel.store import meta
from backchannel.store.connection import Connection

MANY: Final = 50
"""Filters that are kept."""

LONGEST: Final = 1_000
"""Characters of a filter that are kept."""

_NAME: Final = "looked"


class Looked(Struct, frozen=True):
    """`views` by the name of the pane; `filters` as they were typed, the last one last."""

    views: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()


def looked(db: Connection) -> Looked:
    """How the desk was left; nothing where that cannot be read any more."""
    return meta.kept(db, _NAME, Looked())


def shown_for(db: Connection, post: StoredPost) -> StoredPost:
    """The post in whose row one is shown: itself, unless it is a copy of that."""
    from backchannel.store import copies, pages  # how a desk was left is read without them

    row = copies.every(db, post.place)[0]
    return pages.by_places(db, [row]).get(row, post)


def keep(db: Connection, views: Mapping[str, str], filters: Sequence[str]) -> None:
    """Keep it for the next time."""
    texts = (clean_line(text, limit=LONGEST) for text in filters[-MANY:])
    left = Looked({pane: clean_line(name) for pane, name in views.items()}, tuple(texts))
    meta.keep(db, _NAME, left)
