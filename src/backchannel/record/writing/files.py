"""One file, there whole or as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from backchannel.errors import ConfigError
from backchannel.record.writing.beside import PARTIAL, beside, blaming, clear, settle


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write into; it takes the place of `path` when the block ends well.

    When it does not, or the process is killed, what was there before is there still. Where a link
    stands, what it leads to is written; where a device or a pipe stands, it is written to at once.
    Raises BackchannelError when the disk does not take it, ConfigError for what can be no file.
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
        clear(target)
        partial = beside(target, PARTIAL)
        try:
            with partial.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        settle(target.parent)
