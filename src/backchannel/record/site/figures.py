"""The page of figures: the charts of the report with their tables, and what became of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from backchannel.record.report import Counted, Course, Report, told_apart
from backchannel.record.report.charts import charts
from backchannel.record.site.ground import Ground


class Row(Struct, frozen=True):
    """A row of a table; `people` is 0 where they are not counted."""

    name: str
    posts: int
    people: int = 0


class Chart(Struct, frozen=True):
    """A chart, and the same figures as a table."""

    key: str
    title: str
    svg: Markup
    rows: Sequence[Row]


def write_figures(ground: Ground, found: Report) -> None:
    """One page."""
    ground.press.page(
        "report.html",
        "report.html",
        title="Report",
        found=found,
        charts=list(_charts(found)),
        usual=_lasted(found.questions.median_seconds),
        longest=_lasted(found.questions.longest_seconds),
    )


def _charts(found: Report) -> Iterator[Chart]:
    rows = {
        "over-time": _over(found.over_time),
        "busiest": _over(found.busiest),
        "sessions": _counted(found.sessions),
        "sources": _counted(found.sources),
        "people": _counted(found.authors, has_people=False),
        "words": _counted(found.words),
    }
    for key, title, svg in charts(found):
        yield Chart(key, title, Markup(svg), rows.get(key, ()))  # noqa: S704  # it escapes every word


def _over(course: Course) -> Sequence[Row]:
    return [Row(each.called, each.posts) for each in course.slices]


def _counted(several: Sequence[Counted], *, has_people: bool = True) -> Sequence[Row]:
    return [
        Row(name, each.posts, each.people if has_people else 0)
        for name, each in zip(told_apart(several), several, strict=True)
    ]


def _lasted(seconds: float | None) -> str:
    """`40 seconds`, `12 minutes`; empty when nobody knows."""
    if seconds is None:
        return ""
    if round(seconds) == 1:
        return "1 second"
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{round(seconds / 60):,} minutes"
