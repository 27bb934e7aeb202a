"""A venue with a whole conference in its store, or with hardly anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.harness.event import EVENT_FILE, stored

from backchannel.config.event_file import read_event_file
from backchannel.sources import registry
from backchannel.store import board, pages
from backchannel.store.connection import Connection
from backchannel.store.roles import questions
from backchannel.store.store import Store
from backchannel.wiring.collecting import plan

POSTS: Final = 10_000

NAMED: Final = re.compile(r"^\w\w\d{4,7}")
RULE: Final = """
[[rule]]
name = "adverts"
when = '"target people"'
mute = true
"""


class Size(NamedTuple):
    """How much there is of what people decide."""

    name: str
    sessions: int
    questions: int
    pins: int


FEW: Final = Size("a handful", 24, 12, 12)
MANY: Final = Size("a conference", 500, 5_000, 2_000)


class Venue(NamedTuple):
    """A store of a size and its event file; what its lists begin with, in their order."""

    event: Path
    store: Path
    pinned: Sequence[bytes]
    planned: Sequence[bytes]


def event_file(size: Size, now: datetime) -> str:
    """One session runs; the others are before and after it, of half an hour each."""
    first = now - timedelta(minutes=10 + 30 * (size.sessions // 2))
    told = (
        f'\n[[session]]\ntitle = "se{n:04} What we count"\nminutes = 30\n'
        f"starts = {first + timedelta(minutes=30 * n):%Y-%m-%dT%H:%M:%SZ}\n"
        for n in range(size.sessions)
    )
    return EVENT_FILE + "".join(told)


async def prepared(folder: Path, size: Size) -> Venue:
    """Make it: the posts, the programme, what people pinned and asked while one session ran."""
    home = folder / size.name.replace(" ", "-")
    home.mkdir()
    path, event = await asyncio.to_thread(stored, home, POSTS), home / "event.toml"
    told = event_file(size, datetime.now(UTC))
    event.write_text(told, "utf-8")
    async with Store(path) as store:
        await plan(store, read_event_file(event, registry.load))
        page = await store.read(
            pages.around, pages.View("backchannel"), None, newer=0, older=7_000, since=None
        )
        places = [post.place for post in page.posts]
        await store.write(board.on_all, board.pin, places[-size.pins :], "someone")
        half = size.questions // 2
        await store.write(board.on_all, questions.ask, places[:half], "someone")
        await store.write(_ask, size.questions - half)
        event.write_text(told + RULE, "utf-8")  # it mutes some of these, too
        await plan(store, read_event_file(event, registry.load))
        pinned = await store.read(board.pins)
    return Venue(
        event,
        path,
        [first_word(each.post.post.text) for each in pinned],
        [f"se{n:04}".encode() for n in range(size.sessions)],
    )


def _ask(db: Connection, count: int) -> None:
    for n in range(count):
        questions.ask_for(db, f"qu{n:04} Who counts what nobody reads?", f"Row {n}", "someone")


def first_word(text: str) -> bytes:
    """By which a row is known on the screen."""
    found = NAMED.match(text)
    return found[0].encode() if found else b""
