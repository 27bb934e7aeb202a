"""Highlights and notes beside a recording, as WebVTT (www.w3.org/TR/webvtt1).

A highlight is shown when its post was posted, a note when it was written, counted from the moment
at which the recording begins. Emphasis in a note is bold or italic; WebVTT has no tag for what is
struck out, which keeps its tildes: without them it would be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from msgspec import Struct

from backchannel.clean.emphasis import emphasised, stretches
from backchannel.errors import ConfigError
from backchannel.model.moments import from_micros
from backchannel.model.programme import Session
from backchannel.record.choosing import Chosen
from backchannel.record.reading import Highlight, Noted, Progress, notes, pins, recorded
from backchannel.store.connection import Connection

HEAD: Final = re.compile(rb"WEBVTT\n\nNOTE ([^\n]*): highlights and notes\n")

SHORTEST: Final = 4.0
LONGEST: Final = 12.0
"""Seconds for which a cue is shown, by how many words it has."""

_LETTERS_A_SECOND: Final = 15
_LONGEST_RECORDING: Final = timedelta(hours=24)
_TAGS: Final = {"**": "b", "__": "b", "*": "i", "_": "i"}


class Cue(Struct, frozen=True, order=True):
    """Words beside a recording, `at` seconds from its beginning; `by` may be empty.

    In those of a note the marks around what stands out are no words.
    """

    at: float
    name: str
    by: str
    words: str
    is_note: bool = False

    @property
    def lasts(self) -> float:
        """Seconds."""
        return min(max(len(self.words) / _LETTERS_A_SECOND, SHORTEST), LONGEST)


def write(db: Connection, chosen: Chosen, target: BinaryIO, progress: Progress) -> None:
    """One file. Raises ConfigError when nobody says when the recording begins."""
    found = recorded(db, chosen)
    zero, end = _recording(chosen, found.sessions)
    cues = [
        *(_of_pin(n, each, zero) for n, each in enumerate(pins(db, chosen), 1)),
        *(_of_note(n, each, zero) for n, each in enumerate(notes(db, chosen), 1)),
    ]
    target.write(f"WEBVTT\n\nNOTE {_plain(found.event.name)}: highlights and notes\n".encode())
    for cue in sorted(cues):
        if 0 <= cue.at < (end - zero).total_seconds():
            target.write("".join(_told(cue)).encode())
    progress(1, 1)


def stamp(seconds: float) -> str:
    """`01:02:03.004`."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _recording(chosen: Chosen, sessions: tuple[Session, ...]) -> tuple[datetime, datetime]:
    """From when until when. Of one session, what came late is not beside it."""
    one = sessions[0] if len(chosen.sessions) == 1 and len(sessions) == 1 else None
    zero = chosen.zero or (one.starts if one else None)
    if zero is None:
        raise ConfigError(
            "says when the recording begins, as 2026-01-16T09:30; or name one --session",
            key="--zero",
        )
    ends = [zero + _LONGEST_RECORDING, *([one.closes or one.ends] if one else [])]
    return zero, min(ends)


def _of_pin(number: int, highlight: Highlight, zero: datetime) -> Cue:
    stored = highlight.pin.post
    post = stored.post
    words = post.cover or post.text or post.title
    words = words or next((each.alt for each in post.media if each.alt), "") or str(post.kind)
    at = (from_micros(stored.posted) - zero).total_seconds()
    return Cue(at, f"highlight {number}", post.author.name, words)


def _of_note(number: int, noted: Noted, zero: datetime) -> Cue:
    at = (noted.note.at - zero).total_seconds()
    return Cue(at, f"note {number}", noted.note.by, noted.note.text, is_note=True)


def _told(cue: Cue) -> Iterator[str]:
    """Its name, its times, and its words; no empty line, for that would end it."""
    yield f"\n{cue.name}\n{stamp(cue.at)} --> {stamp(cue.at + cue.lasts)}\n"
    drawn = _stressed if cue.is_note else _escaped
    words = "\n".join(drawn(each.strip()) for each in cue.words.split("\n") if each.strip())
    yield f"<v {_escaped(_plain(cue.by))}>{words}</v>\n" if cue.by.strip() else f"{words}\n"


def _stressed(line: str) -> str:
    told, stressed = emphasised(line)
    parts = stretches(0, len(told), stressed)
    return "".join(_tagged(_escaped(told[part]), mark or "") for part, mark in parts)


def _tagged(words: str, mark: str) -> str:
    tag = _TAGS.get(mark)
    return f"<{tag}>{words}</{tag}>" if tag else f"{mark}{words}{mark}"


def _escaped(words: str) -> str:
    """`-->` cannot be in it any more, either."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("-->", "→")
