"""The note that is half written, and other words for those there are, kept over a restart."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.store import pages
from backchannel.store.desk import drafts
from backchannel.store.desk.drafts import NEW, Draft
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks

TURN = 1.0
"""Seconds between two writes while somebody types: as much as the end of a machine can cost."""


class Drafts:
    """Reads the drafts once and writes what becomes of them. What cannot be written waits."""

    def __init__(self, store: Reader, pen: Pen) -> None:
        self._store, self._pen = store, pen
        self._drafts: dict[str, Draft] = {}
        self._stored: Mapping[str, Draft] = {}
        self._looks = Looks(self._write, turn=TURN)

    async def run(self) -> None:
        """Take up what was left, then keep what is typed. Never returns."""
        try:
            self._stored = await self._store.read(drafts.drafts)
        except StoreError:
            self._stored = {}  # whoever shows posts tells of it
        self._drafts = {**self._stored, **self._drafts}
        await self._looks.run()

    @property
    def text(self) -> str:
        """The note that is half written; empty when there is none."""
        return self._of(NEW).text

    async def post(self) -> StoredPost | None:
        """The post that it was begun about; None when there is none. Raises StoreError."""
        place = self._of(NEW).post
        if place is None:
            return None
        return (await self._store.read(pages.by_places, [place])).get(place)

    def change(self, text: str, post: int | None) -> None:
        """There are other words for it now; none when the note was written down."""
        self._put(NEW, Draft(text, post) if text.strip() else Draft())

    def rewording(self, note: Note) -> str:
        """The words that wait for a note; its own when there are none."""
        return self._of(note.id).text or note.text

    def reword(self, note: Note, text: str) -> None:
        """There are other words for a note, not yet written down; its own or none are no others."""
        self._put(note.id, Draft(text if text.strip() and text != note.text else ""))

    def written_down(self, note: str) -> None:
        """It is a note now, and on the disk no draft any more."""
        self._drafts[note] = Draft()
        self._stored = {**self._stored, note: Draft()}

    @property
    def is_kept(self) -> bool:
        """Whether all of it is on the disk."""
        return not self._unwritten()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    def _of(self, note: str) -> Draft:
        return self._drafts.get(note, Draft())

    def _put(self, note: str, draft: Draft) -> None:
        if draft != self._of(note):
            self._drafts[note] = draft
            self._looks.ask()

    def _unwritten(self) -> Mapping[str, Draft]:
        found = self._drafts.items()
        return {note: draft for note, draft in found if draft != self._stored.get(note, Draft())}

    async def _write(self) -> None:
        for note, draft in self._unwritten().items():
            try:
                await self._pen.write(drafts.keep, note, draft)
            except StoreError:  # the pen has told of it
                self._looks.ask()
                return
            self._stored = {**self._stored, note: draft}
        if self._unwritten():  # it was written down, or typed on, while this waited for the disk
            self._looks.ask()
