"""What a facilitator decides about posts and notes: written, then said."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol, TypeVar

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store import board, sources
from backchannel.store.board import drafts
from backchannel.store.board.drafts import NEW
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.lines.summary import summary

T = TypeVar("T")


class Voice(Protocol):
    """Says something to the person at the desk."""

    def __call__(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """A line that goes away by itself; a problem stays longer. The tail is never cut."""


class Acts:
    """Decisions of one person. Each returns after it is on the disk, and says what it was."""

    def __init__(self, pen: Pen, by: str, say: Voice) -> None:
        self._pen, self._by, self._say = pen, by, say

    async def pin(self, post: StoredPost) -> None:
        """Make a post a highlight, or take that back.

        The screen may show a post as it was before the last key; what the store says decides.
        """
        if post.is_gone and not post.is_pinned:
            self._say("Its author deleted it; it cannot be pinned", is_problem=True)
            return
        first, second = (board.unpin, board.pin) if post.is_pinned else (board.pin, board.unpin)
        said = {board.pin: "Pinned", board.unpin: "Unpinned"}
        for act in (first, second):
            done = await self._tried(self._pen.write(act, post.place, self._by))
            if done:
                self._say(f"{said[act]}  {summary(post)}", "u undoes")
            if done is not False:
                return

    async def hide(self, post: StoredPost) -> None:
        """Take a post out of sight."""
        if await self._tried(self._pen.write(board.hide, post.place, self._by)):
            self._say(f"Hidden  {summary(post)}", "u undoes, H lists")

    async def bring_back(self, place: int) -> None:
        """Bring a hidden post back into sight."""
        if await self._tried(self._pen.write(board.unhide, place, self._by)):
            self._say("Brought back", "u undoes")

    async def note(self, text: str, post: int | None, note: str = NEW) -> Note | None:
        """Write a note, or other words for one. None when it could not be stored."""
        writing = self._pen.write(drafts.write_down, text, self._by, about=note, post=post)
        return await self._tried(writing)

    async def strike_note(self, note: str) -> None:
        """Delete a note."""
        if await self._tried(self._pen.write(board.delete_note, note, self._by)):
            self._say("Note deleted", "u brings it back")

    async def undo(self) -> None:
        """Take back the last decision."""
        try:
            undone = await self._pen.write(board.undo, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        if undone is None:
            self._say("Nothing to undo")
        elif undone.undone:
            self._say(f"Undone: {undone.act}  {undone.about}")
        else:
            self._say(
                f"Changed since, left as it is: {undone.act}  {undone.about}", is_problem=True
            )

    async def fetch_now(self) -> None:
        """Make every source due."""
        count = await self._tried(self._pen.write(sources.fetch_now))
        if count is not None:
            self._say("Asking 1 source" if count == 1 else f"Asking {count} sources")

    async def _tried(self, writing: Awaitable[T]) -> T | None:
        """What came of it; None, and why has been said, when it could not be stored."""
        try:
            return await writing
        except StoreError as error:
            self._say(f"Not stored: {error}", is_problem=True)
            return None
