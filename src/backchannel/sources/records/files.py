"""Reads the files of one folder from where they were left. Blocks: it runs in a thread.

A file of lines (`.jsonl`, `.ndjson`) is read from its end on, and anew if it was replaced. Others
are read whole whenever they change: `.json` with one record or a list of them, `.md` and `.txt`
with one post each. Nothing but regular files that stand in the folder itself is opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zlib import crc32

from msgspec import Raw, Struct, structs

from backchannel.errors import SourceUnreachable
from backchannel.model.post import Draft, Kind
from backchannel.sources.payload import LIMIT, decode
from backchannel.sources.records.record import LONGEST, Found, is_whole, numbered

MOST_FILES: Final = 1_000
"""Files of a folder that are read; the others are told."""

_LINES: Final = {".jsonl", ".ndjson"}
_WHOLE: Final = {".json", ".md", ".txt"}
_TURN: Final = LONGEST + 1  # bytes of lines in one batch
_TAIL: Final = 256  # bytes before the place by which a file is known again
_WRITTEN: Final = 10.0  # seconds after which a document counts as written to its end
# A pipe is opened without waiting for who writes, and then refused; a link is not followed.
_HOW: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Place(Struct, frozen=True):
    """How far a file was read: `offset` bytes and `line` whole lines, when it was of that `size`.

    `tail` is a checksum of the bytes before the place. `is_skipping` says that the line there is
    too long and goes on. `since` is when a post of a file's own was first seen, since 1970.
    """

    size: int = -1
    changed: int = -1
    offset: int = 0
    line: int = 0
    tail: int = 0
    is_skipping: bool = False
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Listing:
    """The files to be read, by name, and what is strange about others."""

    names: tuple[str, ...]
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What was read of a file and how far. `has_more` when there is more to be read at once."""

    found: Found
    place: Place
    has_more: bool = False


def listed(folder: Path) -> Listing:
    """The files of a folder that are read. Raises SourceUnreachable if there is no such folder."""
    names: list[str] = []
    strange: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _is_meant(entry.name):
                    continue
                if entry.is_symlink():
                    strange.append(f"{entry.name} is a link, which is not followed")
                elif entry.is_file(follow_symlinks=False):
                    names.append(entry.name)
    except OSError as error:
        raise SourceUnreachable(f"the folder cannot be read: {error.strerror}") from error
    if len(names) > MOST_FILES:
        strange.append(f"only {MOST_FILES:,} of {len(names):,} files are read")
    return Listing(tuple(sorted(names)[:MOST_FILES]), tuple(sorted(strange)))


def read_on(folder: Path, name: str, place: Place, now: float) -> Step | None:
    """What stands in a file after its place; None if nothing does. `now` is seconds since 1970."""
    try:
        file = os.open(folder / name, _HOW)
    except OSError:
        return None  # taken away since it was listed, or not ours to read
    about = os.fstat(file)
    try:
        is_known = (about.st_size, about.st_mtime_ns) == (place.size, place.changed)
        if not stat.S_ISREG(about.st_mode) or is_known:
            return None
        if Path(name).suffix.lower() in _LINES:
            return _lines(file, name, place, about)
        return _document(file, name, place, about, now=now)
    except OSError as error:
        return Step(Found(wrong=[f"{name} cannot be read: {error.strerror}"]), _seen(place, about))
    finally:
        os.close(file)


def _is_meant(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in _LINES | _WHOLE


def _seen(place: Place, about: os.stat_result) -> Place:
    return Place(about.st_size, about.st_mtime_ns, place.offset, place.line, place.tail,
                 place.is_skipping, place.since)  # fmt: skip


def _lines(file: int, name: str, place: Place, about: os.stat_result) -> Step:
    """At most one turn of whole lines; a half-written last one waits."""
    if about.st_size < place.offset or _tail(file, place.offset) != place.tail:
        place = Place()  # another file of that name, or written anew
    raw = _read(file, _TURN, place.offset)
    end, found = raw.rfind(b"\n") + 1, Found()
    is_all = place.offset + len(raw) >= about.st_size
    is_skipping = place.is_skipping
    if not end and len(raw) > LONGEST and not is_skipping:
        found.wrong.append(f"line {place.line + 1:,} of {name} is longer than 1 MiB")
        is_skipping = True
    if not end and is_skipping:
        end = len(raw)  # a piece of a line that nobody will read
        lines: list[bytes] = []
        count = 0
    else:
        if is_all and not is_skipping and is_whole(raw[end:]):
            end = len(raw)
        count, lines = raw.count(b"\n", 0, end), raw[:end].split(b"\n")
        if is_skipping and lines:
            lines[0] = b""
        is_skipping = is_skipping and not count
    numbered(found, lines, place.line, name)
    offset = place.offset + end
    to = Place(
        about.st_size if is_all else -1,
        about.st_mtime_ns,
        offset,
        place.line + count,
        _tail(file, offset),
        is_skipping,
    )
    return Step(found, to, has_more=not is_all)


def _document(
    file: int, name: str, place: Place, about: os.stat_result, *, now: float
) -> Step | None:
    """A file that is read whole."""
    suffix, found = Path(name).suffix.lower(), Found()
    since = place.since or about.st_mtime
    to = Place(about.st_size, about.st_mtime_ns, since=since)
    most = LIMIT if suffix == ".json" else LONGEST
    if about.st_size > most:
        found.wrong.append(f"{name} is larger than {most // 2**20} MiB")
        return Step(found, to)
    found = read_document(_read(file, most, 0), name, since)
    if suffix == ".json" and found.wrong and not found.drafts and now - about.st_mtime < _WRITTEN:
        return None  # somebody may be writing it
    changed = datetime.fromtimestamp(about.st_mtime, UTC) if about.st_mtime != since else None
    if suffix != ".json":
        found.drafts = [structs.replace(draft, edited=changed) for draft in found.drafts]
    return Step(found, to)


def read_document(raw: bytes, name: str, since: float) -> Found:
    """What a whole file becomes, by the end of its `name`; a text is of `since`, since 1970."""
    suffix, found = Path(name).suffix.lower(), Found()
    if suffix in _LINES:
        numbered(found, raw.split(b"\n"), 0, name)
    elif suffix == ".json":
        _records(found, raw, name)
    elif suffix in _WHOLE and raw.strip():
        found.drafts.append(_words(name, raw.decode("utf-8", "replace"), since))
    elif raw.strip():
        found.wrong.append(f"{name} is no file that a folder is read for")
    return found


def _records(found: Found, raw: bytes, name: str) -> None:
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        found.add(raw, name)
        return
    try:
        each = decode(raw, list[Raw])
    except SourceUnreachable:
        found.wrong.append(f"{name} cannot be read: it is not JSON")
        return
    for number, record in enumerate(each, 1):
        found.add(record, f"record {number:,} of {name}")


def _words(name: str, text: str, since: float) -> Draft:
    """A text is one post; a heading at the very beginning, as Markdown writes it, is its title."""
    words = text.lstrip("\ufeff").strip()
    first, _, rest = words.partition("\n")
    has_title = first.startswith("# ")
    return Draft(
        id=name,
        kind=Kind.ARTICLE if has_title else Kind.POST,
        title=first[2:].strip() if has_title else "",
        content=rest.strip() if has_title else words,
        content_is_html=False,
        published=datetime.fromtimestamp(since, UTC),
    )


def _tail(file: int, offset: int) -> int:
    start = max(0, offset - _TAIL)
    return crc32(_read(file, offset - start, start)) if offset else 0


def _read(file: int, size: int, offset: int) -> bytes:
    """Up to so many bytes, fewer only at the end of the file."""
    os.lseek(file, offset, os.SEEK_SET)
    parts: list[bytes] = []
    while size > 0 and (piece := os.read(file, size)):
        parts.append(piece)
        size -= len(piece)
    return b"".join(parts)


def still_there(places: Mapping[str, Place], listing: Listing) -> dict[str, Place]:
    """The places of files that were not taken away."""
    return {name: place for name, place in places.items() if name in listing.names}
