"""The note that is half written, and other words for those there are, kept over a restart."""

from __future__ import annotations

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.store import board
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.widgets.stream.looks import Looks

TURN = 1.0
"""Seconds between two writes while somebody types: as much as the end of a machine can cost."""


class Drafts:
    """Reads the draft once and writes what becomes of it. What cannot be written waits."""

    def __init__(self, store: Reader, pen: Pen) -> None:
        self._store, self._pen = store, pen
        self.text = self._stored = ""
        self._rewordings: dict[str, str] = {}
        self._looks = Looks(self._write, turn=TURN)

    async def run(self) -> None:
        """Take up what was left, then keep what is typed. Never returns."""
        try:
            self._stored = await self._store.read(board.draft)
        except StoreError:
            self._stored = ""  # whoever shows posts tells of it
        self.text = self.text or self._stored
        await self._looks.run()

    def change(self, text: str) -> None:
        """There are other words now; none when the note was written down."""
        if text != self.text:
            self.text = text
            self._looks.ask()

    def rewording(self, note: Note) -> str:
        """The words that wait for a note; its own when there are none."""
        return self._rewordings.get(note.id, note.text)

    def reword(self, note: Note, text: str) -> None:
        """There are other words for a note, not yet written down; its own or none are no others."""
        if text == self.rewording(note):
            return
        if text.strip() and text != note.text:
            self._rewordings[note.id] = text
        else:
            self._rewordings.pop(note.id, None)
        self._looks.ask()

    @property
    def kept(self) -> str:
        """What is on the disk, or will be: one draft of everything, for when the desk has ended."""
        everything = " / ".join(filter(str.strip, (self.text, *self._rewordings.values())))
        return everything if len(everything) <= board.NOTE_LIMIT else self.text

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    async def _write(self) -> None:
        text = self.kept
        if text == self._stored:
            return
        try:
            await self._pen.write(board.keep_draft, text)
        except StoreError:  # the pen has told of it
            self._looks.ask()
        else:
            self._stored = text
