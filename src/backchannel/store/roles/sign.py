"""What a desk says of the stage all the time: that it is blank, or what is on air.

Little is loaded for it while nobody ever used the stage, as at most events.
"""

from __future__ import annotations

from msgspec import Struct

from backchannel.store.connection import Connection


class Sign(Struct, frozen=True):
    """Whether every projector is blank; what is on air, or waits behind that, and who wrote it."""

    is_blank: bool = False
    place: int | None = None
    who: str = ""


def sign(db: Connection) -> Sign:
    """How the stage is now."""
    if db.value("SELECT 1 FROM stage WHERE name = 'air'") is None:
        return Sign()
    from backchannel.store.roles import stage

    is_blank, post = stage.air(db).is_blank, stage.behind(db).post
    return Sign(is_blank, post.place, post.post.author.name) if post else Sign(is_blank)
