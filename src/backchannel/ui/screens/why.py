"""Why a post is shown, or is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backchannel.model.post import StoredPost
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.details import why
from backchannel.store.store import Reader
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.summary import summary
from backchannel.ui.lines.times import Zone, clock_on
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Row

ASKED = "which post? number, address or some words"


def why_panel(store: Reader, post: StoredPost, zone: Zone, filtered: str = "") -> Panel:
    """Everything that decides whether it is shown; `filtered` is what the pane's filter says."""

    async def load() -> Sequence[Row]:
        now, found = await store.read(_reasons, post.place)
        lines = list(found)
        if filtered and now is not None and not now.is_out_of_sight:
            lines.insert(0, why.Reason(filtered, is_against=True))
        panel.call_it(_title(is_shown=not any(each.is_against for each in lines)))
        return [
            Row("post", "", summary(now or post, 200), is_loud=True),
            *_rows(store, lines, zone()),
        ]

    title = _title(is_shown=not post.is_out_of_sight and not filtered)
    panel = Panel(title, Keyed("Esc goes back"), "", load)
    return panel


def absence_panel(store: Reader, asked: str, zone: Zone) -> Panel:
    """Why no such post is known."""

    async def load() -> Sequence[Row]:
        head = Row("asked", "", f"No post is known by “{asked}”", is_loud=True)
        return [head, *_rows(store, await store.read(why.absence), zone())]

    return Panel("Why it is not shown", Keyed("Esc goes back"), "", load)


def _title(*, is_shown: bool) -> str:
    return "Why it is shown" if is_shown else "Why it is not shown"


def _reasons(db: Connection, place: int) -> tuple[StoredPost | None, tuple[why.Reason, ...]]:
    post = pages.by_places(db, [place]).get(place)
    return post, why.reasons(db, post) if post else ()


def _rows(store: Reader, reasons: Sequence[why.Reason], zone: ZoneInfo) -> list[Row]:
    now = store.now()
    return [
        Row(
            key=str(number),
            lead="✕" if each.is_against else "·",
            text=each.said,
            aside=_when(each, now, zone),
            is_loud=each.is_against,
        )
        for number, each in enumerate(reasons)
    ]


def _when(reason: why.Reason, now: datetime, zone: ZoneInfo) -> str:
    by = f"by {reason.by}" if reason.by else ""
    at = clock_on(reason.at, now, zone) if reason.at else ""
    until = f"until {clock_on(reason.until, now, zone)}" if reason.until else ""
    return " · ".join(filter(None, (by, at, until)))
