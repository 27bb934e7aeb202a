"""What a desk says of the stage all the time: that it is blank, or what is on air.

Little is loaded for it while nobody ever used the stage, as at most events.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backchannel.store.connection import Connection


class Sign(Struct, frozen=True):
    """Whether every projector is blank; what is on air, or waits behind that, and who wrote it.

    With `is_taken` something was put on air, though the card may be shown for it now. `until` is
    when it may be something else by itself.
    """

    is_blank: bool = False
    place: int | None = None
    who: str = ""
    is_taken: bool = False
    until: datetime | None = None


def sign(db: Connection) -> Sign:
    """How the stage is now."""
    if db.value("SELECT 1 FROM stage WHERE name = 'air'") is None:
        return Sign()
    from backchannel.store.roles import stage

    air, behind = stage.air(db), stage.behind(db)
    post, until = behind.post, behind.until
    is_taken = air.place is not None or air.before is not None
    if post is None:
        return Sign(air.is_blank, is_taken=is_taken, until=until)
    who = post.post.author.name
    return Sign(air.is_blank, post.place, who, is_taken=is_taken, until=until)
