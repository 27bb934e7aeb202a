"""Who and what comes up most, in the last minutes or the running session; each is a filter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.content import Content

from backchannel.errors import BackchannelError, StoreError
from backchannel.model.programme import Event, Session, running
from backchannel.store.activity.window import STEP, Activity, Window
from backchannel.store.store import Reader
from backchannel.ui.commands import Where, bindings
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.desk.panes import Panes
from backchannel.ui.desk.status import Status
from backchannel.ui.finding.filter_by import filter_by
from backchannel.ui.keymap import Keyed, keymap_of
from backchannel.ui.screens.activity_rows import activity_rows, activity_title, queries_of
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Rows

LATELY: Final = timedelta(minutes=15)
LOOK: Final = 3.0
"""Seconds between two looks while it is open."""

PAUSE: Final = 0.02
"""Seconds between two parts of a count, for keys."""


class ActivityScreen(PanelScreen[str]):
    """A list over the desk, counted again while it is open; answers with a filter, or with none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ACTIVITY)]
    DEFAULT_CSS = "ActivityScreen { align: center middle; }"

    def __init__(self, store: Reader, event: Callable[[], Event | None]) -> None:
        super().__init__()
        self._store, self._event = store, event
        own = (event() or Event("", ())).tags
        self._window = Window(own)
        self._is_of_session = False
        self._queries: dict[str, str] = {}
        self._wanted = asyncio.Event()
        self.rows = Rows(empty="Counting …")
        self._frame = Frame(self.rows, self.foot)

    def compose(self) -> ComposeResult:
        """The frame, the list and what the keys do."""
        yield self._frame

    def on_mount(self) -> None:
        """Take the keyboard and begin to count."""
        self.back_key = next(iter(keymap_of(self).keys_of("activity.back")), self.back_key)
        self._draw(Activity())
        self.rows.focus()
        self.run_worker(self._keep_counting(), exit_on_error=False)

    def action_period(self) -> None:
        """The session instead of the last minutes, or the other way round."""
        if self._is_of_session or self._session() is not None:
            self._is_of_session = not self._is_of_session
            self._wanted.set()
        else:
            said = Keyed("No session is running · {activity.back} goes back")
            self.tell(said)

    def action_leave(self) -> None:
        """Esc."""
        self.dismiss("")

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Enter or a double click."""
        event.stop()
        if query := self._queries.get(event.row.key):
            self.dismiss(query)

    async def _keep_counting(self) -> None:
        while True:
            self._wanted.clear()
            try:
                self._draw(await self._count())
            except StoreError as error:
                self.foot.say(f"✕ {error}")
            try:
                async with asyncio.timeout(LOOK):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _count(self) -> Activity:
        """Raises StoreError; what was counted before that stays counted."""
        missing = await self._store.read(self._window.look, self._since())
        while missing:
            part, missing = missing[-STEP:], missing[:-STEP]
            await self._store.read(self._window.take, part)
            await asyncio.sleep(PAUSE)
        return await self._store.read(self._window.told)

    def _session(self) -> Session | None:
        event = self._event()
        return running(event.sessions, self._store.now()) if event else None

    def _since(self) -> datetime:
        """A session that ends meanwhile gives way to the last minutes."""
        session = self._session() if self._is_of_session else None
        self._is_of_session = session is not None
        return session.starts if session else self._store.now() - LATELY

    def _draw(self, activity: Activity) -> None:
        session = self._session() if self._is_of_session else None
        self._queries = queries_of(activity)
        is_first = not self.rows.rows
        self.rows.show(activity_rows(activity), is_still=True)
        if is_first and self.rows.rows:
            self.rows.choose(self.rows.rows[1].key)  # the first is a heading
        self._frame.border_title = Content(activity_title(activity, session))
        if activity.posts == 0 and self._window.is_counted:
            self.rows.empty = "Nothing was posted in this time."
        other = "the last 15 minutes" if session else "the running session"
        keys = f"{{rows.open}} filters by it · {{activity.period}} {other}"
        self.foot.say(Keyed(f"{keys} · {{activity.back}} goes back"))


def open_over(app: App[None], store: Reader, panes: Panes, status: Status, say: Voice) -> None:
    """Show it over the desk, and filter by what is chosen there."""

    async def chosen(query: str | None) -> None:
        try:
            if query:
                await filter_by(panes, query)
        except BackchannelError as error:
            say(str(error), is_problem=True)

    app.push_screen(ActivityScreen(store, lambda: status.event), chosen)
