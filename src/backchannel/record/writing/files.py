"""One file, there whole or as it was before."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from backchannel.errors import ConfigError
from backchannel.record.writing.beside import PARTIAL, beside, blaming, clear, settle

_LONGEST_HEAD: Final = 1 << 16
_OF_A_STORE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a store, at times as an empty file (sqlite.org/tempfiles.html)."""


@contextmanager
def whole_file(path: Path, head: re.Pattern[bytes]) -> Iterator[BinaryIO]:
    """A file to write into; it takes the place of `path` when the block ends well.

    When it does not, or the process is killed, what was there before is there still. Where a link
    stands, what it leads to is written; where a device or a pipe stands, it is written to at once.
    A file that is there is replaced only when it is empty, or begins as `head` says, with the same
    words in its groups: then it is an earlier one of the same kind and event. Raises
    BackchannelError when the disk does not take it, ConfigError for what can be no file, or is
    somebody's.
    """
    target = path.resolve()
    if target.is_dir():
        raise ConfigError("is a folder; name a file", file=path)
    if not target.parent.is_dir():
        raise ConfigError("there is no such folder", file=path.parent)
    with blaming(path):
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        _refuse_others(target, path, head)
        clear(target)
        partial = beside(target, PARTIAL)
        try:
            with partial.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            _refuse_another(partial, target, path, head)
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        settle(target.parent)


def _refuse_others(target: Path, path: Path, head: re.Pattern[bytes]) -> None:
    for ending in _OF_A_STORE:
        if target.name.endswith(ending) and target.with_name(target.name[: -len(ending)]).exists():
            raise ConfigError("is kept for a store; name another file", file=path)
    begins = _beginning(target)
    if begins and not head.match(begins):
        raise ConfigError(
            "is no earlier record in this format, and is left as it is; name another file",
            file=path,
        )


def _refuse_another(written: Path, target: Path, path: Path, head: re.Pattern[bytes]) -> None:
    """What was just written knows of which event it is."""
    earlier, now = head.match(_beginning(target)), head.match(_beginning(written))
    if earlier and now and earlier.groups() != now.groups():
        raise ConfigError(
            "is the record of another event, or of this one by another name, and is left as it is; "
            "name another file",
            file=path,
        )


def _beginning(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as stream:
        return stream.read(_LONGEST_HEAD)
