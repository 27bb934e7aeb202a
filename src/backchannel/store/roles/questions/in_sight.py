"""Whose words may be read out: not what its author deleted, nor what is hidden or muted."""

from __future__ import annotations

from typing import Final

from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted_among

_POST: Final = (
    "SELECT 1 FROM posts p WHERE p.place = {0}.place AND p.gone_at IS NULL AND p.is_hidden & 3 = 0"
)
_WAITING: Final = (
    "SELECT p.place, p.number, p.version FROM posts p WHERE p.place IN ("
    "SELECT place FROM questions WHERE merged = '' AND state IN ('open', 'now') "
    "UNION SELECT place FROM questions WHERE merged <> '') "
    "AND p.gone_at IS NULL AND p.is_hidden = 0"
)


def stands(db: Connection) -> str:
    """The condition that somebody's words are there: of the question `q`, or of a part of it."""
    out = muted_among(db, _WAITING)
    also = f" AND p.place NOT IN ({', '.join(map(str, out))})" if out else ""
    own, part = (
        f"({name}.place IS NULL OR EXISTS ({_POST.format(name)}{also}))" for name in ("q", "m")
    )
    merged = f"SELECT 1 FROM questions m WHERE m.merged = q.id AND m.merged <> '' AND {part}"
    return f"({own} OR EXISTS ({merged}))"
