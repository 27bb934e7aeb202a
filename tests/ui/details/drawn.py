"""A post with much about it, and its details as text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.clock import START
from tests.ui.desk.stage import remark

from backchannel.model.post import (
    Author,
    CleanText,
    Media,
    MediaKind,
    Poll,
    Post,
    Span,
    SpanKind,
    StoredPost,
    Url,
)
from backchannel.store.details import Known, Sighting
from backchannel.ui.details.sheet import Sheet, brief, whole
from backchannel.ui.lines.drawing import Drawing

ZONE = ZoneInfo("Europe/Berlin")
PLACE = round(START.timestamp() * 1_000_000)


def rich() -> Post:
    """Everything that a post may have."""
    text = "First paragraph, see bbc.example for more.\n\nSecond one #ideaperf"
    return replace(
        remark(0, text),
        author=Author(
            CleanText("Ana Example"),
            CleanText("@ana@social.example"),
            Url("https://www.profiles.example/ana"),
            is_bot=True,
        ),
        spans=(Span(21, 32, SpanKind.LINK, "https://evil.example/paper?x=1"),),
        media=(
            Media(
                MediaKind.VIDEO,
                Url("https://media.example/1.mp4"),
                CleanText("Ana at the\n\nlectern"),
                mime=CleanText("video/mp4"),
                width=1280,
                height=720,
                bytes=2_345_678,
                seconds=83,
            ),
            Media(MediaKind.PHOTO, Url("https://media.example/2.jpg"), CleanText("")),
        ),
        poll=Poll(
            ((CleanText("Yes"), 3), (CleanText("No"), 1), (CleanText("Later"), 0)),
            closes=START + timedelta(hours=2),
            voters=4,
        ),
        language="en",
        likes=12,
        boosts=1,
        replies=2,
        cut=(CleanText("3 more links"),),
    )


def known(post: Post | None = None, **values: Any) -> Known:
    """What is known of a post that nothing was decided about."""
    stored = StoredPost(
        place=PLACE,
        number=12,
        version=3,
        pane="backchannel",
        post=post or rich(),
        first_seen=START + timedelta(minutes=1),
        sources=("social.example", "other.example"),
    )
    of_stored = {name: values.pop(name) for name in [*values] if name.startswith("is_")}
    seen = (Sighting("social.example", START), Sighting("other.example", START))
    return Known(replace(stored, **of_stored), seen=seen, **values)


def sheet(of: Known, width: int = 80, *, is_open: bool = False, is_brief: bool = False) -> Sheet:
    """The details in a width."""
    draw = brief if is_brief else whole
    return draw(of, Drawing(width, START.date(), ZONE), is_open=is_open)


def lines(
    of: Known, width: int = 80, *, is_open: bool = False, is_brief: bool = False
) -> list[str]:
    """The same as text."""
    return texts(sheet(of, width, is_open=is_open, is_brief=is_brief))


def texts(of: Sheet) -> list[str]:
    """What each line says."""
    return ["".join(text for text, _ in row.line) for row in of.rows]
