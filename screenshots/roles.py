"""Pictures of the presenter's, the operator's and the projector's screens, in the demo's event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from textual.app import App
from textual.pilot import Pilot

from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, programme, questions, stage
from backchannel.store.sources import event_of
from backchannel.store.store import Store
from backchannel.ui.operator.app import OperatorApp
from backchannel.ui.presenter.program import Presenter
from backchannel.ui.projector.app import Projector
from backchannel.ui.themes import BRIGHT

Taken = Callable[[App[None], str], None]
"""Keeps a picture of a program under a name."""

BY: Final = "lg"
LAST_OF_A_DAY: Final = "Plenary: Questions we parked"
ASKED: Final = (
    ("What would you stop counting first?", "Row three"),
    ("Who checks the figures before they are published?", "Vera T."),
    ("Does any of this work in a village without broadband?", ""),
    ("How long until the first results?", "The balcony"),
)
WORDS: Final = ("League tables again", "The table compares", "Small teams in", "Nobody in")
"""How some of the posts begin that are pinned."""

WITH_PHOTO: Final = """
SELECT place FROM posts WHERE json_extract(body, '$.media[0].url') LIKE 'http://127.%'
AND json_extract(body, '$.media[0].kind') = 'photo'
AND json_extract(body, '$.text') != '' AND gone_at IS NULL AND is_hidden = 0
AND NOT coalesce(json_extract(body, '$.is_sensitive'), 0) ORDER BY place DESC
"""
"""The demo's own servers have their photos; what others link to is not there."""

PAUSE: Final = 2.0
FETCHING: Final = 12.0
"""Seconds until a screen stands still, and until the collector has the photo of a pin."""


async def take_roles(store: Store, taken: Taken) -> None:
    """The screens of those who are not at the desk."""
    await presenter(store, taken)
    await on_air(store, taken)
    await over_time(store, taken)


async def presenter(store: Store, taken: Taken) -> None:
    """A question, then a message from the desk."""
    await store.write(asked)
    await show(Presenter(store), (80, 24), taken, "presenter-80x24")
    told = await store.write(cues.cue, "Louder, please", BY)
    await show(Presenter(store), (80, 24), taken, "presenter-cue-80x24")
    await store.write(cues.acknowledge, told.id, BY)


async def over_time(store: Store, taken: Taken) -> None:
    """Three minutes after the end of the last session of a day."""
    sessions = await store.read(programme.sessions)
    ends = next(each.ends for each in sessions if each.title == LAST_OF_A_DAY)
    async with Store(store.path, now=lambda: ends + timedelta(minutes=2, seconds=30)) as later:
        await later.write(asked)
        await show(Presenter(later), (80, 24), taken, "presenter-over-80x24")


async def on_air(store: Store, taken: Taken) -> None:
    """The card, words and a photo, at the operator's and on projectors."""
    await show(Projector(store), (100, 30), taken, "projector-card-100x30")
    photo, words = await store.write(pinned)
    await store.write(stage.take, words, BY)
    await show(Projector(store), (100, 30), taken, "projector-dark-100x30")
    await show(Projector(store, BRIGHT.name), (100, 30), taken, "projector-bright-100x30")
    event = await store.read(event_of)
    await asyncio.sleep(FETCHING)
    await show(OperatorApp(store, event), (140, 40), taken, "operator-140x40")
    await store.write(stage.take, photo, BY)
    await show(Projector(store), (100, 30), taken, "projector-photo-100x30")


def asked(db: Connection) -> None:
    """Some questions from the room, and the first of them is answered."""
    rows = [questions.ask_for(db, words, asker, BY) for words, asker in ASKED]
    questions.take_up(db, rows[0].id, BY)


def pinned(db: Connection) -> tuple[int, int]:
    """A photo and some posts are highlights; where the photo is, and the first of the others."""
    photo = db.value(WITH_PHOTO)
    sql = (
        "SELECT max(place) FROM posts WHERE json_extract(body, '$.text') LIKE ?"
        " AND gone_at IS NULL AND is_hidden = 0"
    )
    found = [db.value(sql, (f"{each}%",)) for each in WORDS]
    places: Sequence[int] = [int(place) for place in found if place is not None]
    for place in (*places, int(photo)):
        board.pin(db, place, BY)
    return int(photo), places[0]


async def show(app: App[None], size: tuple[int, int], taken: Taken, name: str) -> None:
    """The program until its picture is taken."""
    pilot: Pilot[None]
    async with app.run_test(size=size) as pilot:
        await pilot.pause(PAUSE)
        taken(app, name)
