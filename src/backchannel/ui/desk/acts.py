"""What a facilitator decides about posts and notes: written, then said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from backchannel.errors import StoreError
from backchannel.model.board import Decision, Note
from backchannel.model.post import StoredPost
from backchannel.store import board, sources
from backchannel.store.store import Store
from backchannel.ui.desk.views import words_of


class Voice(Protocol):
    """Says something to the person at the desk."""

    def __call__(self, text: str, *, is_problem: bool = False) -> None:
        """A line that goes away by itself; a problem stays longer."""


class Acts:
    """Decisions of one person. Each returns after it is on the disk, and says what it was."""

    def __init__(self, store: Store, by: str, say: Voice) -> None:
        self._store, self._by, self._say = store, by, say

    async def pin(self, post: StoredPost) -> None:
        """Make a post a highlight, or take that back."""
        if post.is_gone and not post.is_pinned:
            self._say("its author deleted it; it cannot be pinned", is_problem=True)
            return
        act, said = (board.unpin, "Unpinned") if post.is_pinned else (board.pin, "Pinned")
        await self._do(lambda: self._store.write(act, post.place, self._by), said, post)

    async def hide(self, post: StoredPost) -> None:
        """Take a post out of sight."""
        await self._do(lambda: self._store.write(board.hide, post.place, self._by), "Hidden", post)

    async def bring_back(self, place: int) -> None:
        """Bring a hidden post back into sight."""
        try:
            await self._store.write(board.unhide, place, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
        else:
            self._say("Brought back")

    async def note(self, text: str, post: int | None, note: str | None) -> Note | None:
        """Write a note, or other words for one. None when it could not be stored."""
        try:
            if note is not None:
                return await self._store.write(board.edit_note, note, text, self._by)
            return await self._store.write(board.note, text, self._by, post)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return None

    async def strike_note(self, note: str) -> None:
        """Delete a note."""
        try:
            await self._store.write(board.delete_note, note, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
        else:
            self._say("Note deleted · u brings it back")

    async def undo(self) -> None:
        """Take back the last decision."""
        try:
            undone: Decision | None = await self._store.write(board.undo, self._by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        self._say(f"Undone: {undone.act}: {undone.about}" if undone else "Nothing to undo")

    async def fetch_now(self) -> None:
        """Make every source due."""
        try:
            count = await self._store.write(sources.fetch_now)
        except StoreError as error:
            self._say(str(error), is_problem=True)
        else:
            self._say(f"Asking {count} sources" if count != 1 else "Asking 1 source")

    async def _do(self, act: Callable[[], Awaitable[object]], said: str, post: StoredPost) -> None:
        try:
            await act()
        except StoreError as error:
            self._say(str(error), is_problem=True)
        else:
            self._say(f"{said}: {post.post.author.name}: {words_of(post)[:50]} · u undoes")
