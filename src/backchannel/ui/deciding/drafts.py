"""The note that is half written, and other words for those there are, kept over a restart."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.store.board import drafts
from backchannel.store.board.drafts import NEW
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks

TURN = 1.0
"""Seconds between two writes while somebody types: as much as the end of a machine can cost."""


class Drafts:
    """Reads the drafts once and writes what becomes of them. What cannot be written waits."""

    def __init__(self, store: Reader, pen: Pen) -> None:
        self._store, self._pen = store, pen
        self._texts: dict[str, str] = {}
        self._stored: Mapping[str, str] = {}
        self._looks = Looks(self._write, turn=TURN)

    async def run(self) -> None:
        """Take up what was left, then keep what is typed. Never returns."""
        try:
            self._stored = await self._store.read(drafts.drafts)
        except StoreError:
            self._stored = {}  # whoever shows posts tells of it
        self._texts = {**self._stored, **self._texts}
        await self._looks.run()

    @property
    def text(self) -> str:
        """The note that is half written; empty when there is none."""
        return self._texts.get(NEW, "")

    def change(self, text: str) -> None:
        """There are other words for it now; none when the note was written down."""
        self._put(NEW, text)

    def rewording(self, note: Note) -> str:
        """The words that wait for a note; its own when there are none."""
        return self._texts.get(note.id, "") or note.text

    def reword(self, note: Note, text: str) -> None:
        """There are other words for a note, not yet written down; its own or none are no others."""
        self._put(note.id, text if text.strip() and text != note.text else "")

    def written_down(self, note: str) -> None:
        """It is a note now, and on the disk no draft any more."""
        self._texts[note] = ""
        self._stored = {**self._stored, note: ""}

    @property
    def is_kept(self) -> bool:
        """Whether all of it is on the disk."""
        return not self._unwritten()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    def _put(self, note: str, text: str) -> None:
        if text != self._texts.get(note, ""):
            self._texts[note] = text
            self._looks.ask()

    def _unwritten(self) -> Mapping[str, str]:
        texts = self._texts.items()
        return {note: text for note, text in texts if text != self._stored.get(note, "")}

    async def _write(self) -> None:
        for note, text in self._unwritten().items():
            try:
                await self._pen.write(drafts.keep, note, text)
            except StoreError:  # the pen has told of it
                self._looks.ask()
                return
            self._stored = {**self._stored, note: text}
        if self._unwritten():  # it was written down, or typed on, while this waited for the disk
            self._looks.ask()
