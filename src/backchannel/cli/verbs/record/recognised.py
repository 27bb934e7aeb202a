"""What a file is that somebody wants taken in, known by how it begins; and what cannot be."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

import click

from backchannel.errors import BackchannelError, ConfigError

TAKEN: Final = (
    "import takes a raw record (export jsonl), an archive of Mastodon, a repository of Bluesky "
    "(.car), and a feed"
)

_LOOKED_AT: Final = 4_096
_FEEDS: Final = frozenset({".xml", ".rss", ".atom", ".rdf", ".json", ".feed"})
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{")
_PACKED: Final = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}

_REFUSED: Final = (
    (b"SQLite format 3\0", "is a store; `store merge` takes what is in another one"),
    (b"<!doctype html", "is a page; a site that export wrote cannot be taken in"),
    (b"<html", "is a page; a site that export wrote cannot be taken in"),
    (b"WEBVTT", "is a list of subtitles"),
    (b"%PDF", "is a document"),
)
_BY_ENDING: Final = {
    ".csv": "is a table",
    ".md": "is a text to read",
    ".opml": "is a list of sources; `sources import` takes it into an event file",
    ".toml": "is an event file; name it before what is to be taken in",
    ".vtt": "is a list of subtitles",
}


class Recognised(Enum):
    """What import takes."""

    RECORD = "a raw record"
    REPOSITORY = "a repository of Bluesky"
    FEED = "a feed"
    ARCHIVE = "an archive of Mastodon"


def recognised(file: Path, called: str) -> Recognised:
    """What a file or folder is; the name it is `called` by counts only where its words do not.

    Raises ConfigError that says what it is instead.
    """
    if file.is_dir():
        return Recognised.ARCHIVE
    head, suffix = _head_of(file), Path(called).suffix.casefold()
    if problem := _refusal(file, head, suffix):
        raise ConfigError(f"{problem}. {TAKEN}", file=called)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.partition(b"\n")[0]
    if suffix == ".jsonl" or (first.startswith(b"{") and b'"backchannel record"' in first):
        return Recognised.RECORD
    if suffix == ".car":
        return Recognised.REPOSITORY
    if Path(called).name != "outbox.json" and (suffix in _FEEDS or _is_feed(start)):
        return Recognised.FEED
    if suffix == ".json" or _is_archive(file):
        return Recognised.ARCHIVE
    if head.startswith(_WIDE):
        return Recognised.RECORD  # which says what is wrong with that
    raise ConfigError(f"is empty. {TAKEN}" if not head else f"is none of these: {TAKEN}",
                      file=called)  # fmt: skip


def _refusal(file: Path, head: bytes, suffix: str) -> str:
    if packed := next((name for sign, name in _PACKED.items() if head.startswith(sign)), ""):
        return "" if _is_archive(file) else f"is packed with {packed}; unpack it first"
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for sign, problem in _REFUSED:
        if begin.startswith(sign.lower()) and suffix not in _FEEDS:
            return problem
    if b"<opml" in head.lower():
        return _BY_ENDING[".opml"]
    return _BY_ENDING.get(suffix, "")


def _is_feed(start: bytes) -> bool:
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in start
    return any(sign in start for sign in (b"<rss", b"<feed", b"<rdf:RDF"))


def _is_archive(file: Path) -> bool:
    from zipfile import is_zipfile

    try:
        return is_zipfile(file) or tarfile.is_tarfile(file)
    except (OSError, EOFError):
        return False


def _head_of(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LOOKED_AT)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", file=file) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file) from error


@contextlib.contextmanager
def at_rest(said: str) -> Iterator[Path]:
    """The file that was named; `-` and what can be read only once are kept for as long as needed.

    Raises BackchannelError when the disk does not take that.
    """
    file = Path(said)
    if said != "-" and (file.is_file() or file.is_dir() or not file.exists()):
        yield file
        return
    if said == "-" and sys.stdin.isatty():
        raise click.UsageError("nothing comes in; send a file to it: import - < record.jsonl")
    with contextlib.ExitStack() as stack:
        yield _kept(said, stack)


def _kept(said: str, stack: contextlib.ExitStack) -> Path:
    """What comes in as a file, which goes with the stack."""
    called = "standard input" if said == "-" else said
    try:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="backchannel-import-"))
    except OSError as error:
        told = f"no folder for temporary files takes it ({error.strerror}); {_ELSEWHERE}"
        raise BackchannelError(f"{called}: {told}") from error
    kept = Path(folder) / "read"
    try:
        _keep(said, kept)
    except OSError as error:
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        full = f"the disk is full: it is kept in {folder} while it is read; {_ELSEWHERE}"
        why = full if is_full else f"cannot be read: {error.strerror}"
        raise BackchannelError(f"{called}: {why}") from error
    return kept


_ELSEWHERE: Final = "make room there, or set TMPDIR to a folder with room"


def _keep(said: str, kept: Path) -> None:
    with contextlib.ExitStack() as stack:
        named = Path(said)
        source = sys.stdin.buffer if said == "-" else stack.enter_context(named.open("rb"))
        shutil.copyfileobj(source, stack.enter_context(kept.open("wb")))
