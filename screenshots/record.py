"""Pictures of the record, in a real browser: phone, laptop and wall, by day, by night, on paper."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from tests.record.site.browser import Page, browser

from backchannel.record.choosing import Chosen
from backchannel.record.formats import FORMATS, write_target
from backchannel.record.reading import snapshot
from backchannel.store import board
from backchannel.store.store import Store

HERE: Final = Path(__file__).parent
BY: Final = "facilitator"
NOTES: Final = (
    "three objections to league tables from the floor",
    "she promises the data set by Monday #action",
    "who reads the second page of the report?",
)
COLOURS: Final = 96
"""Of a picture: what is on a page needs few, and the file is a third."""


@dataclass(frozen=True, slots=True)
class View:
    """A page in a window; `name` is that of the picture."""

    name: str
    page: str
    width: int
    height: int
    is_dark: bool = False
    medium: str = "screen"
    fragment: str = ""


VIEWS: Final = (
    View("record-1280", "index.html", 1280, 1400),
    View("record-night-1280", "index.html", 1280, 1400, is_dark=True),
    View("record-1920", "index.html", 1920, 1200),
    View("record-390", "index.html", 390, 1400),
    View("record-print-760", "index.html", 760, 1075, medium="print"),
    View("record-session-1280", "", 1280, 1200),
    View("record-session-night-390", "", 390, 1200, is_dark=True),
    View("record-report-1280", "report.html", 1280, 1200),
    View("record-search-1280", "search.html", 1280, 900, fragment="#repairs"),
)
"""A view without a page is of the session that has most."""


async def take_record(store: Store) -> None:
    """The event so far, with some notes, as a site."""
    for text in NOTES:
        await store.write(board.note, text, BY)
        await asyncio.sleep(1)
    await asyncio.to_thread(_take, store.path)


def _take(store: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="backchannel-pages-") as made:
        site = Path(made, "site")
        with snapshot(store) as db:
            write_target(FORMATS["html"], db, Chosen(), site)
        sessions = [*(site / "sessions").iterdir()]
        session = max(sessions, key=lambda page: page.stat().st_size)
        with browser() as page:
            for view in VIEWS:
                _keep(page, view, site / view.page if view.page else session)


def _keep(page: Page, view: View, path: Path) -> None:
    page.look(view.width, is_dark=view.is_dark, medium=view.medium)
    page.open(path, view.fragment)
    if view.fragment:
        page.wait("document.querySelector('#found li')")
    kept = HERE / f"{view.name}.png"
    page.picture(kept, view.height)
    with Image.open(kept) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)
    sys.stdout.write(f"{kept.name}\n")
