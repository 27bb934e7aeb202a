"""A file written anew, whole or not at all, and never over what somebody else just wrote."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from backchannel.config.document import MAX_BYTES
from backchannel.errors import ConfigError

_TRIES: Final = 5
_WRITABLE: Final = 0o222

Sign = tuple[int, int, int] | None
"""By what one sees that a file was written."""


def rewrite(file: Path, change: Callable[[str], str], *, is_own: bool = False) -> None:
    """Put what `change` makes of a file's text in its place.

    `change` is asked again when the file became another meanwhile; what it raises is raised, and
    nothing is written. Line ends and the mark at the beginning are part of the text. The user's
    `is_own` file may not be there yet, and is written even where nothing changed: whoever follows
    it then asks for a new token. Raises ConfigError when the file cannot be read or written.
    """
    place = file.resolve()
    if is_own:
        with _blamed(file, "written"):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    for _ in range(_TRIES):
        with _blamed(file, "written"):
            before = _read(place)
            after = change(before.decode("utf-8")).encode("utf-8")
            if max(len(before), len(after)) > MAX_BYTES:
                raise ConfigError("would be larger than 1 MiB", file=file)
            if (after == before and not is_own) or _replace(place, before, after):
                return
    raise ConfigError("is being changed by somebody else; try again", file=file)


def text_of(file: Path) -> str:
    """The text as `rewrite` gives it to be changed. Raises ConfigError."""
    with _blamed(file, "read"):
        return _read(file.resolve()).decode("utf-8")


def sign_of(file: Path) -> Sign:
    """Another one when a file was written or replaced; None while it is away."""
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


@contextlib.contextmanager
def _blamed(file: Path, done: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise ConfigError("is not there any more", file=file) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", file=file) from error
    except OSError as error:
        raise ConfigError(f"cannot be {done}: {error.strerror}", file=file) from error


def _read(place: Path) -> bytes:
    with place.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _replace(place: Path, before: bytes, after: bytes) -> bool:
    """False, and nothing is done, when the file is not as it was any more."""
    if not place.stat().st_mode & _WRITABLE:
        raise PermissionError(0, "it is read-only")
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(place, name)
        if _read(place) != before:
            return False
        Path(name).replace(place)
        return True
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()
