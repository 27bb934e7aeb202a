"""The projector's program: shows the stage, hears two keys, and says nothing of itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar, Final

from msgspec.structs import replace
from rich.console import RenderableType
from textual import events  # Textual looks at a method's annotations
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from backchannel.errors import StoreError
from backchannel.model.roles.stage import Room, Shown, Size
from backchannel.store import changes
from backchannel.store.roles import stage
from backchannel.store.roles.stage.pictures import folder_of
from backchannel.store.store import Reader
from backchannel.ui.commands import BY_ID, Where, binding, bindings
from backchannel.ui.minutes import Alarm
from backchannel.ui.projector.canvas import Canvas
from backchannel.ui.projector.photo import IS_OF_CELLS, PhotoBox
from backchannel.ui.projector.sixels import SelectingUpdate
from backchannel.ui.terminal.larger import Block
from backchannel.ui.terminal.program import Program, enlarged_on
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.terminal.spelling import knows_ascii_only
from backchannel.ui.themes import BRIGHT, CONTRAST, drawn_in

log = logging.getLogger(__name__)

LOOK: Final = 0.03
"""Seconds between two looks of its Reader at the store: what is blanked must be gone at once."""

AGAIN: Final = 0.5
"""Seconds until a store that could not be read is tried again."""

TWICE: Final = 3.0
"""Seconds in which a second press ends it."""

WIDE: Final = 100
LOW_BESIDE: Final = 16
LOW_FOR_PHOTOS: Final = 30
"""Columns from which a photo is beside the words; rows that it needs there, and above them."""

_THEMES: Final = {Room.DARK: CONTRAST.name, Room.BRIGHT: BRIGHT.name}


class StageScreen(RowScreen[None]):
    """The canvas alone, and who looks at the store for it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.PROJECTOR)]
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    StageScreen {
        background: $background; layout: vertical;
        &.-wide { layout: horizontal; }
        & Canvas { height: 1fr; width: 1fr; }
    }
    """

    def __init__(self, store: Reader, usual: str) -> None:
        super().__init__()
        self._store, self._usual = store, usual
        self.canvas = Canvas(store.now)
        self.photo = PhotoBox(folder_of(store.path))
        self._left_at: float | None = None
        self._alarm = Alarm(self, store, self._look_again)
        self._turn = asyncio.Lock()
        self._is_plain = knows_ascii_only(os.environ)

    def compose(self) -> ComposeResult:
        """A photo, when there is one, and the words beside or below it."""
        yield self.photo
        yield self.canvas

    def enlarged(self) -> Sequence[Block]:
        """What is on air, where the terminal has such letters."""
        return self.canvas.enlarged()

    def enlarge(self) -> None:
        """It has answered that it has them."""
        self.canvas.fit()

    def on_mount(self) -> None:
        """Look, and look again whenever something was written."""
        self.run_worker(self._watch(), exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Whatever ended the looking: look again, for what is blanked must go all the same."""
        if event.state is WorkerState.ERROR:
            log.error("the projector looks again", exc_info=event.worker.error)
            self.set_timer(AGAIN, self.on_mount)

    async def _watch(self) -> None:
        """Never returns. While the store cannot be read, what was shown last stays."""
        while True:
            try:
                since = await self._store.read(changes.latest)
                await self._look()
                async with contextlib.aclosing(self._store.follow(since)) as news:
                    async for _ in news:
                        await self._look()
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        async with self._turn:
            await self._show(self._drawable(await self._store.read(stage.shown)))

    def _drawable(self, shown: Shown) -> Shown:
        """Without what this terminal cannot draw: blocks if it has none, photos without colours."""
        if self._is_plain:
            small = replace(shown.look, size=Size.SMALL)
            return replace(shown, look=small, photos=(), address="")
        return replace(shown, photos=()) if self.app.no_color else shown

    async def _show(self, shown: Shown) -> None:
        theme = drawn_in(_THEMES.get(shown.look.room, self._usual), self.app.console.color_system)
        if theme != self.app.theme:
            self.app.theme = theme
        photo = shown.photos[0] if shown.photos and self._has_room else None
        show_photo = await self.photo.ready(photo)
        with self.app.batch_update():  # no photo is ever seen beside the words of another post
            show_photo()
            self.canvas.show(shown)
            self.canvas.has_photo = self.photo.is_full
        self._alarm.set(shown.until)

    @property
    def _has_room(self) -> bool:
        """Whether a photo leaves enough for the words."""
        width, height = self.size
        return height >= LOW_FOR_PHOTOS or (width >= WIDE and height >= LOW_BESIDE)

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other where it is wide, else below."""
        self.set_class(event.size.width >= WIDE, "-wide")

    async def _look_again(self) -> None:
        try:
            await self._look()
        except StoreError as error:
            log.warning("store: %s", error)
            self.set_timer(AGAIN, self._look_again)

    def action_leave(self) -> None:
        """The second press in a short time ends it; nothing is said of the first."""
        now = time.monotonic()
        if self._left_at is not None and now - self._left_at <= TWICE:
            self.app.exit()
        self._left_at = now


class Projector(Program, inherit_bindings=False):
    """Shows what is on air on a store, which it cannot write. `theme` may be empty.

    The terminal is asked for larger letters where `has_large_type`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [binding(BY_ID[id_]) for id_ in ("redraw", "interrupt")]

    def __init__(
        self,
        store: Reader,
        theme: str = "",
        background: Iterable[Callable[[], Awaitable[None]]] = (),
        *,
        has_large_type: bool = True,
    ) -> None:
        self._store, self._usual = store, theme or CONTRAST.name
        super().__init__(self._usual, CONTRAST.name, background, has_large_type=has_large_type)

    def get_default_screen(self) -> Screen[None]:
        """The stage is all there is."""
        return StageScreen(self._store, self._usual)

    def action_interrupt(self) -> None:
        """Ctrl+C: as the key that leaves, so the first one does nothing."""
        if isinstance(self.screen, StageScreen):
            self.screen.action_leave()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Paint; pictures that are no letters go to the terminal as Textual has them."""
        if IS_OF_CELLS:
            super()._display(screen, renderable)
            return
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            wanted, is_whole = enlarged_on(screen), isinstance(renderable, LayoutUpdate)
            renderable = SelectingUpdate(self.larger.over(renderable, wanted, is_whole=is_whole))
        App._display(self, screen, renderable)  # noqa: SLF001  # past our own way to paint
