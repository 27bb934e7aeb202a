"""What a key does with the chosen post, note or pin, asking for a word more where it needs one."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from backchannel.errors import StoreError
from backchannel.model.board import REASON_LIMIT
from backchannel.model.post import StoredPost
from backchannel.model.programme import Session
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.deciding.asking import Asking
from backchannel.ui.deciding.hand import Hand
from backchannel.ui.desk.bottom import Bottom
from backchannel.ui.desk.panes import Panes
from backchannel.ui.desk.status import Status
from backchannel.ui.finding.going import Going
from backchannel.ui.finding.leading import lead_to
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.panel import Go, Typed
from backchannel.ui.widgets.rows import Row
from backchannel.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from backchannel.ui.joining.joining import Joining
    from backchannel.ui.questions.deeds import QuestionDeeds


class Deeds:
    """Does by name what is declared as `do('name')`."""

    def __init__(
        self,
        app: App[None],
        panes: Panes,
        acts: Acts,
        bottom: Bottom,
        *,
        said: SaidLine,
        status: Status,
        joining: Callable[[], Joining],
        questions: Callable[[Deeds], QuestionDeeds],
    ) -> None:
        self._app, self._panes, self._acts, self._bottom = app, panes, acts, bottom
        self._said, self._status, self._joining = said, status, joining
        self.hand = Hand(panes.choice, acts, said.say, app, first=panes.choice.first)
        self._asking = Asking(self.hand, acts, self)
        self._questions = questions(self)
        going = Going(panes, bottom, said, status)
        self._more: dict[str, Callable[[], Awaitable[None]]] = {
            "hide_because": self._asking.hide_because,
            "mute": self._asking.mute,
            "move_note": self._move_note,
            "file_under": self._file_under,
            "pin_up": lambda: self._move_pin(-1),
            "pin_down": lambda: self._move_pin(1),
            "why": self._why,
            "reply": self._reply,
            "post": lambda: self._joining().post(),
            "go_to_time": going.to_time,
            "next_highlight": partial(going.to_highlight, is_newer=True),
            "previous_highlight": partial(going.to_highlight, is_newer=False),
        }

    def also(self, more: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
        """Do these, too, by their names."""
        self._more |= more

    async def do(self, name: str) -> None:
        """One of them."""
        with self._said_if_unreadable():
            if await self._questions.do(name):
                return
            if (more := self._more.get(name)) is not None:
                await more()
            elif name != "copy_text" or not self._panes.mouse.copying.copy():
                await self.hand.do(name)

    async def note(self) -> None:
        """`e`: a note, other words for the chosen one, or something on the chosen pin."""
        with self._said_if_unreadable():
            if await self._questions.do("note"):
                return
            if (row := self._panes.choice.chosen_pin()) is not None:
                pin = self._panes.lists.pinned.get(int(row.key))
                await self._asking.remark(int(row.key), pin.remark if pin else "")
            else:
                await self._bottom.open_note()

    async def go_to_chosen(self) -> None:
        """Enter on a pin: to its post, or why that cannot be."""
        post = await self._panes.choice.chosen_post()
        if post is None:
            return
        with self._said_if_unreadable():
            await lead_to(self._panes.store, post, self._panes.go_to, self._said.say)

    async def ask(
        self,
        question: str,
        then: Callable[[str], Awaitable[None]],
        text: str = "",
        *,
        limit: int = REASON_LIMIT,
    ) -> None:
        """For a few words, in the row at the bottom."""
        await self._bottom.ask(question, then, text, limit=limit)

    def offer(self, title: str, rows: Sequence[Row], then: Go, typed: Typed | None = None) -> None:
        """One of several, in a panel; with `typed` also words of one's own."""
        from backchannel.ui.screens import panels

        self._app.push_screen(panels.choice_panel(title, rows, then, typed))

    @contextlib.contextmanager
    def _said_if_unreadable(self) -> Iterator[None]:
        """What follows is not done when the store cannot be read; why is said."""
        try:
            yield
        except StoreError as error:
            self._said.say(str(error), is_problem=True)

    async def _reply(self) -> None:
        if (post := await self.hand.post()) is not None:
            await self._joining().reply(post, self._said.say)

    async def _why(self) -> None:
        from backchannel.clean import urls
        from backchannel.ui.screens import why

        post = await self._panes.choice.chosen_post()
        if post is None:
            await self._bottom.ask(why.ASKED, self._why_not, limit=urls.LONGEST)
        else:
            await self._show_why(post)

    async def _why_not(self, asked: str) -> None:
        from backchannel.store.details.why import find
        from backchannel.ui.screens import why

        if not asked:
            return
        with self._said_if_unreadable():
            post = await self._panes.store.read(find, asked)
            if post is None:
                self._app.push_screen(why.absence_panel(self._panes.store, asked, self._panes.zone))
            else:
                await self._show_why(post)

    async def _show_why(self, post: StoredPost) -> None:
        from backchannel.ui.screens.why import why_panel

        filtered = await self._panes.choice.filtered_out(post)
        self._app.push_screen(why_panel(self._panes.store, post, self._panes.zone, filtered))

    async def _move_pin(self, rows: int) -> None:
        if (pin := self._panes.choice.chosen_pin()) is None:
            self._said.say(Keyed("Choose a pin with {pane_4} and {rows.next} first"))
        else:
            await self._acts.move_pin(int(pin.key), rows)

    async def _file_under(self) -> None:
        if sessions := self._sessions():
            now = self._panes.store.now().astimezone(self._status.zone)
            if asked := self._questions.chosen_here:
                file = partial(self._questions.file, asked)
                self._asking.file_question(file, asked.session, sessions, now)
            else:
                await self._asking.file_under(sessions, now)

    def _sessions(self) -> Sequence[Session]:
        """The programme; none, and that has been said."""
        if not (sessions := self._status.event.sessions if self._status.event else ()):
            self._said.say("The programme has no sessions")
        return sessions

    async def _move_note(self) -> None:
        if (note := self._panes.choice.chosen_note()) is None:
            self._said.say(Keyed("Choose a note with {pane_3} and {rows.next} first"))
        elif sessions := self._sessions():
            now = self._panes.store.now().astimezone(self._status.zone)
            self._asking.move_note(note, sessions, now)
