"""The photos that the store kept: copies of them go beside the pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from backchannel.store.connection import Connection
from backchannel.store.roles.stage import pictures

FOLDER: Final = "photos"
_OURS: Final = re.compile(r"[0-9a-z][0-9a-z._-]{0,99}")
"""What names of kept pictures look like: a hash and an ending, never a way out of the folder."""


class Photos(Mapping[str, str]):
    """The names of the files by the addresses of the photos. One that is asked for is copied."""

    def __init__(self, db: Connection, site: Path) -> None:
        self._from = pictures.folder_of(Path(db.filename))
        self._to = site / FOLDER
        rows = db.execute("SELECT url, file FROM pictures WHERE file <> '' ORDER BY url")
        self._files = {str(url): str(file) for url, file in rows if _OURS.fullmatch(file)}
        self._copied: dict[str, bool] = {}

    def __getitem__(self, url: str) -> str:
        file = self._files[url]
        if file not in self._copied:
            self._copied[file] = self._copy(file)
        if not self._copied[file]:
            raise KeyError(url)
        return file

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _copy(self, file: str) -> bool:
        kept = self._from / file
        if not kept.is_file() or kept.is_symlink():
            return False
        self._to.mkdir(exist_ok=True)
        shutil.copyfile(kept, self._to / file)
        return True
