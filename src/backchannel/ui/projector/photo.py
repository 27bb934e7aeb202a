"""A photo on the projector, by whatever way its terminal has to draw one.

Imported before the screen is up, for the terminal is asked then. `textual_image` asks, too, waits a
tenth of a second for each answer, and does not tell which terminals show placeholders as letters.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image as Pixels
from rich.console import Console
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual_image.widget import HalfcellImage, SixelImage, SixelOptions, TGPImage

from backchannel.model.roles.stage import Photo
from backchannel.ui.projector.ways import Way, asked, colours_of, way_of

log = logging.getLogger(__name__)

_ANSWER: Final = asked()
_HAS_COLOURS: Final = Console(force_terminal=True).color_system == "truecolor"
"""A placeholder names its picture by its colour."""

WAY: Final = Way.BLOCKS if way_of(_ANSWER) is Way.KITTY and not _HAS_COLOURS else way_of(_ANSWER)

IS_OF_CELLS: Final = WAY is Way.BLOCKS
"""Whether photos are made of letters here, so that they are painted like any other row."""


class PhotoBox(Middle):
    """One photo in the middle of its room, as large as there is room for; hidden without one."""

    DEFAULT_CSS = """
    PhotoBox { width: 1fr; height: 1fr; display: none; background: $background; }
    PhotoBox.-full { display: block; }
    PhotoBox Center { height: auto; width: 100%; }
    PhotoBox Image { width: auto; height: auto; max-width: 100%; max-height: 100%; }
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._file = folder, ""
        self._image = _drawing()

    def compose(self) -> ComposeResult:
        """The photo alone."""
        yield Center(self._image)

    @property
    def is_full(self) -> bool:
        """Whether there is a photo to be seen."""
        return bool(self._file)

    async def ready(self, photo: Photo | None) -> Callable[[], None]:
        """What shows it at once, or none, when it is called. One that cannot be read is none."""
        file = photo.file if photo is not None else ""
        if file == self._file:
            return lambda: None
        pixels = await asyncio.to_thread(_loaded, self._folder / file) if file else None

        def show() -> None:
            self._file = file if pixels is not None else ""
            self._image.image = pixels
            self.set_class(self.is_full, "-full")

        return show


def _drawing() -> SixelImage | TGPImage | HalfcellImage:
    """A picture, in the way that this terminal has."""
    if WAY is Way.SIXEL:
        return SixelImage(sixel_options=SixelOptions(colors=colours_of(_ANSWER)))
    return TGPImage() if WAY is Way.KITTY else HalfcellImage()


def _loaded(path: Path) -> Pixels.Image | None:
    """A file that we made ourselves; None when it has gone meanwhile."""
    try:
        with Pixels.open(path, formats=("JPEG",)) as opened:
            opened.load()
            return opened.copy()
    except (OSError, ValueError) as error:
        log.warning("%s: %s", path.name, error)
        return None
