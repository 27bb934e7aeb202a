"""What keys do with questions, and what the presenter is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from backchannel.errors import StoreError
from backchannel.model.roles.cue import LONGEST
from backchannel.model.roles.question import Question, State
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, filing, questions
from backchannel.ui.deciding.acts import UNDOES, Voice
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.wrap import crop
from backchannel.ui.questions.pane import Asked, QuestionRows
from backchannel.ui.screens.panel import Go, Typed
from backchannel.ui.widgets.rows import Row

P = ParamSpec("P")
T = TypeVar("T")

CHOOSE: Final = Keyed("Choose a question with {pane_5} and {rows.next} first")
_NAMED: Final = 44
"""Cells of a question where it is named."""


class Outside(Protocol):
    """Who asks for words."""

    async def ask(
        self,
        question: str,
        then: Callable[[str], Awaitable[None]],
        text: str = "",
        *,
        limit: int = ...,
    ) -> None:
        """For a few words, at most so many letters; `then` hears them."""

    def offer(self, title: str, rows: Sequence[Row], then: Go, typed: Typed) -> None:
        """One of several, or words; `typed` hears how they begin."""


class Shown(Protocol):
    """The list of questions on the desk."""

    asked: Asked
    is_suggested: bool

    def show_questions(self) -> None:
        """Draw it again, with other marks or in another order."""


class QuestionDeeds:
    """Does by name what is declared as `do('name')`; each returns when it is on the disk."""

    def __init__(
        self,
        pen: Pen,
        by: str,
        say: Voice,
        outside: Outside,
        *,
        rows: QuestionRows,
        shown: Shown,
        is_here: Callable[[], bool],
        presets: Callable[[], Sequence[str]],
    ) -> None:
        self._pen, self._by, self._say, self._outside = pen, by, say, outside
        self._rows, self._shown, self._is_here, self._presets = rows, shown, is_here, presets
        self._unasked = ""
        self._always: dict[str, Callable[[], Awaitable[None]]] = {
            "ask_for": self.ask_for,
            "cue": self.cue,
        }
        self._here: dict[str, Callable[[Question], Awaitable[None]]] = {
            "question_now": self._now,
            "question_answered": self._answered,
            "question_mark": self._mark,
            "question_merge": self._merge,
            "question_split": self._split,
            "stash": self._park,
            "hide": self._take_out,
            "note": self._reword,
            "pin_up": lambda chosen: self._move(chosen, -1),
            "pin_down": lambda chosen: self._move(chosen, 1),
        }

    async def do(self, name: str) -> bool:
        """One of them; False where it is for somebody else, as most are outside the list."""
        if name == "question_order":
            self._order()
        elif name == "question" and self._is_here():
            await self.ask_for()
        elif name in self._always:
            await self._always[name]()
        elif name in self._here and self._is_here():
            if (chosen := self.chosen) is None:
                self._say(CHOOSE)
            else:
                await self._here[name](chosen)
        else:
            return False
        return True

    @property
    def chosen(self) -> Question | None:
        """The one under the cursor."""
        key = self._rows.chosen.key if self._rows.chosen else ""
        every = (*self._shown.asked.queue.rows, *self._shown.asked.queue.aside)
        return next((each for each in every if each.id == key), None)

    async def ask_for(self) -> None:
        """A question of somebody in the room: its words, then a name or none.

        Words that were entered wait here until they are asked, or taken out.
        """

        async def heard(words: str) -> None:
            self._unasked = words
            if not words:
                self._say("No words, so nothing was asked")
                return

            async def named(name: str) -> None:
                if await self._tried(questions.ask_for, words, name, self._by):
                    self._unasked = ""
                    self._say(f"Asked  {crop(words, _NAMED)}", UNDOES)

            await self._outside.ask("who asks? Enter for nobody you know", named, limit=80)

        asked, limit = "the question from the room", questions.WORDS_LIMIT
        await self._outside.ask(asked, heard, self._unasked, limit=limit)

    async def cue(self) -> None:
        """`c`: one of the usual, or words of one's own."""

        async def send(text: str) -> None:
            sent = await self._tried(cues.cue, text, self._by) if text else None
            if sent is not None:
                self._say(f"Told the presenter: {text}", "{cues} says whether it was seen")

        async def typed(text: str) -> None:
            await self._outside.ask("tell the presenter", send, text, limit=LONGEST)

        async def chosen(row: Row) -> None:
            await (send(row.text) if row.key else typed(""))

        own = Row("", "0", "words of your own")
        usual = [Row(str(n), str(n), text) for n, text in enumerate(self._presets(), 1)][:9]
        self._outside.offer("Tell the presenter", [*usual, own], chosen, typed)

    async def _now(self, chosen: Question) -> None:
        if chosen.trouble:
            self._say(f"It cannot be read out: {chosen.trouble}", is_problem=True)
        elif chosen.state is State.NOW and not chosen.edited:
            await self._done(questions.reopen, chosen, "No longer now")
        else:
            await self._done(questions.take_up, chosen, "Now")

    async def _answered(self, chosen: Question) -> None:
        is_so = chosen.state is State.ANSWERED
        self._rows.leaves("" if is_so else chosen.id)
        act, said = (questions.reopen, "Open again") if is_so else (questions.answer, "Answered")
        await self._done(act, chosen, said)

    async def _park(self, chosen: Question) -> None:
        is_so = chosen.state is State.PARKED
        self._rows.leaves("" if is_so else chosen.id)
        act, said = (questions.reopen, "Open again") if is_so else (questions.park, "Parked")
        await self._done(act, chosen, said)

    async def file(self, chosen: Question, session: str) -> None:
        """File it, and the post it may be, under another session."""
        is_done = await self._tried(filing.file_question, chosen.id, session, self._by)
        if is_done is not None:
            under = f"under {session or 'no session'}"
            self._say(f"Filed {under}" if is_done else f"It is {under} already", UNDOES * is_done)

    @property
    def chosen_here(self) -> Question | None:
        """The one under the cursor, when the questions are where the reader is."""
        return self.chosen if self._is_here() else None

    async def _take_out(self, chosen: Question) -> None:
        await self._done(questions.take_out, chosen, "No question any more")

    async def _split(self, chosen: Question) -> None:
        is_done = await self._done(questions.split, chosen, "Split")
        if is_done is False:
            self._say("Nothing was merged into it")

    async def _move(self, chosen: Question, rows: int) -> None:
        is_moved = await self._tried(questions.move, chosen.id, rows, self._by)
        where, end = ("up", "first") if rows < 0 else ("down", "last")
        if is_moved is not None:
            said = f"Moved {where}" if is_moved else f"It cannot go further {where}: it is {end}"
            self._say(said, UNDOES * is_moved)

    async def _mark(self, chosen: Question) -> None:
        self._rows.marked ^= {chosen.id}
        self._shown.show_questions()
        merge = "{questions.merge} on another one merges them into that"
        self._say(f"{counted(len(self._rows.marked), 'question')} marked", merge)

    async def _merge(self, chosen: Question) -> None:
        marked = self._rows.marked - {chosen.id}
        into = chosen.id
        if not marked:
            into = self._shown.asked.same.get(chosen.id, "")
            marked = {chosen.id}
        if not into:
            self._say(Keyed("Mark others with {questions.mark} first; nothing asks the same"))
            return
        merged = await self._tried(questions.merge, into, sorted(marked), self._by)
        if merged is not None:
            self._rows.marked.clear()
            self._shown.show_questions()
            self._say(f"Merged {counted(merged + 1, 'question')}", UNDOES)

    async def _reword(self, chosen: Question) -> None:
        async def heard(words: str) -> None:
            changed = await self._tried(questions.reword, chosen.id, words, self._by)
            if changed:
                said = f"To be read as: {words}" if words else "To be read as it was asked"
                self._say(said, UNDOES)

        limit = questions.WORDS_LIMIT
        await self._outside.ask("how to read it out", heard, chosen.words[:limit], limit=limit)

    def _order(self) -> None:
        self._shown.is_suggested = not self._shown.is_suggested
        self._shown.show_questions()
        most = Keyed("Most wanted first; {questions.suggested} shows the queue as it will be asked")
        self._say(most if self._shown.is_suggested else "The queue, as it will be asked")

    async def _done(
        self, act: Callable[[Connection, str, str], bool], chosen: Question, said: str
    ) -> bool | None:
        done = await self._tried(act, chosen.id, self._by)
        if done:
            self._say(f"{said}  {crop(chosen.words, _NAMED)}", UNDOES)
        return done

    async def _tried(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What came of it; None, and why has been said, when it could not be stored."""
        try:
            return await self._pen.write(act, *args, **kwargs)
        except StoreError as error:
            self._say(f"Not stored: {error}", is_problem=True)
            return None
