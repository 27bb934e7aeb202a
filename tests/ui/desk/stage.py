"""A desk on a real store, and what can be read off its screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.store.fresh import fresh
from tests.waiting import PATIENCE, Holds, is_so
from textual.events import Key, MouseDown, MouseMove, MouseUp, Paste
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.post import Author, CleanText, Kind, Post, Url
from backchannel.model.preferences import AS_MADE, AS_SET, DeskAppearance, DeskLayout, Preferences
from backchannel.model.programme import Event, Session
from backchannel.model.source import SourceSpec
from backchannel.store import lease, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.desk.layout import layout
from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp
from backchannel.ui.desk.screen import Desk
from backchannel.ui.palette.screen import Palette
from backchannel.ui.terminal.browser import NoBrowser
from backchannel.ui.widgets.rows import Rows

P = ParamSpec("P")
T = TypeVar("T")

SOCIAL = SourceSpec("social.example", "mastodon", "backchannel")
BLOG = SourceSpec("blog.example", "feed", "feeds", tagged=True)
KEYNOTE = Session("Keynote", START - timedelta(minutes=18), 45)
EVENT = Event("Performance plus", ("ideaperf",), timezone="Europe/London", sessions=(KEYNOTE,))
ZONE = ZoneInfo(EVENT.timezone)
"""Read from its file here, once; on the event loop that would be a fault."""


UNFOLDED = Preferences(is_folding=False)
"""Most tests have one person say everything."""


class DeskApp(BackchannelApp):
    """The program, with a browser and a clipboard that only remember."""

    _seen: list[str] | None = None

    def __init__(
        self,
        store: Store,
        event: Event | None = EVENT,
        preferences: Preferences = UNFOLDED,
        arranged: DeskLayout = AS_MADE,
        chosen: DeskAppearance = AS_SET,
    ) -> None:
        super().__init__(store, event, preferences, layout=arranged, appearance=chosen)
        self.opened: list[str] = []
        self.copied: list[str] = []
        self.has_browser = True

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        if not self.has_browser:
            raise NoBrowser
        self.opened.append(url)

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    @property
    def desk(self) -> Desk:
        """The screen below any panel."""
        desk = self.screen_stack[0]
        assert isinstance(desk, Desk)
        return desk

    def lines(self) -> list[str]:
        """The whole screen as text; drawn once for all that is asked of it at one time."""
        if self._seen is None:
            self._seen = [strip.text for strip in self.screen._compositor.render_strips()]
            asyncio.get_running_loop().call_soon(self._look_away)
        return self._seen

    def _look_away(self) -> None:
        self._seen = None

    def text(self) -> str:
        """The same in one piece."""
        return "\n".join(self.lines())

    def shows(self, text: str) -> bool:
        """Whether a text is on the screen, within one line."""
        return any(text in line for line in self.lines())


def remark(number: int, text: str = "", *, name: str = "Ana Example", minutes: float = 0) -> Post:
    """A microblog post, older the higher its number, `minutes` later."""
    return Post(
        id=f"https://social.example/{number}",
        kind=Kind.POST,
        author=Author(CleanText(name), CleanText("@ana@social.example")),
        title=CleanText(""),
        text=CleanText(text or f"Remark {number} of the day #ideaperf"),
        url=Url(f"https://social.example/@ana/{number}"),
        published=START - timedelta(minutes=number) + timedelta(minutes=minutes),
        tags=("ideaperf",),
    )


def article(number: int, title: str) -> Post:
    """A blog post."""
    return replace(
        remark(number, "What councils can learn from it."),
        id=f"https://blog.example/{number}",
        kind=Kind.ARTICLE,
        title=CleanText(title),
        url=Url(f"https://blog.example/{number}"),
    )


@asynccontextmanager
async def store_with(
    path: Path,
    arrived: Iterable[Post] = (),
    *,
    clock: Clock | None = None,
    kind: type[Store] = Store,
    event: Event = EVENT,
) -> AsyncIterator[Store]:
    """A store of the event, collected by somebody, with posts in the backchannel."""
    async with kind(fresh(path / "event.db"), now=clock or Clock()) as store:
        await store.write(sources.plan, event, (SOCIAL, BLOG))
        await store.write(lease.take, "tests", 1, "here")
        await store.write(posts.save, SOCIAL, tuple(arrived))
        yield store


@asynccontextmanager
async def desk_on(
    store: Store,
    size: tuple[int, int] = (140, 40),
    *,
    event: Event = EVENT,
    preferences: Preferences = UNFOLDED,
) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    """A desk that has read its store; its panes are as they were left."""
    app = DeskApp(store, event, preferences, arranged=await store.read(layout))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: all(s.reader.is_ready for s in app.desk.panes.streams.values()))
        await until(pilot, lambda: bool(app.desk.status.source_names()))
        await pilot.pause()
        yield app, pilot


async def until(pilot: Pilot[None], holds: Holds) -> None:
    """Wait for something to become so, on the screen or in the store; fails after a long while."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while True:
                await pilot.pause()
                if await is_so(holds):
                    return
                await asyncio.sleep(0.005)
    raise AssertionError(f"did not happen; on screen:\n{_screen(pilot)}")


def _screen(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def is_read_to(store: Store, place: int) -> bool:
    """Whether it is stored that the backchannel was read to this post."""
    return await store.read(sources.read_mark, "backchannel") == place


async def typed(pilot: Pilot[None], text: str) -> None:
    """Press the keys of a text."""
    names = {
        " ": "space",
        ":": "colon",
        "-": "minus",
        '"': "quotation_mark",
        "(": "left_parenthesis",
    }
    await pilot.press(*(names.get(letter, letter) for letter in text))


async def sees(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of them are on the screen of a desk."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    await until(pilot, lambda: all(app.shows(text) for text in texts))


async def pressed(pilot: Pilot[None], *keys: str, shows: str) -> None:
    """Press keys, and wait for what the screen says then."""
    await pilot.press(*keys)
    await sees(pilot, shows)


async def entered(pilot: Pilot[None], text: str, *, shows: str) -> None:
    """Type a text and Enter, and wait for what the screen says then."""
    await typed(pilot, text)
    await pressed(pilot, "enter", shows=shows)


async def dragged(
    pilot: Pilot[None], start: tuple[int, int], *way: tuple[int, int], is_released: bool = True
) -> None:
    """Press the mouse at a cell of the screen, lead it over others, and let go at the last."""
    await pilot._post_mouse_events([MouseDown], offset=start, button=1)
    for at in way:
        await pilot._post_mouse_events([MouseMove], offset=at, button=1)
    if is_released:
        await pilot._post_mouse_events([MouseUp], offset=way[-1], button=1)


def first_found(app: DeskApp) -> str:
    """What the palette found first; nothing before it is open."""
    rows = app.screen.query_one(Rows).rows if isinstance(app.screen, Palette) else ()
    return rows[0].text if rows and app.shows(rows[0].text) else ""


def at_once(app: DeskApp, keys: str) -> None:
    """Keys as a slow line delivers them: all in one read."""
    names = {
        "\r": "enter",
        "/": "slash",
        "\x1b": "escape",
        ":": "colon",
        "?": "question_mark",
        ";": "semicolon",
        " ": "space",
    }
    for key in keys:
        app.post_message(Key(names.get(key, key), key))


def paste(app: DeskApp, text: str) -> None:
    """As a terminal hands on what was pasted."""
    app.post_message(Paste(text))


def is_palette_open(app: DeskApp) -> bool:
    """Whether commands are looked for."""
    return isinstance(app.screen, Palette)


async def choose(app: DeskApp, pilot: Pilot[None], words: str, wanted: str) -> None:
    """Find something in the palette by words, and choose it."""
    await pilot.press("colon")
    await until(pilot, lambda: is_palette_open(app))
    await typed(pilot, words)
    await until(pilot, lambda: wanted in first_found(app))
    await pilot.press("enter")
    await until(pilot, lambda: not is_palette_open(app))


class FailingStore(Store):
    """A store whose disk can be made to fail."""

    reading: StoreError | None = None
    writing: StoreError | None = None

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.reading is not None:
            raise self.reading
        return await super().read(look, *args, **kwargs)

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.writing is not None:
            raise self.writing
        return await super().write(act, *args, **kwargs)
