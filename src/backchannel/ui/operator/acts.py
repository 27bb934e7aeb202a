"""What the operator's keys do: written, then said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Concatenate, Final, ParamSpec, TypeVar

from msgspec.structs import replace

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost
from backchannel.model.roles.stage import Look, Part, Room, Size
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.store import Store
from backchannel.ui.deciding.acts import Voice
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.summary import summary

Chosen = Callable[[], StoredPost | None]
"""The post of the chosen pin, as it is on the screen."""

BlankSeen = Callable[[], datetime | None]
"""Since when the screen says that the stage is blank; None while that cannot be read there."""

P = ParamSpec("P")
T = TypeVar("T")

DELAYS: Final = (0, 3, 5, 10, 20)
UNDOES: Final = "{operator.undo} undoes"
SHOWS: Final = "{operator.blank} shows it"
CHOOSE: Final = Keyed("Choose a pin with {rows.next} first")


class StageActs:
    """Does by name what is declared as `stage('name')`."""

    def __init__(
        self, store: Store, by: str, say: Voice, *, chosen: Chosen, blank_seen: BlankSeen
    ) -> None:
        self._store, self._by, self._say = store, by, say
        self._chosen, self._blank_seen = chosen, blank_seen
        self._acts: dict[str, Callable[[], Awaitable[None]]] = {
            "take": self._take,
            "next": lambda: self._step(stage.next_, "There is no other pin that can be shown"),
            "back": lambda: self._step(stage.back, "There is no other pin that can be shown"),
            "blank": self._blank,
            "hold": self._hold,
            "off_air": self._off_air,
            "undo": self._undo,
            "line_up": self._line_up,
            "pin_up": lambda: self._move(-1),
            "pin_down": lambda: self._move(1),
            "unpin": self._unpin,
        }

    async def do(self, name: str) -> None:
        """One of them. What cannot be done is said, and why."""
        try:
            if name in self._acts:
                await self._acts[name]()
            else:
                await self._set(name)
        except StoreError as error:
            self._say(str(error), is_problem=True)

    async def rotate(self) -> bool:
        """Move on by itself, if it is time to. Raises StoreError."""
        return await self._store.write(stage.rotate)

    async def turn_part(self, part: str) -> None:
        """Show a part of a post, or do not."""
        wanted = Part(part)

        def turned(look: Look) -> tuple[Look, str]:
            is_on = wanted not in look.parts
            parts = {*look.parts, wanted} if is_on else {*look.parts} - {wanted}
            ordered = tuple(each for each in Part if each in parts)
            return replace(look, parts=ordered), f"{wanted} {'shown' if is_on else 'not shown'}"

        try:
            await self._look(turned)
        except StoreError as error:
            self._say(str(error), is_problem=True)

    async def _write(
        self, act: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._store.write(act, *args, **kwargs)

    async def _take(self) -> None:
        if (post := self._chosen()) is None:
            self._say(CHOOSE)
            return
        is_taken, is_blank = await self._write(_with_blank(stage.take), post.place, self._by, post)
        if is_blank:
            self._say("Taken, behind the blank" if is_taken else "It is taken already", SHOWS)
        elif is_taken:
            self._say("Taken", UNDOES)
        else:
            self._say("It is on air already")

    async def _step(
        self, act: Callable[[Connection, str], StoredPost | None], nothing: str
    ) -> None:
        post, is_blank = await self._write(_with_blank(act), self._by)
        if post is None:
            self._say(nothing)
        elif is_blank:
            self._say(f"Taken, behind the blank  {summary(post)}", SHOWS)
        else:
            self._say(f"Taken  {summary(post)}", UNDOES)

    async def _blank(self) -> None:
        if await self._write(stage.toggle_blank, self._by, self._blank_seen()):
            self._say("Blank", SHOWS)
        else:
            self._say("Shown again", "{operator.blank} blanks it")

    async def _hold(self) -> None:
        def turn(db: Connection) -> bool:
            is_held = not stage.air(db).is_held
            (stage.hold if is_held else stage.release)(db, self._by)
            return is_held

        is_held = await self._write(turn)
        self._say("Held: nothing changes by itself" if is_held else "Goes on", UNDOES)

    async def _off_air(self) -> None:
        is_done = await self._write(stage.off_air, self._by)
        self._say("The card is shown" if is_done else "The card is shown already", UNDOES * is_done)

    async def _undo(self) -> None:
        decision = await self._write(stage.undo, self._by)
        is_blank = (await self._store.read(stage.air)).is_blank
        tail = f"still blank; {SHOWS}" if is_blank else ""
        if decision is None:
            self._say("You did nothing with the stage that could be undone", tail)
        elif decision.undone:
            self._say(f"Undone: {decision.act}  {decision.about}", tail)
        else:
            about = f"{decision.act}  {decision.about}"
            self._say(f"The stage went on since, left as it is: {about}", is_problem=True)

    async def _line_up(self) -> None:
        if (post := self._chosen()) is None:
            self._say(CHOOSE)
            return
        await self._write(stage.line_up, post.place, self._by)
        is_lined_up = (await self._store.read(stage.air)).next == post.place
        self._say("Comes next" if is_lined_up else "The usual one comes next", UNDOES)

    async def _move(self, rows: int) -> None:
        if (post := self._chosen()) is None:
            self._say(CHOOSE)
            return
        is_moved = await self._write(board.move_pin, post.place, rows, self._by)
        where, end = ("up", "first") if rows < 0 else ("down", "last")
        said = f"Pin moved {where}" if is_moved else f"It is the {end} pin already"
        self._say(said, UNDOES * is_moved)

    async def _unpin(self) -> None:
        if (post := self._chosen()) is None:
            self._say(CHOOSE)
        elif await self._write(board.unpin, post.place, self._by):
            self._say("Unpinned", UNDOES)

    async def _set(self, name: str) -> None:
        await self._look(_SETTINGS[name])

    async def _look(self, change: Callable[[Look], tuple[Look, str]]) -> None:
        def write(db: Connection) -> str:
            wanted, about = change(stage.look(db))
            stage.set_look(db, self._by, about, wanted)
            return about

        about = await self._write(write)
        self._say(f"{about[:1].upper()}{about[1:]}", UNDOES)


def _with_blank(
    act: Callable[Concatenate[Connection, P], T],
) -> Callable[Concatenate[Connection, P], tuple[T, bool]]:
    """Do it, and say whether the stage is blank, so that nobody in the room sees what was done."""

    def done(db: Connection, /, *args: P.args, **kwargs: P.kwargs) -> tuple[T, bool]:
        return act(db, *args, **kwargs), stage.air(db).is_blank

    return done


def _rotate(look: Look) -> tuple[Look, str]:
    is_on = not look.rotates
    return replace(look, rotates=is_on), f"posts change {'by themselves' if is_on else 'by hand'}"


def _recycle(look: Look) -> tuple[Look, str]:
    is_on = not look.recycles
    told = "shown again when all were shown" if is_on else "each is shown once"
    return replace(look, recycles=is_on), told


def _delay(look: Look) -> tuple[Look, str]:
    seconds = next((each for each in DELAYS if each > look.delay), DELAYS[0])
    return replace(look, delay=seconds), f"display delay {seconds} s"


def _size(look: Look) -> tuple[Look, str]:
    sizes = (Size.LARGE, Size.MEDIUM, Size.SMALL)
    size = sizes[(sizes.index(look.size) + 1) % len(sizes)]
    return replace(look, size=size), f"{size} letters"


def _photos(look: Look) -> tuple[Look, str]:
    is_on = not look.has_photos
    return replace(look, has_photos=is_on), "photos" if is_on else "no photos"


def _room(look: Look) -> tuple[Look, str]:
    rooms = tuple(Room)
    room = rooms[(rooms.index(look.room) + 1) % len(rooms)]
    told = f"for a {room} room" if room else "each projector's own light"
    return replace(look, room=room), told


_SETTINGS: Final[dict[str, Callable[[Look], tuple[Look, str]]]] = {
    "rotate": _rotate,
    "recycle": _recycle,
    "delay": _delay,
    "size": _size,
    "photos": _photos,
    "room": _room,
}
