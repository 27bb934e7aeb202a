"""Files out of an archive as it was downloaded: a zip, a tar of any kind, or a folder."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Final

from backchannel.errors import ConfigError

MAX_BYTES: Final = 512 << 20
"""Of a file in an archive, when it is unpacked: the posts of very many years."""

_MOST: Final = 500_000

_DAMAGED: Final = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError,
    NotImplementedError,
)  # fmt: skip


def files_in(path: Path, names: Iterable[str]) -> Mapping[str, bytes]:
    """The files of these names, wherever in the archive they are; those that are not, are left out.

    The first of a name counts. Nothing is written. Raises ConfigError for what is no archive, or is
    damaged.
    """
    wanted = frozenset(names)
    try:
        if path.is_dir():
            return _in_folder(path, wanted)
        if zipfile.is_zipfile(path):
            return _in_zip(path, wanted)
        return _in_tar(path, wanted)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=path) from error
    except _DAMAGED as error:
        raise ConfigError("is no archive that can be read", file=path) from error
    except RuntimeError as error:  # a password, which zipfile says so
        raise ConfigError("is locked with a password", file=path) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file=path) from error


def _in_folder(path: Path, wanted: frozenset[str]) -> dict[str, bytes]:
    found = {}
    for name in sorted(wanted):
        if (path / name).is_file():
            with (path / name).open("rb") as stream:
                found[name] = _read(stream)
    return found


def _in_zip(path: Path, wanted: frozenset[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist()[:_MOST]:
            name = info.filename.rpartition("/")[2]
            if name in wanted - found.keys() and not info.is_dir():
                with archive.open(info) as stream:
                    found[name] = _read(stream)
    return found


def _in_tar(path: Path, wanted: frozenset[str]) -> dict[str, bytes]:
    """Read from its beginning to where all was found: photos may be gigabytes behind that."""
    found: dict[str, bytes] = {}
    with tarfile.open(path, "r:*") as archive:
        for turn, member in enumerate(archive):
            name = member.name.rpartition("/")[2]
            stream = archive.extractfile(member) if member.isfile() else None
            if name in wanted - found.keys() and stream is not None:
                found[name] = _read(stream)
            if found.keys() == wanted or turn > _MOST:
                break
    return found


def _read(stream: IO[bytes]) -> bytes:
    body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise ConfigError("holds more than any account has posted")
    return body
