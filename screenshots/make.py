"""Pictures of the screens, from the real program: the demo's sites, a collector and the desk.

The demo starts with the same seed every time, and its people and hosts are invented. With the word
`roles` only the screens of presenter, operator and projector are taken, with `record` these and
the pages of the record, with `replay` a replay.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from screenshots.record import take_record
from screenshots.replay import take_replay
from screenshots.roles import take_roles
from textual.app import App
from textual.pilot import Pilot

from backchannel.config.event_file import read_event_file
from backchannel.config.places import ACCOUNTS
from backchannel.demo.event import environment
from backchannel.demo.world import World
from backchannel.model.preferences import USUAL
from backchannel.sources import registry
from backchannel.store import sources
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp
from backchannel.ui.lines.wrap import cells
from backchannel.ui.themes import DARK, OURS
from backchannel.wiring.collecting import plan
from backchannel.wiring.desk import collector_command
from backchannel.wiring.tending.tender import FileTender

SEED = 1
HERE = Path(__file__).parent
CELL = 12.2
"""Of the picture's own units."""

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
ON_THE_FEDIVERSE = "source:toot"
ANSWER = "Thank you, the slides will be on the page of the event tonight."
WELCOME = "The second session begins at half past in the main hall."
NOTE = "three objections to league tables from the floor"


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen of a size after some keys, in a theme."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str]
    theme: str = DARK.name


FIRST_THEN_NONE = chain([("D", "T", "g", "j", "j", "p")], repeat(()))
"""A chosen highlight, which then is seen in every theme."""

PICTURES = (
    Picture(
        "desk-160x45",
        (160, 45),
        ("j", "j", "p", "j", "j", "p", "e", *NOTE.replace(" ", "_"), "enter", "j"),
    ),
    Picture("desk-60x20", (60, 20), ("g", "j")),
    Picture("filter-100x30", (100, 30), ("escape", "2", "slash", *"has:photo")),
    Picture("help-100x40", (100, 40), ("escape", "question_mark")),
    Picture("notes-100x30", (100, 30), ("escape", "3")),
    Picture("health-100x30", (100, 30), ("2", "h")),
    Picture("adding-100x30", (100, 30), ("a", *"blog.example")),
    Picture("hidden-100x30", (100, 30), ("escape", "escape", "g", "j", "j", "x", "j", "x", "H")),
    Picture("details-100x30", (100, 30), ("escape", "g", "j", "j", "j", "enter")),
    Picture("why-100x30", (100, 30), ("escape", "w")),
    Picture("search-100x30", (100, 30), ("escape", "F", *"outcomes")),
    Picture("activity-100x30", (100, 30), ("escape", "escape", "A")),
    Picture("later-100x30", (100, 30), ("escape", "2", "g", "j", "j", "s", "j", "s", "L")),
    Picture(
        "writing-100x30",
        (100, 30),
        ("escape", "slash", *ON_THE_FEDIVERSE, "enter", "g", "j", "r", *ANSWER.replace(" ", "_")),
    ),
    Picture(
        "drafts-100x30",
        (100, 30),
        ("escape", "escape", "escape", "i", *WELCOME.replace(" ", "_"), "ctrl+s", "enter", "O"),
    ),
    Picture("decisions-100x30", (100, 30), ("escape", "U")),
    Picture("views-100x30", (100, 30), ("escape", "v")),
    Picture("commands-100x30", (100, 30), ("escape", ":")),
    Picture("compact-100x30", (100, 30), ("escape", "g", "j", "D", "T")),
    *(
        Picture(f"{ours.name.removeprefix('backchannel-')}-100x30", (100, 30), keys, ours.name)
        for ours, keys in zip(OURS, FIRST_THEN_NONE, strict=False)
    ),
)


async def make() -> None:
    """Let the event run for a while, then take every picture."""
    os.environ.update({**environment(), "TERM": "xterm-256color", "COLORTERM": "truecolor"})
    with tempfile.TemporaryDirectory(prefix="backchannel-pictures-") as home:
        file, db, accounts = (Path(home, name) for name in ("demo.toml", "demo.db", "me.toml"))
        os.environ.update({"HOME": home, ACCOUNTS: str(accounts)})
        world = World(seed=SEED)
        async with world.serve():
            await asyncio.to_thread(file.write_text, world.event_file(), "utf-8")
            await asyncio.to_thread(accounts.write_text, world.accounts_file(), "utf-8")
            async with Store(db) as store:
                await plan(store, read_event_file(file, registry.load))
                command = collector_command(file, db)
                collector = await asyncio.create_subprocess_exec(
                    *command, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
                )
                try:
                    await asyncio.sleep(20)  # first contact with every place, and some minutes live
                    if not {"roles", "record", "replay"} & {*sys.argv}:
                        await take(store, file)
                    if "replay" not in sys.argv:
                        await take_roles(store, keep)
                    if not {"roles", "replay"} & {*sys.argv}:
                        await take_record(store)
                    if not {"roles", "record"} & {*sys.argv}:
                        await take_replay(store, keep)
                finally:
                    with contextlib.suppress(ProcessLookupError):
                        collector.terminate()
                    await collector.wait()


async def take(store: Store, file: Path) -> None:
    """One desk, resized from picture to picture."""
    tender = FileTender(file, store, USUAL.by)
    app = BackchannelApp(store, await store.read(sources.event_of), tender=tender)
    async with app.run_test(size=PICTURES[0].size) as pilot:
        await pilot.pause(3)
        for picture in PICTURES:
            await pilot.resize_terminal(*picture.size)
            app.theme = picture.theme
            await press(pilot, picture.keys)
            await pilot.pause(5)  # what was just said goes away
            keep(app, picture.name)


def keep(app: App[None], name: str) -> None:
    """What a program shows now, as a file."""
    svg = app.export_screenshot(title=f"backchannel, {name}", simplify=True)
    path = HERE / f"{name}.svg"
    path.write_text(at_home(svg), "utf-8")
    sys.stdout.write(f"{path.name}\n")


async def press(pilot: Pilot[None], keys: Sequence[str]) -> None:
    """Keys, at a person's pace."""
    names = {"_": "space", ":": "colon"}
    for key in keys:
        await pilot.press(names.get(key, key))
        await pilot.pause(0.15 if len(key) > 1 or not key.isalpha() else 0.05)


def at_home(svg: str) -> str:
    """The picture without anything that is loaded from elsewhere."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"font-family:\s*[^;]+;", f"font-family: {FONTS};", svg)
    svg = svg.replace("&#160;", " ").replace("<svg ", '<svg xml:space="preserve" ', 1)
    svg = svg.replace("<style>", "<style>text { white-space: pre; }", 1)  # as browsers have it now
    svg = re.sub(r'(textLength=")[\d.]+("[^>]*>)([^<]*)(?=</text>)', _in_cells, svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _in_cells(text: re.Match[str]) -> str:
    """Rich counts letters, and a wide one takes two cells; see the width of its terminal."""
    length = round(cells(html.unescape(text[3])) * CELL, 1)
    return f"{text[1]}{length:g}{text[2]}{text[3]}"


if __name__ == "__main__":
    asyncio.run(make())
