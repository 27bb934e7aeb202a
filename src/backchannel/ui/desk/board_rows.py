"""Pins and notes, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.clean.emphasis import outstanding
from backchannel.clean.terminal import clean_text
from backchannel.model.board import Note, Pin
from backchannel.model.post import StoredPost
from backchannel.store.roles.sign import Sign
from backchannel.ui.lines.summary import summary, who_said_what
from backchannel.ui.lines.times import clock_on
from backchannel.ui.widgets.rows import KeptRows, Row


class PinRows:
    """The highlights, numbered in their order; which of them is on air."""

    def __init__(self) -> None:
        self._rows: KeptRows[Pin, int, str] = KeptRows(_pin_row)

    def of(self, pins: Iterable[Pin], stage: Sign, out: Mapping[int, str]) -> list[Row]:
        """As they are now; the very same where nothing of a row is another.

        `out` says by place why a pin cannot be shown, as the operator is told.
        """
        return self._rows.of(
            (pin.post.place, (pin, number, _fate(pin.post, stage, out)))
            for number, pin in enumerate(pins, 1)
        )


def _pin_row(pin: Pin, number: int, fate: str) -> Row:
    return Row(
        key=str(pin.post.place),
        lead=f"{number}",
        text=who_said_what(pin.post),
        aside=" · ".join(filter(None, (fate, pin.remark))),
        is_loud=pin.post.is_gone,
    )


def _fate(post: StoredPost, stage: Sign, out: Mapping[int, str]) -> str:
    """That it is on air, or why it will not be."""
    if post.place == stage.place:
        return "■ taken, behind the blank" if stage.is_blank else "● on air"
    if post.is_gone:
        return "can no longer be shown"
    return out.get(post.place, "")


def note_rows(
    notes: Iterable[Note], posts: Mapping[int, StoredPost], now: datetime, zone: ZoneInfo
) -> list[Row]:
    """The notes, each with its session's offset or else its clock time, of today or of a day."""
    return [_note_row(note, posts, now, zone) for note in notes]


def _note_row(note: Note, posts: Mapping[int, StoredPost], now: datetime, zone: ZoneInfo) -> Row:
    text, stressed = outstanding(clean_text(note.text))
    return Row(
        key=note.id,
        lead=stamp(note, now, zone),
        text=text,
        aside=_about(note, posts, clock_on(note.at, now, zone)),
        stressed=stressed,
    )


def stamp(note: Note, now: datetime, zone: ZoneInfo) -> str:
    """`+18:20` into its session, or the clock time outside one."""
    if note.offset is None:
        return clock_on(note.at, now, zone)
    minutes, seconds = divmod(note.offset, 60)
    return f"+{minutes:02}:{seconds:02}"


def _about(note: Note, posts: Mapping[int, StoredPost], clock: str) -> str:
    parts = [clock] if note.offset is not None else []
    if note.post is not None and note.post in posts:
        post = posts[note.post]
        parts.append(f"→ {summary(post)}")
    if note.edited is not None:
        parts.insert(0, "edited")
    return " ".join(parts)
