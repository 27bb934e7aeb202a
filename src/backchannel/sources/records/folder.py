"""The source `folder`: posts that other programs, or people, put into a folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from msgspec import DecodeError, json

from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.pace import check_interval
from backchannel.sources.records.files import Place, listed, read_on, still_there
from backchannel.sources.records.record import Found, noted

_MANY = 200  # posts in one batch, or a few more


@dataclass(frozen=True, slots=True)
class Options:
    """Files in a folder of this machine.

    `path` is the folder, whole (`/srv/posts`) or from your home directory on (`~/posts`).
    `interval` is the seconds between two looks.
    """

    path: str
    interval: float = 2.0

    def __post_init__(self) -> None:
        """Raise ValueError for a path that means something else wherever it is read."""
        check_interval(self.interval)
        if not self.path.startswith(("/", "~/")) and not os.path.isabs(self.path):  # noqa: PTH117  # it is about the text, on any system
            raise ValueError("path must be a whole one, such as /srv/posts or ~/posts")


class Folder:
    """Looks into one folder. The bookmark says how far each file was read."""

    kind: ClassVar[str] = "folder"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 1.0
    takes_token: ClassVar[bool] = False
    manners: ClassVar[frozenset[str]] = frozenset({"interval"})

    def __init__(self, options: Options, reach: Reach) -> None:
        self._options, self._reach = options, reach

    @staticmethod
    def unseen(_options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        return ("what no program puts into the folder",)

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One look. Each file is read in a thread and in parts, so that nothing waits for it."""
        before = _read(bookmark)
        folder = await asyncio.to_thread(_folder, self._options.path)
        listing = await asyncio.to_thread(listed, folder)
        places = still_there(before, listing)
        wrong: list[str] = []
        found, now = Found(), self._reach.now().timestamp()
        for name in listing.names:
            has_more = True
            while has_more:
                place = places.get(name, Place())
                step = await asyncio.to_thread(read_on, folder, name, place, now)
                if step is None:
                    break
                places[name], has_more = step.place, step.has_more
                found.join(step.found)
                if len(found.drafts) >= _MANY:
                    wrong += found.wrong
                    yield _batch(found, places)
                    found = Found()
        wrong += found.wrong
        yield replace(
            _batch(found, places if places != before or bookmark is None else None),
            again_in=self._options.interval,
            note=noted([*listing.strange, *wrong]),
        )


def _batch(found: Found, places: Mapping[str, Place] | None) -> Batch:
    mark = None if places is None else json.encode(places).decode()
    return Batch(tuple(found.drafts), mark, tuple(found.gone), rejected=len(found.wrong))


def _folder(path: str) -> Path:
    return Path(path).expanduser()


def _read(bookmark: str | None) -> dict[str, Place]:
    """What a bookmark says; nothing, and then all is read anew, if it cannot be read."""
    try:
        return json.decode(bookmark or "{}", type=dict[str, Place])
    except DecodeError:
        return {}
