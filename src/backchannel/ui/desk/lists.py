"""The lists of notes, pins and questions, read from the store whenever one of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backchannel.model.board import Note, Pin
from backchannel.model.post import StoredPost
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.held.noted import notes
from backchannel.store.held.pinned import pins
from backchannel.store.roles.asked import are_asked
from backchannel.store.roles.sign import Sign, sign
from backchannel.store.store import Reader
from backchannel.ui.arranging.layout import NOTES, PINS, QUESTIONS
from backchannel.ui.desk.board_rows import PinRows, note_rows
from backchannel.ui.keymap import keymap_of
from backchannel.ui.lines.times import Zone
from backchannel.ui.questions.pane import Asked, QuestionRows
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.rows import Rows


class Lists:
    """Shows notes, pins and questions; knows what stands behind a row."""

    def __init__(self, store: Reader, zone: Zone, panes: Mapping[int, Pane]) -> None:
        self._store, self._zone = store, zone
        self._notes_pane, self._pins_pane = panes[NOTES], panes[PINS]
        self._questions_pane = panes[QUESTIONS]
        self.asked, self.is_suggested = Asked(), False
        self._stood: list[str] = []
        self.notes: dict[str, Note] = {}
        self.pinned: dict[int, Pin] = {}
        self._pin_rows = PinRows()

    async def read_notes(self) -> None:
        """Raises StoreError."""
        found = await self._store.read(notes)
        places = {note.post for note in found if note.post is not None}
        posts = await self._store.read(pages.by_places, places)
        self.notes = {note.id: note for note in found}
        _rows(self._notes_pane).show(note_rows(found, posts, self._store.now(), self._zone()))
        self._notes_pane.say([f"{len(found):,}"] if found else [])

    async def read_pins(self) -> None:
        """Raises StoreError."""
        found, stage, out = await self._store.read(_highlights, self.pinned)
        self.pinned = {pin.post.place: pin for pin in found}
        _rows(self._pins_pane).show(self._pin_rows.of(found, stage, out))
        self._pins_pane.say([f"{len(found):,}"] if found else [])

    async def read_questions(self) -> bool:
        """Whether there are any. Raises StoreError."""
        self.asked = await self._store.read(_look)
        self.show_questions()
        return bool(self.asked.queue.rows or self.asked.queue.aside)

    def show_questions(self) -> None:
        """As they were read, with the marks there are now."""
        rows, asked, pane = _rows(self._questions_pane), self.asked, self._questions_pane
        marked = rows.marked if isinstance(rows, QuestionRows) else set()
        marked &= {each.id for each in asked.queue.rows}
        now, merge = self._store.now(), keymap_of(rows).said("questions.merge")
        found, suggested = asked.queue, self.is_suggested
        if not (found.rows or found.aside):
            rows.show([])
            pane.say(())
            return
        from backchannel.ui.questions.rows import question_rows  # a start waits for none

        shown = question_rows(
            *(asked, marked, now, self._zone()),
            is_suggested=suggested,
            before=self._stood,
            merge=merge,
        )
        self._stood = [row.key for row in shown[: len(found.rows)]] if suggested else []
        rows.show(shown)
        order = ["by votes"] if suggested else []
        pane.say([f"{found.waiting:,} open", *order])  # the count goes where there is no room

    async def posts_of(self, places: Iterable[int]) -> list[StoredPost]:
        """Posts by their places, newest first. Raises StoreError."""
        found = await self._store.read(pages.by_places, places)
        return [found[place] for place in sorted(found, reverse=True)]

    async def post_of(self, place: int | None) -> StoredPost | None:
        """The post at a place, hidden and deleted ones too. Raises StoreError."""
        if place is None:
            return None
        return (await self._store.read(pages.by_places, [place])).get(place)


def _highlights(
    db: Connection, known: Mapping[int, Pin]
) -> tuple[tuple[Pin, ...], Sign, Mapping[int, str]]:
    found = pins(db, known)
    if not found:
        return found, sign(db), {}
    from backchannel.store.roles.stage.fitness import unfit_of  # most starts have nothing pinned

    return found, sign(db), unfit_of(db, (pin.post for pin in found))


def _look(db: Connection) -> Asked:
    if not are_asked(db):
        return Asked()
    from backchannel.ui.questions.rows import look  # a start waits for none

    return look(db)


def _rows(pane: Pane) -> Rows:
    assert isinstance(pane.body, Rows)  # noqa: S101  # a pane of rows was given
    return pane.body
