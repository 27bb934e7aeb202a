"""Where an event is played that nobody wants kept: a folder beside the recording, gone afterwards.

A replay that was killed leaves its own behind, which is one more copy of the posts: the next one
takes it away, and so does whoever forgets somebody. It is known by its name, and where that says
less, by what is in it.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backchannel.errors import StoreError
from backchannel.store.connection import connect, wrapped
from backchannel.store.replay.course import Course, course_of
from backchannel.store.upkeep.opened import is_open

STORE: Final = "replay.store"
"""What the store in such a folder is called."""


@contextlib.contextmanager
def place(recorded: Path) -> Iterator[Path]:
    """The store to play into, in a folder that is gone afterwards.

    Beside the recording, where that disk takes it, else where temporary files are.
    """
    beside = recorded.parent if os.access(recorded.parent, os.W_OK) else None
    sweep(recorded)
    prefix = f"{recorded.stem}-replay-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beside) as made:
        yield Path(made) / STORE


def beside(recorded: Path) -> list[Path]:
    """The stores into which it is played just now."""
    return [each / STORE for each in _folders(recorded) if (each / STORE).exists()]


def sweep(recorded: Path) -> None:
    """Take away what replays of this recording left that were killed."""
    for folder in _folders(recorded):
        with contextlib.suppress(StoreError):
            if _is_left(folder, recorded.stem):
                shutil.rmtree(folder, ignore_errors=True)


def _folders(recorded: Path) -> list[Path]:
    """Those beside the recording; and where temporary files are those that say that they are its.

    What others have put there is not so much as opened.
    """
    near = _called(recorded.parent, recorded.stem)
    with contextlib.suppress(FileNotFoundError):  # there is nowhere for temporary files
        passing = Path(tempfile.gettempdir())
        if not passing.samefile(recorded.parent):
            return near + [each for each in _called(passing, recorded.stem)
                           if _is_ours(each) and _is_of(each, recorded)]  # fmt: skip
    return near


def _called(parent: Path, stem: str) -> list[Path]:
    found = parent.glob(f"{glob.escape(stem)}-replay-*")
    return sorted(each for each in found if each.is_dir() and not each.is_symlink())


def _is_ours(folder: Path) -> bool:
    return os.name == "posix" and folder.stat().st_uid == os.getuid()


def _is_of(folder: Path, recorded: Path) -> bool:
    course = _course_in(folder)
    return course is not None and Path(course.recorded) == recorded.resolve()


def _course_in(folder: Path) -> Course | None:
    """What its store says that it plays; None where that cannot be read."""
    store = folder / STORE
    try:
        with wrapped(store), contextlib.closing(connect(store, read_only=True)) as db:
            return course_of(db)
    except StoreError:
        return None


def _is_left(folder: Path, stem: str) -> bool:
    """Whether its process has ended, which the name tells, and nobody else looks into it.

    Those of earlier versions have no number in their names: what is a replay there and open to
    nobody was left, for such a replay has it open as long as it lives.
    """
    named = re.fullmatch(rf"{re.escape(stem)}-replay-(?:(\d+)-\w+|\w{{8}})", folder.name, re.ASCII)
    if named is None or (named[1] and not _has_ended(int(named[1]))):
        return False
    if not named[1] and _course_in(folder) is None:
        return False
    stores = [each for each in folder.glob(f"{STORE}*") if each.suffix in {".store", ".recording"}]
    return not any(is_open(each) for each in stores)


def _has_ended(pid: int) -> bool:
    """As far as that can be known here; on another machine that has the folder, by luck."""
    if os.name != "posix":
        return False
    try:
        os.kill(pid, 0)  # asks only whether there is such a process
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
