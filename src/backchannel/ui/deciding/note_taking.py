"""Writing and editing notes: one line at the bottom, nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store.board.drafts import NEW
from backchannel.ui.deciding.acts import UNDOES, Acts, Voice
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.wrap import crop
from backchannel.ui.widgets.entry import Entry

_DRAFT: Final = Keyed("Kept as a draft; {note} goes on with it")
_WAITING: Final = Keyed("The note stays as it was; {note} on it goes on with your words")


class NoteTaking:
    """Knows what the line for notes is about while it is open; keeps a draft when it is left.

    `closed` is called when the line is needed no longer.
    """

    def __init__(
        self, entry: Entry, acts: Acts, drafts: Drafts, *, say: Voice, closed: Callable[[], None]
    ) -> None:
        self._entry, self._acts, self._drafts = entry, acts, drafts
        self._say, self._closed = say, closed
        self._post: int | None = None
        self._note: Note | None = None
        self._about = ""

    def begin(self, post: StoredPost | None) -> None:
        """Write a new note, about a post if one is chosen; a draft that was left comes back."""
        self._post, self._note = (post.place if post else None), None
        self._about = f"note → {crop(post.post.author.name, 20)} " if post else "note "
        self._entry.open(self._drafts.text, f" {self._about}")

    def edit(self, note: Note) -> None:
        """Put other words in a note's place; those that were left come back."""
        self._post, self._note, self._about = note.post, note, "note "
        self._entry.open(self._drafts.rewording(note), " edit note ")

    async def entered(self, text: str) -> None:
        """Enter, but for a second one while the note is written."""
        if self._entry.is_open and await self._keep(text):
            self._closed()
            if text.strip():
                self._say("Noted", UNDOES)

    def left(self, text: str) -> None:
        """Esc."""
        if self._entry.is_open:
            said = self.leave(text)
            self._closed()
            if said:
                self._say(said)

    def leave(self, text: str) -> str:
        """The words wait for the next time. What to say of it; empty when there are none."""
        text = self._still(text)
        self.typed(text)
        if self._note is None:
            return _DRAFT if text.strip() else ""
        is_waiting = self._drafts.rewording(self._note) != self._note.text
        return _WAITING if is_waiting else "The note stays as it was"

    def typed(self, text: str) -> None:
        """Every keystroke."""
        if self._note is None:
            self._drafts.change(text)
        else:
            self._drafts.reword(self._note, text)

    def suspend(self) -> None:
        """The program ends: what is in the line is kept."""
        if self._entry.is_open:
            self.typed(self._entry.input.value)

    async def _keep(self, text: str) -> bool:
        """Store it. False when the line is needed still.

        That is so when it could not be stored, and the words stay; or when somebody typed on
        meanwhile, and what comes after it is the next note.
        """
        text, note = self._still(text), self._id
        if not text.strip():
            self.typed("")
        elif await self._acts.note(text, self._post, note) is None:
            return False
        else:
            self._drafts.written_down(note)
            if note != self._id:  # the line is about another one by now
                return False
        line = self._entry.input.value
        more = line.removeprefix(text).lstrip() if line != text else ""
        self._entry.clear()
        return not more or not self._goes_on(more)

    def _goes_on(self, more: str) -> bool:
        """These words are a note of their own, in the line if that is open still."""
        text = f"{self._drafts.text} {more}" if self._drafts.text else more
        self._note = None
        self._drafts.change(text)
        if is_open := self._entry.is_open:
            self._entry.open(text, f" noted · {self._about}")
        return is_open

    @property
    def _id(self) -> str:
        return self._note.id if self._note else NEW

    def _still(self, text: str) -> str:
        """What was told of the line; it is told late while a note is written, and may be over."""
        line = self._entry.input.value
        return text if line.startswith(text) else line
