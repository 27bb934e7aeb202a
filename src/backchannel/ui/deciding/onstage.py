"""What a facilitator does with the stage from the desk: put a post on air, show nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from backchannel.errors import StoreError
from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.store.connection import Connection
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.lines.summary import summary

if TYPE_CHECKING:
    from backchannel.ui.deciding.acts import Voice

UNDOES: Final = "{undo} undoes"
SHOWS: Final = "{blank} shows it"
BLANKS: Final = "{blank} blanks them"

CALM: Final = timedelta(seconds=3)
"""For so long the desk has to have said that it is blank until the same key shows it again."""

SHOWS_LATER: Final = f"{{blank}} after {CALM.seconds} s shows it again"


class OnStage:
    """Decisions of one person about the stage. Each returns after it is on the disk."""

    def __init__(self, pen: Pen, by: str, say: Voice) -> None:
        self._pen, self._by, self._say = pen, by, say

    async def put_on_air(self, post: StoredPost) -> None:
        """Put a post on the projector, and pin it if it is not pinned."""
        from backchannel.store.roles import stage  # not before somebody has to do with it

        def put(db: Connection) -> tuple[bool, bool, int]:
            is_done, air = stage.put_on_air(db, post.place, self._by, post), stage.air(db)
            return is_done, air.is_blank, -(-air.waits(to_micros(db.now())) // 1_000_000)

        try:
            is_done, is_blank, waits = await self._pen.write(put)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        soon = f" in {waits} s" if waits else ""
        if is_blank:
            self._say("Taken, behind the blank" if is_done else "It is taken already", SHOWS)
        elif is_done:
            self._say(f"On air{soon}  {summary(post)}", UNDOES)
        else:
            self._say(f"It is taken already, on air{soon}" if soon else "It is on air already")

    async def toggle_blank(self, seen: datetime | None = None, say: Voice | None = None) -> None:
        """Show nothing on any projector, or again what is on air; said by `say` if there is one.

        `seen` is since when the desk says that they are blank, None while that cannot be read.
        """
        from backchannel.store.roles import stage

        say = say or self._say
        try:
            is_blank = await self._pen.write(stage.toggle_blank, self._by, seen, CALM)
        except StoreError as error:
            say(f"Not blank: {error}", is_problem=True)
            return
        if is_blank:
            say("Every projector is blank", SHOWS_LATER)
        else:
            say("The projectors show again", BLANKS)

    async def unblank(self) -> None:
        """Show again what is on air."""
        from backchannel.store.roles import stage

        try:
            is_done = await self._pen.write(stage.unblank, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        said = "The projectors show again" if is_done else "The projectors are not blank"
        self._say(said, BLANKS)
