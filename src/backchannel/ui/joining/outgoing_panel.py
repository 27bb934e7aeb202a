"""What one wrote, over the desk: drafts, what waits, what was sent, what could not be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from textual.binding import BindingType

from backchannel.errors import StoreError
from backchannel.model.outgoing import CHANGEABLE, Outgoing, Sending, Words
from backchannel.model.post import StoredPost
from backchannel.store import lease, outgoing, pages
from backchannel.store.connection import Connection
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.hand import open_page
from backchannel.ui.finding.leading import way_to
from backchannel.ui.joining.telling import can_be_done, state_words
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.lines.summary import summary
from backchannel.ui.lines.times import clock_on
from backchannel.ui.screens.panel import Panel
from backchannel.ui.stray import stray_of
from backchannel.ui.widgets.rows import Row

if TYPE_CHECKING:
    from backchannel.ui.desk.screen import Desk

P = ParamSpec("P")
T = TypeVar("T")

_HINT: Final = Keyed(
    "{rows.next} {rows.previous} choose · {undo} brings back what was deleted · Esc goes back"
)
_HINT_IF_EMPTY: Final = Keyed("{undo} brings back what was deleted · Esc goes back")
_EMPTY: Final = "Nothing written yet. {reply} on a post answers it, {post} writes to the event."


class _Written(Struct, frozen=True):
    rows: tuple[Outgoing, ...]
    posts: dict[int, StoredPost]
    is_collected: bool


class OutgoingPanel(Panel):
    """What is open first, then what was sent; each with its state in words and what can be done."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.OUTGOING)]
    hint_if_empty = _HINT_IF_EMPTY

    def __init__(self, desk: Desk) -> None:
        super().__init__("Drafts and sent", _HINT, _EMPTY, self._rows)
        self._desk, self._rows_by_id = desk, dict[str, Outgoing]()
        self._deleted: Words | None = None
        self.deeds = {
            "hide": self._delete,
            "undo": self._undo,
            "open_in_browser": self._open_in_browser,
            "copy_text": self._copy,
        }

    async def _rows(self) -> Sequence[Row]:
        await self._desk.later.joining.flush()
        written = await self._desk.store.read(_written)
        self._rows_by_id = {row.id: row for row in written.rows}
        now, zone = self._desk.store.now(), self._desk.zone()
        return [
            replace(row, more=(*row.more, with_keys(self, can_be_done(found))))
            for found in written.rows
            for row in (_row(found, written, now, zone),)
        ]

    @property
    def _chosen_row(self) -> Outgoing | None:
        return self._rows_by_id.get(self.rows.chosen.key) if self.rows.chosen else None

    async def _chosen(self, row: Row) -> None:
        """Enter: on with a draft, to the post that was sent."""
        if (found := self._rows_by_id.get(row.key)) is not None:
            await self._go_on(found, is_ready=False)

    async def action_ready(self) -> None:
        """`s`."""
        if (found := self._chosen_row) is not None:
            await self._go_on(found, is_ready=True)

    async def _go_on(self, row: Outgoing, *, is_ready: bool) -> None:
        if row.state in CHANGEABLE:
            with stray_of(self.app).opening(self.app):
                await self._desk.later.joining.edit(row, self.tell, is_ready=is_ready)
        elif row.state in {Sending.UNSURE, Sending.WAITING} and is_ready:
            if await self._write(outgoing.send, row.id) is not None:
                is_lost = row.state is Sending.UNSURE
                self.tell("It is looked for now" if is_lost else "It is tried again now")
        elif row.state is not Sending.SENT:
            self.tell(can_be_done(row) or "It is being sent")
        elif is_ready:
            self.tell("It was sent already")
        else:
            await self._go_to(row)

    async def _go_to(self, row: Outgoing) -> None:
        found, why = None, ""
        if row.post is not None:
            found = (await self._desk.store.read(pages.by_places, [row.post])).get(row.post)
        if found is not None:
            found, why = await self._desk.store.read(way_to, found)
        if found is None or why:
            await self._open_in_browser()
        else:
            self.dismiss()
            self._desk.panes.go_to(found)

    async def action_take_back(self) -> None:
        """`b`."""
        row = self._chosen_row
        if row is None:
            return
        if row.state is Sending.DRAFT:
            self.tell("It is a draft already")
        elif await self._write(outgoing.take_back, row.id):
            self.tell("Taken back; it is a draft again")
        else:
            self.tell("It may be out already; it cannot be taken back here", is_problem=True)
        await self.look_again()

    async def _delete(self) -> None:
        row = self._chosen_row
        if row is None:
            return
        if row.state is Sending.UNSURE:
            self.tell("It may be out already; it stays until that is known", is_problem=True)
        elif await self._write(outgoing.discard, row.id):
            self._deleted = row.words if row.state in CHANGEABLE else None
            was_sent = row.state is Sending.SENT
            if was_sent:
                self.tell("No longer listed; what is out stays out")
            else:
                self.tell("Deleted", "{undo} brings it back")
        else:
            self.tell(Keyed("It waits to be sent; {outgoing.take_back} takes it back"))

    async def _undo(self) -> None:
        words, self._deleted = self._deleted, None
        if words is None:
            self.tell("Nothing to undo here")
        elif await self._write(outgoing.write, words, self._desk.preferences.by) is not None:
            self.tell("Brought back, as a draft")

    async def _write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """None, and why has been said, when it could not be stored."""
        try:
            return await self._desk.pen.write(act, *args, **kwargs)
        except StoreError as error:
            self.tell(str(error), is_problem=True)
            return None

    async def _open_in_browser(self) -> None:
        row = self._chosen_row
        if row is not None and row.url:
            open_page(self.app, row.url, self.tell)
        else:
            self.tell("It has no address to open")

    async def _copy(self) -> None:
        if (row := self._chosen_row) is not None:
            self.app.copy_to_clipboard(row.words.text)
            self.tell("Copied the text")


def _written(db: Connection) -> _Written:
    rows = outgoing.listed(db)
    places = {row.words.reply_to for row in rows if row.words.reply_to is not None}
    return _Written(rows, dict(pages.by_places(db, [*places])), lease.is_collected(db))


def _row(row: Outgoing, written: _Written, now: datetime, zone: ZoneInfo) -> Row:
    """Its words; below them how far it has come, and what it answers."""
    state = state_words(row, is_collected=written.is_collected)
    post = written.posts.get(row.words.reply_to or -1)
    answers = [f"answers {summary(post, 60)}"] if post else []
    if row.words.reply_to is None:
        answers = ["to the event"]
    return Row(
        key=row.id,
        lead=clock_on(row.at, now, zone),
        text=" ".join(row.words.text.split()) or "no words yet",
        aside=state,
        is_loud=row.state in {Sending.FAILED, Sending.UNSURE},
        more=(" · ".join((row.words.account, *answers)),),
    )
