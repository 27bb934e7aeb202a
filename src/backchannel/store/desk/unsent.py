"""Whether a text of one's own has anything before it; asked by a desk that may never need more."""

from __future__ import annotations

from backchannel.store.connection import Connection


def is_unsent(db: Connection) -> bool:
    """Whether something is on its way out, or was to go out and could not."""
    return bool(
        db.value("SELECT EXISTS (SELECT 1 FROM outgoing WHERE state NOT IN ('draft', 'sent'))")
    )
