"""A folder of files, there whole or as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backchannel.errors import ConfigError
from backchannel.record.writing.beside import (
    BEFORE,
    PARTIAL,
    beside,
    blaming,
    clear,
    remove,
    settle,
)

MARKER: Final = ".backchannel-record"
"""The file by which a folder is known to be ours, so that it may be written anew."""

_SAYS: Final = (
    "This folder is written by backchannel export, which puts another in its place.\n"
    "Keep nothing of your own in it.\n"
)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to write into; it takes the place of `path` when the block ends well.

    When it does not, what was there before is there still; a process that is killed just when the
    two change places leaves the earlier one beside it, and the next run puts it back. Raises
    ConfigError for a folder that is not empty and was not written by us, BackchannelError when the
    disk does not take it.
    """
    target = path.resolve()
    with blaming(path):
        if not target.parent.is_dir():
            raise ConfigError("there is no such folder", file=path.parent)
        clear(target)
        _refuse_others(target, path)
        partial, before = beside(target, PARTIAL), beside(target, BEFORE)
        try:
            partial.mkdir()
            yield partial
            (partial / MARKER).write_text(_SAYS, "utf-8")
            _settle_all(partial)
            if target.exists():
                target.rename(before)
            partial.rename(target)
        except BaseException:
            if before.exists() and not target.exists():
                before.rename(target)
            remove(partial)
            raise
        settle(target.parent)
        remove(before)


def _refuse_others(target: Path, path: Path) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise ConfigError("is a file; name a folder", file=path)
    if any(target.iterdir()) and not (target / MARKER).is_file():
        raise ConfigError("holds files that are not of a record; name another folder", file=path)


def _settle_all(folder: Path) -> None:
    """Wait until the disk has every file: a record outlives a power cut, too."""
    for where, _, names in os.walk(folder):
        for name in names:
            with (Path(where) / name).open("rb+") as stream:
                os.fsync(stream.fileno())
        settle(Path(where))
