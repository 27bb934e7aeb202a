"""What the lists of the desk show: posts of a pane, and pins, notes and health as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.board import Hidden, Note, Pin
from backchannel.model.post import StoredPost
from backchannel.model.query import Query
from backchannel.model.reading import Page
from backchannel.model.source import Health
from backchannel.store import pages
from backchannel.store.store import Reader
from backchannel.ui.widgets.rows import Row
from backchannel.ui.widgets.top_lines import health_text


class PanePages:
    """The posts of one pane; `model.reading.Pages` over the store."""

    def __init__(self, store: Reader, pane: str, timezone: str) -> None:
        self._store, self._pane, self._timezone = store, pane, timezone

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """See `Pages.around`."""
        view = pages.View(self._pane, query, self._timezone)
        return await self._store.read(
            pages.around, view, place, newer=newer, older=older, since=since
        )

    async def count(self, query: Query) -> int:
        """How many posts match."""
        return await self._store.read(pages.count, pages.View(self._pane, query, self._timezone))


def words_of(post: StoredPost) -> str:
    """A post in one line."""
    if post.is_gone:
        return "deleted by its author"
    text = post.post.warning or post.post.title or post.post.text or post.post.url or ""
    if not (post.post.warning or text):
        text = next((media.alt for media in post.post.media if media.alt), "")
    return " ".join(text.split())


def pin_rows(pins: Iterable[Pin]) -> list[Row]:
    """The highlights, numbered in their order."""
    return [
        Row(
            key=str(pin.post.place),
            lead=f"{number}",
            text=f"{pin.post.post.author.name}: {words_of(pin.post)}",
            aside="can no longer be shown" if pin.post.is_gone else "",
            is_loud=pin.post.is_gone,
        )
        for number, pin in enumerate(pins, 1)
    ]


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


def hidden_rows(hidden: Iterable[Hidden], zone: ZoneInfo) -> list[Row]:
    """What is out of sight, by whom, when and why."""
    return [
        Row(
            key=str(each.post.place),
            lead=f"{each.at.astimezone(zone):%H:%M}",
            text=f"{each.post.post.author.name}: {words_of(each.post)}",
            aside=f"hidden by {each.by}" + (f": {each.reason}" if each.reason else ""),
        )
        for each in hidden
    ]


def health_rows(sources: Iterable[Health], now: datetime, zone: ZoneInfo) -> list[Row]:
    """Everything known of how each source is doing."""
    return [
        Row(
            key=health.source,
            lead=health.source,
            text=health_text(health, now, zone) + (f": {health.problem}" if health.problem else ""),
            aside=_figures(health, zone),
            is_loud=bool(health.problem),
        )
        for health in sources
    ]


def _about(note: Note, posts: Mapping[int, StoredPost], zone: ZoneInfo) -> str:
    parts = []
    if note.offset is not None:
        parts.append(f"{note.at.astimezone(zone):%H:%M} {note.session}")
    if note.post is not None and note.post in posts:
        post = posts[note.post]
        parts.append(f"→ {post.post.author.name}: {words_of(post)[:60]}")
    if note.edited is not None:
        parts.append("edited")
    return " · ".join(parts)


def _figures(health: Health, zone: ZoneInfo) -> str:
    parts = [health.kind, f"{health.given:,} posts"]
    if health.passed_over:
        parts.append(f"{health.passed_over:,} without the tag")
    if health.rejected:
        parts.append(f"{health.rejected:,} unreadable")
    if health.ok_at:
        parts.append(f"last good {health.ok_at.astimezone(zone):%a %H:%M}")
    if health.due and health.due.year < 9000:
        parts.append(f"next {health.due.astimezone(zone):%H:%M}")
    if health.recovered and health.recovered_at:
        at = health.recovered_at.astimezone(zone)
        parts.append(f"recovered {health.recovered:,} at {at:%H:%M}")
    return " · ".join([*parts, *([health.note] if health.note else [])])
