"""The desk again: what was read and checked the last time is opened without doing so anew.

The first frame is what a facilitator waits for, and half of what comes before it is reading files
that have not changed. The collector, which starts a moment later, reads and checks them as ever.
"""

from __future__ import annotations

import contextlib
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from backchannel import __version__
from backchannel.config.places import Places, places
from backchannel.model.preferences import Preferences
from backchannel.model.programme import Event

_PEOPLE: Final = ("LOGNAME", "USER", "LNAME", "USERNAME")
"""Variables that may say who sits here."""


class Opening(Struct, frozen=True):
    """An event file that was all right, its store, and the settings that were in force."""

    event_file: str
    store: str
    event: Event
    preferences: Preferences
    sign: str
    """Differs when anything differs that all this was read from."""


def open_again(args: Sequence[str]) -> bool:
    """Show the desk if it is asked for as it was last time; False when the long way is needed."""
    if (opening := asked_again(list(args))) is None:
        return False
    import asyncio
    import gc

    gc.disable()  # nothing that is made before the first frame is garbage; the desk enables it

    from backchannel.wiring.desk import show_desk

    store, file = Path(opening.store), Path(opening.event_file)
    desk = show_desk(store, file, None, opening.preferences, expected=opening.event)
    return asyncio.run(desk)


def asked_again(words: list[str]) -> Opening | None:
    """`[open] [EVENT.toml] [--store FILE]`, and nothing else."""
    words = words[1:] if words[:1] == ["open"] else words
    event = words.pop(0) if words and words[0].endswith(".toml") else None
    store = words[1] if len(words) == 2 and words[0] == "--store" else None
    if (words and store is None) or (store is not None and event is None):
        return None
    where = places()
    last = where.last_opened()
    file = Path(event).resolve() if event is not None else last
    if file is None or (store is None and file != last):
        return None  # the long way also remembers it
    return remembered(file, (Path(store) if store else where.store_of(file)).resolve(), where)


def sign_of(event_file: Path, where: Places, environ: Mapping[str, str] = os.environ) -> str:
    """Whatever decides how a desk is opened; to be taken before that is read. Raises OSError."""
    ours = [name for name in environ if name.startswith("BACKCHANNEL_") or name in _PEOPLE]
    told = [f"{name}={environ[name]}" for name in sorted(ours)]
    files = [_read(file) for file in (event_file, where.user_file, where.allowed_commands)]
    whole = (__version__, sys.version, str(event_file), *told, *(file.hex() for file in files))
    text = msgspec.json.encode([each.encode("utf-8", "surrogateescape").hex() for each in whole])
    # Not `hashlib`, whose library alone takes longer to load than all of this; nobody is kept out.
    return f"{zlib.crc32(text):08x} {len(text)}"


def remembered(event_file: Path, store: Path, where: Places) -> Opening | None:
    """The last opening, if it was of these files and nothing about them has changed since."""
    try:
        found = msgspec.json.decode(where.last_desk.read_bytes(), type=Opening)
        is_same = (
            (found.event_file, found.store) == (str(event_file), str(store))
            and store.is_file()
            and found.sign == sign_of(event_file, where)
        )
    except (OSError, ValueError, msgspec.MsgspecError):
        return None  # there is none, or somebody wrote into it: then everything is checked
    return found if is_same else None


def remember(opening: Opening, where: Places) -> None:
    """Keep it for the next time. Best effort: it saves time and nothing else."""
    with contextlib.suppress(OSError, ValueError):
        where.state.mkdir(parents=True, exist_ok=True)
        where.last_desk.write_bytes(msgspec.json.encode(opening))


def _read(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""
