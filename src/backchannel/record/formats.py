"""The formats of a record, by name; what writes one is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, Final

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Event
from backchannel.record.choosing import Chosen
from backchannel.record.reading.posts import Progress, unheard
from backchannel.record.reading.recorded import recorded
from backchannel.record.writing import slug, whole_file, whole_folder
from backchannel.store.connection import Connection


class Shape(StrEnum):
    """What a format writes."""

    FILE = "file"
    FOLDER = "folder"


class Format(Struct, frozen=True):
    """One format.

    `module` is within this package and has `write(db, chosen, target, progress)`, where `target` is
    a binary file to write into, or the path of an empty folder. The same store and choice give the
    same bytes. One that writes a file has `HEAD`, too: how all its files begin, and no others do.
    `ending` is what names of files and folders end in.
    """

    name: str
    says: str
    shape: Shape
    ending: str
    module: str

    @property
    def is_folder(self) -> bool:
        """Whether it writes a folder, and not a file."""
        return self.shape is Shape.FOLDER

    def usual_name(self, event: Event) -> str:
        """What the record of an event is called unless somebody says otherwise.

        By its tag where nothing of its name is left, as of one in Arabic.
        """
        usual = "-".join(filter(None, (slug(tag, "") for tag in event.tags))) or "event"
        return f"{slug(event.name, usual)}{self.ending}"


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("jsonl", "raw, one JSON object a line", Shape.FILE, ".jsonl", "lines.writing"),
        Format("csv", "tables for a spreadsheet", Shape.FOLDER, "-csv", "tables.writing"),
        Format("html", "a site that opens from the disk", Shape.FOLDER, "-site", "site.writing"),
        Format("markdown", "to read and to send round", Shape.FILE, ".md", "prose.writing"),
        Format(
            "markdown-sessions",
            "the same, a folder with a file a session",
            Shape.FOLDER,
            "-sessions",
            "prose.by_session",
        ),
        Format("atom", "the highlights as a feed", Shape.FILE, ".atom", "atom"),
        Format("webvtt", "highlights and notes beside a recording", Shape.FILE, ".vtt", "webvtt"),
        Format("opml", "the sources", Shape.FILE, ".opml", "followed"),
    )
}
"""In the order in which the help lists them."""


def write_stream(
    how: Format, db: Connection, chosen: Chosen, stream: BinaryIO, progress: Progress = unheard
) -> None:
    """Write the record of a store into what is open already. Not for a format that is a folder."""
    _writer(how)(db, chosen, stream, progress)


def write_target(
    how: Format, db: Connection, chosen: Chosen, target: Path, progress: Progress = unheard
) -> None:
    """Write the record of a store into a file or folder, which is there whole or as it was before.

    Nothing is replaced but an earlier record of the same event in the same format. Raises what
    `whole_file` and `whole_folder` raise, and StoreError.
    """
    if how.is_folder:
        event = recorded(db, chosen).event
        of = " ".join((event.name, *(f"#{tag}" for tag in event.tags)))
        with whole_folder(target, f"{how.name}: {clean_line(of)}") as folder:
            _writer(how)(db, chosen, folder, progress)
    else:
        with whole_file(target, _module(how).HEAD) as stream:
            _writer(how)(db, chosen, stream, progress)


Writer = Callable[[Connection, Chosen, BinaryIO | Path, Progress], None]


def _writer(how: Format) -> Writer:
    found: Writer = _module(how).write
    return found


def _module(how: Format) -> ModuleType:
    return import_module(f"backchannel.record.{how.module}")
