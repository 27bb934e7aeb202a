"""Writing and editing notes: one line at the bottom, nothing typed is ever lost."""

from __future__ import annotations

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.lines.wrap import crop
from backchannel.ui.widgets.entry import Entry


class NoteTaking:
    """Knows what the line for notes is about while it is open; keeps a draft when it is left."""

    def __init__(self, entry: Entry, acts: Acts, drafts: Drafts) -> None:
        self._entry, self._acts, self._drafts = entry, acts, drafts
        self._post: int | None = None
        self._note: Note | None = None

    def begin(self, post: StoredPost | None) -> None:
        """Write a new note, about a post if one is chosen; a draft that was left comes back."""
        self._post, self._note = (post.place if post else None), None
        about = f"note → {crop(post.post.author.name, 20)} " if post else "note "
        self._entry.open(self._drafts.text, f" {about}")

    def edit(self, note: Note) -> None:
        """Put other words in a note's place."""
        self._post, self._note = note.post, note
        self._entry.open(note.text, " edit note ")

    def leave(self, text: str) -> bool:
        """Esc: a new note's words wait for the next time. False when the note stays as it was."""
        if self._note is not None:
            return False
        self._drafts.change(text)
        return True

    def typed(self, text: str) -> None:
        """Every keystroke."""
        if self._note is None:
            self._drafts.change(text)

    def suspend(self) -> None:
        """The program ends: other words for a note become a draft, if that costs no other one."""
        text = self._entry.input.value
        is_other = self._note is None or (text != self._note.text and not self._drafts.text)
        if self._entry.is_open and is_other:
            self._drafts.change(text)

    async def keep(self, text: str) -> bool:
        """Enter: store it. False when it could not be stored; the words stay in the line."""
        note = self._note.id if self._note else None
        if text.strip() and await self._acts.note(text, self._post, note) is None:
            return False
        if self._note is None:
            self._drafts.change("")
        self._entry.clear()
        return True
