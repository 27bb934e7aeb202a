"""The panel of the programme: `S`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from msgspec import Struct
from textual.binding import BindingType

from backchannel.errors import StoreError
from backchannel.model.programme import Session, running
from backchannel.model.roles.typed import slot_typed
from backchannel.store.connection import Connection
from backchannel.store.roles import ending, programme, told
from backchannel.store.roles.ending import Ended
from backchannel.store.roles.told import Imported
from backchannel.store.store import Reader
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.acts import UNDOES, Acts
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone
from backchannel.ui.programme.asking import fate_panel
from backchannel.ui.programme.rows import (
    ENDED,
    SessionRows,
    ended_rows,
    problem_rows,
    typed_of,
)
from backchannel.ui.programme.slot_entry import SlotEntry
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row

Act = Callable[[Connection, str, str], bool]

CHOOSE: Final = Keyed("Choose a session with {rows.next} first")
LATER: Final = "{sessions.edit} gives it another start"
_NO_SESSION: Final = Keyed(
    "Here only {rows.open} does something; choose a session with {rows.next} first"
)
_HINT: Final = Keyed(
    "{sessions.start} start · {sessions.overrun} 5 min more · {sessions.end} end · "
    "{sessions.edit} edit · {sessions.add} add · {rows.open} its posts"
)

_ACTS: Final[Mapping[str, tuple[Act, str, str]]] = {
    "start": (programme.start, "Begun", "It is running already"),
    "overrun": (programme.overrun, "Five minutes more for", ""),
    "end": (programme.end, "Ended", "It is not running"),
    "later": (lambda db, key, by: programme.move(db, key, 1, by), "Moved later", "It is the last"),
    "earlier": (
        lambda db, key, by: programme.move(db, key, -1, by),
        "Moved earlier",
        "It is the first",
    ),
    "remove": (programme.remove, "Taken out", ""),
}


class Shown(Struct, frozen=True):
    """What the panel shows, read at once."""

    sessions: tuple[Session, ...]
    ended: Ended | None
    read: tuple[Imported, ...]


def shown(db: Connection) -> Shown:
    """All of it."""
    read = tuple(told.imported(db, which) for which in (told.FOLLOWED, told.BY_HAND))
    return Shown(programme.sessions(db), ending.ended(db), read)


class ProgrammePanel(Panel):
    """The sessions as they are run. `show_posts` is told of which session to show the posts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SESSIONS)]

    def __init__(
        self,
        store: Reader,
        pen: Pen,
        acts: Acts,
        by: str,
        *,
        zone: Zone,
        show_posts: Callable[[str], None],
        rows_of: SessionRows,
    ) -> None:
        empty = Keyed("The programme has no sessions. {sessions.add} adds one.")
        super().__init__("Programme", _HINT, empty, self._rows_now, go=self._open)
        self._store, self._pen, self._by, self._zone = store, pen, by, zone
        self._show_posts, self._shown = show_posts, Shown((), None, ())
        self._rows_of, self._has_chosen = rows_of, False
        own = acts.said_by(self.tell)
        self.deeds = {"undo": own.undo, "redo": own.redo}

    async def action_act(self, name: str) -> None:
        """`s`, `o`, `E`, `J`, `K`, `x`."""
        if (session := self._chosen_session()) is None:
            return
        act, done, not_done = _ACTS[name]
        before = running(self._shown.sessions, self._store.now())
        try:
            is_done = await self._pen.write(act, session.name, self._by)
        except StoreError as error:
            has_begun = session.starts <= self._store.now() and name in {"later", "earlier"}
            self.tell(str(error), LATER if has_begun else "", is_problem=True)
            return
        await self.look_again()
        self.tell(f"{done}  {session.title}" if is_done else not_done, UNDOES * is_done)
        over = before if name == "start" else session if name in {"end", "remove"} else None
        if is_done and over is not None:  # what is over by this; others wait at the top
            await self._ask_of(over)

    def action_edit(self) -> None:
        """`e`."""
        if (session := self._chosen_session()) is None:
            return
        text = typed_of(session, self._store.now(), self._zone())

        async def keep(typed: str) -> str:
            return await self._edited(session, text, typed)

        self.app.push_screen(SlotEntry("Edit session", text, keep))

    def action_add(self) -> None:
        """`a`."""
        self.app.push_screen(SlotEntry("Add session", "", self._added))

    async def _added(self, typed: str) -> str:
        try:
            starts, minutes, title = slot_typed(typed, self._now())
            key = await self._pen.write(programme.add, title, starts, minutes, self._by)
        except (ValueError, StoreError) as error:
            return str(error)
        await self.look_again()
        self.rows.choose(key)
        self.tell(f"Added  {title}", UNDOES)
        return ""

    async def _edited(self, session: Session, before: str, typed: str) -> str:
        """Only what is typed otherwise than it was is changed."""
        try:
            was, now = slot_typed(before, self._now()), slot_typed(typed, self._now())
            starts, minutes, title = (
                new if new != old else None for old, new in zip(was, now, strict=True)
            )

            def edit(db: Connection) -> bool:
                return programme.edit(
                    db,
                    session.name,
                    self._by,
                    title=title if isinstance(title, str) else None,
                    starts=starts if isinstance(starts, datetime) else None,
                    minutes=minutes if isinstance(minutes, int) else None,
                )

            is_done = await self._pen.write(edit)
        except (ValueError, StoreError) as error:
            return str(error)
        await self.look_again()
        self.tell(f"Changed  {now[2]}" if is_done else "It is so already", UNDOES * is_done)
        return ""

    async def _rows_now(self) -> Sequence[Row]:
        self._shown = await self._store.read(shown)
        found, now = self._shown, self._now()
        rows = [
            *ended_rows(found.ended),
            *problem_rows(found.read),
            *self._rows_of.of(found.sessions, now, self._zone()),
        ]
        if not self._has_chosen and rows:
            self._has_chosen = True
            self.rows.choose(_first_choice(found, now))
        return rows

    async def _open(self, row: Row) -> None:
        if row.key == ENDED and self._shown.ended is not None:
            self._ask(self._shown.ended)
        elif any(each.name == row.key for each in self._shown.sessions):
            self.dismiss()
            self._show_posts(row.key)

    async def _ask_of(self, session: Session) -> None:
        with contextlib.suppress(StoreError):  # the banner says so
            if (ended := await self._store.read(ending.ended, session.name)) is not None:
                self._ask(ended)

    def _ask(self, ended: Ended) -> None:
        self.app.push_screen(fate_panel(ended, self._pen, self._by, self._told))

    def _told(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        self.tell(text, tail, is_problem=is_problem)
        self.call_later(self.look_again)

    def _chosen_session(self) -> Session | None:
        row = self.rows.chosen
        key = row.key if row is not None else ""
        found = next((each for each in self._shown.sessions if each.name == key), None)
        if found is None:
            self.tell(_NO_SESSION if key == ENDED else CHOOSE)
        return found

    def _now(self) -> datetime:
        return self._store.now().astimezone(self._zone())


def _first_choice(found: Shown, now: datetime) -> str:
    """What keys most likely mean: the running session, else the next; else what there is to ask."""
    current = running(found.sessions, now)
    near = [each.name for each in found.sessions if each.starts > now]
    return current.name if current else near[0] if near else ENDED
