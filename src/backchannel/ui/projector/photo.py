"""A photo on the projector, by whatever way its terminal has to draw one.

Imported before the screen is up: `textual_image` asks the terminal what it can do when it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image as Pixels
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual_image.renderable import HalfcellImage, UnicodeImage
from textual_image.renderable import Image as Way
from textual_image.widget import Image

from backchannel.model.roles.stage import Photo

log = logging.getLogger(__name__)

IS_OF_CELLS: Final = Way in {HalfcellImage, UnicodeImage}
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
        self._image = Image()

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


def _loaded(path: Path) -> Pixels.Image | None:
    """A file that we made ourselves; None when it has gone meanwhile."""
    try:
        with Pixels.open(path, formats=("JPEG",)) as opened:
            opened.load()
            return opened.copy()
    except (OSError, ValueError) as error:
        log.warning("%s: %s", path.name, error)
        return None
