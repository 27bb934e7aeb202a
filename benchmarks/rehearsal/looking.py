"""What is looked for on the screens and in the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from benchmarks.rehearsal.house import SIZES, House, NotHeldError, flat, reads
from benchmarks.rehearsal.terminals import Rows

from backchannel.store.connection import Connection

CARD: Final = "Write with this tag, wherever you publish"
PROJECTORS: Final = ("projector", "gallery")


def key(words: str) -> str:
    """What the demo knows a post by."""
    return f"rehearsal-{words.lower().replace(' ', '-')}"


async def on_air(here: House, words: str) -> None:
    """Every projector and the operator show a post."""
    for name in PROJECTORS:
        await says(here, name, f"{words} #CouncilsConnect", f"on air: {words}")
    await here.see("operator", "that it is on air", "ON AIR")


async def says(here: House, name: str, words: str, what: str) -> None:
    """A screen says something in its largest letters."""
    await here.until(name, what, lambda rows: reads(rows, words, SIZES[name]))


def still(name: str, rows: Rows) -> str:
    """What a screen shows of the store: not its clocks, its cursor, and what it just said."""
    kept = rows[: SIZES[name][1] - (2 if name == "operator" else 0)]
    return flat([re.sub(r"\b\d+:\d\d\b|\d+ min\b|▌", "", row) for row in kept])


def showing(name: str, before: str) -> Callable[[Rows], bool]:
    """Whether a screen shows the same."""
    return lambda rows: still(name, rows) == before


def is_gone(db: Connection, place: int) -> bool:
    """Whether the store knows that a post was deleted."""
    return db.value("SELECT gone_at FROM posts WHERE place = ?", (place,)) is not None


def knows(db: Connection, texts: Sequence[str]) -> bool:
    """Whether the store has a post for each of the texts."""
    return all(_row(db, each) for each in texts)


def _row(db: Connection, words: str) -> tuple[int, int] | None:
    sql = "SELECT place, number FROM posts WHERE instr(CAST(body AS TEXT), ?) LIMIT 1"
    row = db.execute(sql, (words,)).fetchone()
    return (int(row[0]), int(row[1])) if row else None


async def place_of(here: House, words: str) -> int:
    """Where the store keeps a post."""
    return (await _found(here, words))[0]


async def number_of(here: House, words: str) -> int:
    """What people call a post by."""
    return (await _found(here, words))[1]


async def _found(here: House, words: str) -> tuple[int, int]:
    async with here.store as store:
        found = await store.read(_row, words)
    if found is None:
        raise NotHeldError(f"the store has no post that says {words}")
    return found


def id_of(queue: Sequence[dict[str, Any]], words: str) -> str:
    """What a question is called by."""
    for each in queue:
        if words in each["original"]:
            return str(each["question"])
    raise NotHeldError(f"there is no question {words}")


async def state_of(here: House, words: str) -> str:
    """What became of a question."""
    for each in await here.say("question", "list"):
        if words in each["original"]:
            return str(each["state"])
    return "gone"
