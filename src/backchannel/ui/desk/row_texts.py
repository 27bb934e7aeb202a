"""Pins, notes and how sources are doing, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.board import Note, Pin
from backchannel.model.post import StoredPost
from backchannel.model.source import Health, State
from backchannel.ui.lines.source_words import SIGNS, health_text, is_remembered, last_text
from backchannel.ui.lines.summary import summary, words_of
from backchannel.ui.widgets.rows import Row


def pin_rows(pins: Iterable[Pin]) -> list[Row]:
    """The highlights, numbered in their order."""
    return [
        Row(
            key=str(pin.post.place),
            lead=f"{number}",
            text=f"{pin.post.post.author.name}: {words_of(pin.post)}",
            aside=" · ".join(filter(None, (_trouble(pin.post), pin.remark))),
            is_loud=pin.post.is_gone,
        )
        for number, pin in enumerate(pins, 1)
    ]


def _trouble(post: StoredPost) -> str:
    """Why a highlight will not go on air."""
    if post.is_gone:
        return "can no longer be shown"
    return "hidden" if post.is_hidden else "its author is muted" if post.is_muted else ""


def note_rows(notes: Iterable[Note], posts: Mapping[int, StoredPost], zone: ZoneInfo) -> list[Row]:
    """The notes, each with its session's offset or else its clock time."""
    return [
        Row(
            key=note.id,
            lead=stamp(note, zone),
            text=note.text,
            aside=_about(note, posts, zone),
        )
        for note in notes
    ]


def stamp(note: Note, zone: ZoneInfo) -> str:
    """`+18:20` into its session, or the clock time outside one."""
    if note.offset is None:
        return f"{note.at.astimezone(zone):%H:%M}"
    minutes, seconds = divmod(note.offset, 60)
    return f"+{minutes:02}:{seconds:02}"


def health_rows(
    sources: Iterable[Health], now: datetime, zone: ZoneInfo, *, is_current: bool
) -> list[Row]:
    """Everything known of how each source is doing; of old when nobody collects just now."""
    rows = [_health_row(health, now, zone, is_current=is_current) for health in sources]
    if rows and not is_current:
        said = "nobody is collecting just now; this is what was known"
        rows.insert(0, Row(key="", lead=SIGNS[State.STARTING], text=said, is_loud=True))
    return rows


def _health_row(health: Health, now: datetime, zone: ZoneInfo, *, is_current: bool) -> Row:
    is_old = is_remembered(health, is_current=is_current)
    sign = SIGNS[State.STARTING if is_old else health.state]
    said = last_text(health, now) if is_old else health_text(health, now)
    return Row(
        key=health.source,
        lead=f"{sign} {health.source}",
        text=said + (f": {health.problem}" if health.problem else ""),
        aside=_figures(health, zone, is_current=is_current),
        is_loud=bool(health.problem) and not is_old,
    )


def _about(note: Note, posts: Mapping[int, StoredPost], zone: ZoneInfo) -> str:
    parts = [f"{note.at.astimezone(zone):%H:%M}"] if note.offset is not None else []
    if note.post is not None and note.post in posts:
        post = posts[note.post]
        parts.append(f"→ {summary(post)}")
    if note.edited is not None:
        parts.insert(0, "edited")
    return " ".join(parts)


def _figures(health: Health, zone: ZoneInfo, *, is_current: bool) -> str:
    parts = [health.kind, f"{health.given:,} post{'' if health.given == 1 else 's'}"]
    if health.passed_over:
        parts.append(f"{health.passed_over:,} without the tag")
    if health.rejected:
        parts.append(f"{health.rejected:,} unreadable")
    if health.ok_at:
        parts.append(f"last good {health.ok_at.astimezone(zone):%a %H:%M}")
    if is_current and health.due and health.due.year < 9000:
        parts.append(f"next {health.due.astimezone(zone):%H:%M}")
    if health.recovered and health.recovered_at:
        at = health.recovered_at.astimezone(zone)
        parts.append(f"recovered {health.recovered:,} at {at:%H:%M}")
    return " · ".join([*parts, *([health.note] if health.note else [])])
