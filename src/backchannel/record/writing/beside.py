"""What lies beside a target while it is written, and is left there only by who was killed."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from backchannel.errors import BackchannelError

PARTIAL, BEFORE = "partial", "before"
_OURS: Final = re.compile(rf"\.(?P<name>.+)\.(?P<pid>\d+)\.(?P<what>{PARTIAL}|{BEFORE})")


def beside(target: Path, what: str) -> Path:
    """The name of this process's own work on a target."""
    return target.with_name(f".{target.name}.{os.getpid()}.{what}")


def clear(target: Path) -> None:
    """Take away what killed processes left of their work on a target.

    Where one was killed just when it exchanged a folder, the earlier one is put back.
    """
    for path in sorted(target.parent.glob(f".{_escaped(target.name)}.*")):
        found = _OURS.fullmatch(path.name)
        if found is None or found["name"] != target.name or _is_running(int(found["pid"])):
            continue
        if found["what"] == BEFORE and not os.path.lexists(target):
            path.rename(target)
        else:
            remove(path)


def remove(path: Path) -> None:
    """Take a file or a folder away, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Wait until the disk has what was renamed in a folder, where the system can say so."""
    with suppress(OSError):  # Windows opens no folder, and some disks cannot be asked
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def blaming(target: Path) -> Iterator[None]:
    """Turn what a disk says into a sentence that names the target."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        said = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
        raise BackchannelError(f"{target} cannot be written: {said}; it is as it was") from error


_FULL: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
)


def _is_running(pid: int) -> bool:
    if pid == os.getpid():
        return False  # our own earlier work is over
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _escaped(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
