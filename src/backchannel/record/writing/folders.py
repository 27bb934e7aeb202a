"""A folder of files, there whole or as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backchannel.clean.terminal import clean_line
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
"""The file by which a folder is known to be ours, so that it may be written anew.

Below what it says stands what the folder holds, and the files that we wrote, a line each: others
are somebody's.
"""

_SAYS: Final = (
    "This folder is written by backchannel export, which puts another in its place.\n"
    "Keep nothing of your own in it.\n\n"
)
_OF_SYSTEMS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems put into a folder at which somebody looks."""


@contextmanager
def whole_folder(path: Path, holds: str) -> Iterator[Path]:
    """An empty folder to write into; it takes the place of `path` when the block ends well.

    `holds` is a line that says what is in it: what holds anything else is never replaced.

    When it does not, what was there before is there still; a process that is killed just when the
    two change places leaves the earlier one beside it, and the next run puts it back. Raises
    ConfigError for a folder in which there is anything that was not written by us, BackchannelError
    when the disk does not take it.
    """
    target = path.resolve()
    with blaming(path):
        if not target.parent.is_dir():
            raise ConfigError("there is no such folder", file=path.parent)
        clear(target)
        _refuse_others(target, path, holds)
        partial, before = beside(target, PARTIAL), beside(target, BEFORE)
        try:
            partial.mkdir()
            yield partial
            listed = "\n".join([holds, "", *_files(partial), ""])
            (partial / MARKER).write_text(_SAYS + listed, "utf-8")
            _settle_all(partial)
            _refuse_others(target, path, holds)
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


def _refuse_others(target: Path, path: Path, holds: str) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise ConfigError("is a file; name a folder", file=path)
    names, marker = _files(target), target / MARKER
    if not marker.is_file() and any(target.iterdir()):
        raise ConfigError("holds files that are not of a record; name another folder", file=path)
    lines = marker.read_text("utf-8", "replace").splitlines() if names else []
    ours = {MARKER, *lines}
    for name in names:
        if name not in ours and name.rsplit("/", 1)[-1] not in _OF_SYSTEMS:
            raise ConfigError(
                f"holds {clean_line(name)}, which is not of a record; take it out, or name another "
                "folder",
                file=path,
            )
    if lines and holds not in lines:
        raise ConfigError(_another(_held(lines)), file=path)


def _another(held: str) -> str:
    """Why a record that holds this is not replaced, and what to do."""
    if not held:
        return (
            "was written by an earlier version, which does not say of which event and in which "
            "format; delete that folder if it is an earlier one of this record, or name another"
        )
    return f"is another record ({clean_line(held)}), and is left as it is; name another folder"


def _held(lines: Sequence[str]) -> str:
    """What a marker says that its folder holds; empty for earlier ones, which do not."""
    after = lines[len(_SAYS.splitlines()) :]
    return after[0] if len(after) > 1 and not after[1] else ""


def _files(folder: Path) -> list[str]:
    """What is in a folder and those in it, as `posts/1.html`, in order; of folders the empty."""
    found = []
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        found += [(Path(where) / name).relative_to(folder).as_posix() for name in (*names, *links)]
        if not names and not folders and Path(where) != folder:
            found.append(Path(where).relative_to(folder).as_posix())
    return sorted(found)


def _settle_all(folder: Path) -> None:
    """Wait until the disk has every file: a record outlives a power cut, too."""
    for where, _, names in os.walk(folder):
        for name in names:
            with (Path(where) / name).open("rb+") as stream:
                os.fsync(stream.fileno())
        settle(Path(where))
