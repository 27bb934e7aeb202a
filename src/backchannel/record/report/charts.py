"""Charts as SVG to be placed in a page: bars, and a line over time (www.w3.org/TR/SVG2).

They take their ink from the page (`currentColor`, `--chart` for what is drawn) and have a title
and a description for whoever does not see them; the page has the same figures as a table. Nothing
in them is fetched, and every word is escaped.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from html import escape
from itertools import accumulate
from typing import Final
from unicodedata import east_asian_width

from backchannel.record.report.figures import Counted, Course, Report, told_apart

WIDTH: Final = 640
"""Of a chart, in its own units; a page draws it as wide as there is room."""

_ROW, _LABEL, _NUMBER = 24, 200, 56
_TOP, _TALL, _LOW, _SIDE = 14, 180, 24, 64
_CUT: Final = 28
"""Letters of a label, a wide one counted as two; all of it is in the title of its bar."""

_STYLE: Final = 'fill="var(--chart, currentColor)"'
_STROKE: Final = 'stroke="var(--chart, currentColor)" stroke-width="2" stroke-linejoin="round"'


def bars(key: str, title: str, rows: Sequence[tuple[str, int]], says: str = "") -> str:
    """One bar below the other, each with its name and number; empty without any.

    `key` is an id of its own on the page, of letters and hyphens. `says` describes it, else the
    rows do.
    """
    if not rows:
        return ""
    most = max(*(count for _, count in rows), 1)
    says = says or "; ".join(f"{name}: {count:,}" for name, count in rows[:_TOLD])
    room = WIDTH - _LABEL - _NUMBER - 16
    parts = []
    for turn, (name, count) in enumerate(rows):
        top, wide = turn * _ROW, round(room * max(count, 0) / most, 1)
        parts.append(
            f"<g><title>{_text(name)}: {count:,}</title>"
            f'<text x="{_LABEL - 8}" y="{top + 16}" text-anchor="end">{_text(_cut(name))}</text>'
            f'<rect x="{_LABEL}" y="{top + 4}" width="{wide}" height="{_ROW - 8}" {_STYLE}/>'
            f'<text x="{_LABEL + wide + 8}" y="{top + 16}">{count:,}</text></g>'
        )
    return _svg(key, title, says, len(rows) * _ROW, parts)


def line(key: str, title: str, course: Course, says: str = "") -> str:
    """Posts over time, with the highest number at the side and times below; empty without two."""
    slices = course.slices
    if len(slices) < 2:
        return ""
    most = max(*(each.posts for each in slices), 1)
    peak = max(slices, key=lambda each: each.posts)
    says = says or (
        f"From {slices[0].called} to {slices[-1].called}, posts in each {course.each}; "
        f"most at {peak.called}: {peak.posts:,}."
    )
    wide = WIDTH - _SIDE - 16
    points = [
        (
            round(_SIDE + wide * n / (len(slices) - 1), 1),
            round(_TOP + (_TALL - _TOP) * (1 - each.posts / most), 1),
        )
        for n, each in enumerate(slices)
    ]
    path = " ".join(f"{x},{y}" for x, y in points)
    end = points[-1][0]
    parts = [
        *_axes(most),
        f'<polygon points="{_SIDE},{_TALL} {path} {end},{_TALL}" {_STYLE} opacity="0.2"/>',
        f'<polyline points="{path}" fill="none" {_STROKE}/>',
        *_times([each.called for each in slices], points),
    ]
    return _svg(key, title, says, _TALL + _LOW, parts, also=" course")


def charts(found: Report) -> Iterator[tuple[str, str, str]]:
    """Every chart of a report that has anything to show: its id, its title, and the SVG."""
    over, busy = found.over_time, found.busiest
    drawn = (
        (
            "over-time",
            f"Posts in each {over.each}",
            line("over-time", f"Posts in each {over.each}", over),
        ),
        (
            "busiest",
            f"Posts in each {busy.each}",
            line("busiest", f"Posts in each {busy.each}", busy),
        ),
        *(
            (key, title, bars(key, title, _rows(several)))
            for key, title, several in (
                ("sessions", "Posts by session", found.sessions),
                ("sources", "Posts by source", found.sources),
                ("people", "Posts by person", found.authors),
                ("words", "Words that came up most", found.words),
            )
        ),
    )
    return ((key, title, svg) for key, title, svg in drawn if svg)


_TOLD: Final = 8
"""Rows that a description names."""


def _svg(
    key: str, title: str, says: str, height: int, parts: Sequence[str], *, also: str = ""
) -> str:
    return (
        f'<svg class="chart{also}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{key}-title {key}-says" xmlns="http://www.w3.org/2000/svg" '
        'font-family="inherit" font-size="13" fill="currentColor">'
        f'<title id="{key}-title">{_text(title)}</title><desc id="{key}-says">{_text(says)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _axes(most: int) -> Iterator[str]:
    right = WIDTH - 16
    for at, count in ((_TOP, most), (_TALL, 0)):
        yield f'<path d="M{_SIDE},{at}H{right}" stroke="currentColor" opacity="0.3"/>'
        yield f'<text x="{_SIDE - 8}" y="{at + 4}" text-anchor="end">{count:,}</text>'


def _times(called: Sequence[str], points: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The first, the middle and the last."""
    middle = [(len(called) // 2, "middle")] if len(called) > 4 else []
    for n, anchor in ((0, "start"), *middle, (len(called) - 1, "end")):
        yield (
            f'<text x="{points[n][0]}" y="{_TALL + 18}" text-anchor="{anchor}">'
            f"{_text(_cut(called[n]))}</text>"
        )


def _rows(several: Sequence[Counted]) -> list[tuple[str, int]]:
    return [(name, each.posts) for name, each in zip(told_apart(several), several, strict=True)]


def _text(words: str) -> str:
    return escape("".join(letter for letter in words if letter.isprintable()))


def _cut(words: str) -> str:
    room = list(accumulate(2 if east_asian_width(each) in "WF" else 1 for each in words))
    if not room or room[-1] <= _CUT:
        return words
    return f"{words[: bisect(room, _CUT - 1)].rstrip()}…"
