"""What a facilitator decides about posts and notes: written, then said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from backchannel.errors import ConfigError, StoreError
from backchannel.model.board import Decision, Note
from backchannel.model.post import StoredPost
from backchannel.store import board, lease, sources
from backchannel.store.connection import Connection
from backchannel.store.desk.drafts import NEW
from backchannel.store.tending import errands
from backchannel.store.tending.errands import Wish
from backchannel.ui.deciding.onstage import OnStage
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.summary import summary

T = TypeVar("T")

UNDOES: Final = "{undo} undoes"


class Voice(Protocol):
    """Says something to the person at the desk."""

    def __call__(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """A line that goes away by itself; a problem stays longer. The tail is never cut.

        See `SaidLine.say` for keys that are named in them.
        """


CarryOut = Callable[[Decision], Awaitable[None]]
"""Does what more there is to do after a decision was undone or done again."""

Exchange = Callable[[Connection, str], Decision | None]


class Way(Struct, frozen=True):
    """What is done to a post, and how that is said."""

    act: Callable[[Connection, int, str], bool]
    said: str
    tail: str = UNDOES


class Muting(Struct, frozen=True):
    """Whom to mute: the author of the post at `place`, or their server; None lasts for good."""

    place: int
    is_server: bool
    lasts: timedelta | None
    how_long: str


class Acts:
    """Decisions of one person. Each returns after it is on the disk, and says what it was."""

    def __init__(self, pen: Pen, by: str, say: Voice) -> None:
        self._pen, self.by, self._say = pen, by, say
        self.stage = OnStage(pen, by, say)
        self.carry_out: CarryOut | None = None

    def said_by(self, say: Voice) -> Acts:
        """The decisions of the same person, said in another place."""
        acts = Acts(self._pen, self.by, say)
        acts.carry_out = self.carry_out
        return acts

    async def ask(self, wish: Wish) -> int | None:
        """Have the collector find something out; the number of the errand, None without one."""
        return await _tried(self._say, self._pen.write(errands.ask, wish))

    async def pin(self, posts: Sequence[StoredPost]) -> None:
        """Make posts highlights, or take that back."""
        kept = [post for post in posts if post.is_pinned or not post.is_gone]
        if not kept:
            self._say("Its author deleted it; it cannot be pinned", is_problem=True)
            return
        seen = {post.place: post for post in kept}

        def pin(db: Connection, place: int, by: str) -> bool:
            return board.pin(db, place, by, seen[place])

        is_so = all(post.is_pinned for post in kept)
        on, off = Way(pin, "Pinned"), Way(board.unpin, "Unpinned")
        await self.turn(kept, (off, on) if is_so else (on, off))

    async def stash(self, posts: Sequence[StoredPost]) -> None:
        """Put posts aside for later, or take them up again."""
        is_so = all(post.is_stashed for post in posts)
        on = Way(board.stash, "Put aside", "{stashed} lists, {undo} undoes")
        off = Way(board.unstash, "Taken up again")
        await self.turn(posts, (off, on) if is_so else (on, off))

    async def put_together(self, posts: Sequence[StoredPost]) -> bool:
        """Show posts in one row; whether they are in one now."""
        places = [post.place for post in posts]
        try:
            done = await self._pen.write(board.show_together, places, self.by)
        except StoreError as error:
            self._say(f"Not put together: {error}", is_problem=True)
            return False
        said = (
            f"Shown as one: {counted(len(posts), 'post')}" if done else "They are one row already"
        )
        self._say(said, UNDOES * done)
        return True

    async def hide(self, posts: Sequence[StoredPost], reason: str = "") -> None:
        """Take posts out of sight."""

        def hide(db: Connection, place: int, by: str) -> bool:
            return board.hide(db, place, by, reason)

        await self.turn(posts, (Way(hide, "Hidden", "{undo} undoes, {hidden} lists"),))

    async def bring_back(self, place: int, what: str) -> None:
        """Bring a hidden post back into sight; `what` names it."""
        if await _tried(self._say, self._pen.write(board.unhide, place, self.by)):
            self._say(f"Brought back  {what}", UNDOES)

    async def mute(self, muting: Muting, reason: str) -> None:
        """Take an author or a server out of sight."""
        act = board.mute_server if muting.is_server else board.mute_author
        writing = self._pen.write(act, muting.place, self.by, reason, muting.lasts)
        try:
            muted = await writing
        except StoreError as error:
            self._say(f"Not muted: {error}", is_problem=True)
            return
        if muted is None:
            self._say(Keyed("Muted already; {hidden} lists who is"))
        else:
            self._say(f"Muted {muting.how_long}: {muted.shown}", "{undo} undoes, {hidden} lists")

    async def unmute(self, key: str, whom: str) -> None:
        """Bring an author or a server back into sight; `whom` names them."""
        if await _tried(self._say, self._pen.write(board.unmute, key, self.by)):
            self._say(f"Muted no longer: {whom}", UNDOES)

    async def move_pin(self, place: int, rows: int) -> None:
        """Move a pin down the list, up if negative."""
        is_moved = await _tried(self._say, self._pen.write(board.move_pin, place, rows, self.by))
        if is_moved is not None:
            where, end = ("up", "first") if rows < 0 else ("down", "last")
            said = f"Pin moved {where}" if is_moved else f"It is the {end} pin already"
            self._say(said, UNDOES * is_moved)

    async def remark(self, place: int, text: str) -> None:
        """Write something to a pin, or take it away."""
        if await _tried(self._say, self._pen.write(board.remark, place, text, self.by)):
            self._say("Written to the pin" if text else "The pin says nothing more", UNDOES)

    async def move_note(self, note: str, session: str) -> None:
        """File a note under another session."""
        is_moved = await _tried(self._say, self._pen.write(board.move_note, note, session, self.by))
        if is_moved is not None:
            under = f"under {session or 'no session'}"
            self._say(f"Filed {under}" if is_moved else f"It is {under} already", UNDOES * is_moved)

    async def note(self, text: str, post: int | None, note: str = NEW) -> Note | None:
        """Write a note, or other words for one. None when it could not be stored."""
        writing = self._pen.write(board.write_down, text, self.by, about=note, post=post)
        return await _tried(self._say, writing)

    async def strike_note(self, note: str) -> None:
        """Delete a note."""
        if await _tried(self._say, self._pen.write(board.delete_note, note, self.by)):
            self._say("Note deleted", "{undo} brings it back")

    async def undo(self) -> None:
        """Take back the last decision."""
        await self._exchange(board.undo, "Nothing to undo", "Undone", is_done=True)

    async def redo(self) -> None:
        """Do again what was taken back last."""
        await self._exchange(board.redo, "Nothing to do again", "Done again", is_done=False)

    async def _exchange(self, act: Exchange, nothing: str, done: str, *, is_done: bool) -> None:
        try:
            decision = await self._pen.write(act, self.by)
        except StoreError as error:
            self._say(str(error), is_problem=True)
            return
        if decision is None:
            self._say(nothing)
            return
        try:
            if self.carry_out is not None and decision.undone is is_done:
                await self.carry_out(decision)
        except (ConfigError, StoreError) as error:
            self._say(str(error), is_problem=True)
            return
        more = f"and {decision.others} more" if decision.others else ""
        about = f"{decision.act}  {decision.about}"
        if decision.undone is is_done:
            self._say(f"{done}: {about}", more)
        else:
            self._say(f"Changed since, left as it is: {about}", more, is_problem=True)

    async def fetch_now(self, source: str | None = None) -> None:
        """Make one source due, or every one. Where nobody collects, nobody is asked just now."""
        made = await _tried(self._say, self._pen.write(_make_due, source))
        if made is None:
            return
        count, is_collected = made
        which = source or counted(count, "source")
        if is_collected:
            self._say(f"Asking {which}")
        else:
            waits = "waits" if source or count == 1 else "wait"
            self._say(f"Nobody is collecting: {which} {waits} to be asked")

    async def turn(self, posts: Sequence[StoredPost], ways: Sequence[Way]) -> bool:
        """Decide about all of them at once; whether that changed anything.

        The screen may show a post as it was before the last key; what the store says decides, so
        the other way is tried when the first one changes nothing.
        """
        places = [post.place for post in posts]
        for way in ways:
            done = await _tried(self._say, self._pen.write(board.on_all, way.act, places, self.by))
            if done:
                about = summary(posts[0]) if len(posts) == 1 else counted(done, "post")
                self._say(f"{way.said}  {about}", way.tail)
            if done is None or done:
                return bool(done)
        return False


async def _tried(say: Voice, writing: Awaitable[T]) -> T | None:
    """What came of it; None, and why has been said, when it could not be stored."""
    try:
        return await writing
    except StoreError as error:
        say(f"Not stored: {error}", is_problem=True)
        return None


def _make_due(db: Connection, source: str | None) -> tuple[int, bool]:
    """How many sources became due, and whether somebody is there to ask them."""
    return sources.fetch_now(db, source), lease.is_collected(db)
