"""Writing and editing notes: one line at the bottom, nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store.desk.drafts import NEW
from backchannel.ui.arranging.layout import NARROW
from backchannel.ui.deciding.acts import UNDOES, Acts, Voice
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.wrap import crop
from backchannel.ui.widgets.entry import Entry

_DRAFT: Final = Keyed("Kept as a draft; {note} goes on with it")
_WAITING: Final = Keyed("The note stays as it was; {note} on it goes on with your words")


class NoteTaking:
    """Knows what the line for notes is about while it is open; keeps a draft when it is left.

    A draft stays with the post that it was begun about, whatever is chosen by then. `closed` is
    called when the line is needed no longer.
    """

    def __init__(
        self, entry: Entry, acts: Acts, drafts: Drafts, *, say: Voice, closed: Callable[[], None]
    ) -> None:
        self._entry, self._acts, self._drafts = entry, acts, drafts
        self._say, self._closed = say, closed
        self._posts: Sequence[StoredPost | None] = (None,)  # about the first; Tab turns them
        self._chosen: StoredPost | None = None
        self._note: Note | None = None
        entry.turn = self.turn

    async def begin(self, post: StoredPost | None) -> None:
        """Write a new note, about a post if one is chosen; a draft that was left comes back.

        Raises StoreError.
        """
        about = await self._drafts.post() if self._drafts.text else post
        found = {each.place if each else None: each for each in (about, post, None)}
        self._note, self._chosen, self._posts = None, post, tuple(found.values())
        self._entry.open(self._drafts.text, "")
        self._say_about()

    async def edit(self, note: Note) -> None:
        """Put other words in a note's place; those that were left come back. Raises StoreError."""
        self._posts = (await self._drafts.post(),)  # what is typed after it is about that one
        self._note, self._chosen = note, None
        self._entry.open(self._drafts.rewording(note), " edit note ")
        self._entry.aside("")

    @property
    def can_turn(self) -> bool:
        """Whether the words can be about something else, too."""
        return self._note is None and len(self._posts) > 1

    def turn(self) -> None:
        """Tab: the same words, about the chosen post, about none, or about what they were."""
        if not self.can_turn:
            self._entry.tell("a note stays where it is" if self._note else "no post is chosen")
            return
        self._posts = (*self._posts[1:], self._posts[0])
        self._drafts.change(self._entry.input.value, self._place)
        self._say_about()

    def _say_about(self, before: str = "") -> None:
        """Whom it is about; and how it is about the chosen post instead, where that is another."""
        post = self._posts[0]
        self._entry.prompt(f" {before}note{_to(post)} ")
        is_other = self._chosen is not None and (post is None or post.place != self._chosen.place)
        has_room = self._entry.app.size.width >= NARROW
        self._entry.aside(f"Tab{_to(self._posts[1])}" if is_other and has_room else "")

    async def entered(self, text: str) -> None:
        """Enter, but for a second one while the note is written."""
        if self._entry.is_open and await self._keep(text):
            self._closed()
            if text.strip():
                self._say("Noted", UNDOES)
            else:
                self._say(self._unwritten)

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
            self._drafts.change(text, self._place)
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
        elif await self._acts.note(text, self._place, note) is None:
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
        self._drafts.change(text, self._place)
        if is_open := self._entry.is_open:
            self._entry.open(text, "")
            self._say_about("noted · ")
        return is_open

    @property
    def _unwritten(self) -> str:
        """What to say when there were no words to keep."""
        return "The note stays as it was" if self._note else "No words, so nothing was noted"

    @property
    def _place(self) -> int | None:
        return self._posts[0].place if self._posts[0] else None

    @property
    def _id(self) -> str:
        return self._note.id if self._note else NEW

    def _still(self, text: str) -> str:
        """What was told of the line; it is told late while a note is written, and may be over."""
        line = self._entry.input.value
        return text if line.startswith(text) else line


def _to(post: StoredPost | None) -> str:
    return f" → {crop(post.post.author.name, 20)}" if post else ""
