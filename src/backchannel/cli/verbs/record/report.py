"""`report`: what an event came to, in figures."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from backchannel.cli.answers import answer, answer_json
from backchannel.cli.choice import choose, event_argument, json_option
from backchannel.cli.verbs.record.bar import bar
from backchannel.cli.verbs.record.chosen import Wanted, chosen_of, chosen_options
from backchannel.cli.verbs.record.tables import Line, table
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backchannel.record.report import Answering, Counted, Report, Rising

_NARROWEST: Final = 24
_LISTED: Final = 10
"""Lines of a table for people; `--json` has more."""


@click.command(name="report")
@event_argument
@chosen_options
@json_option
def report_(event: str | None, store: Path | None, wanted: Wanted, *, as_json: bool) -> None:
    """Posts over time, by source, session and person, links, words, and what became of questions.

    Tables are as wide as the terminal; where there is none, plain lines.
    """
    import msgspec

    from backchannel.record.reading import snapshot
    from backchannel.record.report import report

    with snapshot(choose(event, store).existing_store()) as db, bar("report") as progress:
        found = report(db, chosen_of(db, wanted), progress)
    if as_json:
        answer_json(msgspec.to_builtins(found, builtin_types=(datetime,)))
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines_of(found, width and max(width, _NARROWEST)):
        answer(line)


def lines_of(found: Report, width: int | None) -> Iterator[str]:
    """Everything that a report says."""
    zone = ZoneInfo(found.timezone)
    yield from _folded(found.event, width)
    yield f"{counted(found.posts, 'post')} by {counted(found.people, 'person', 'people')}"
    if found.first is not None and found.last is not None:
        span = [f"{each.astimezone(zone):%Y-%m-%d %H:%M}" for each in (found.first, found.last)]
        yield from _folded(f"{span[0]} to {span[1]} ({found.timezone})", width)
    for course in (found.over_time, found.busiest):
        times = [Line(each.called, each.posts) for each in course.slices]
        if len(times) < 2:
            continue
        yield from table(f"Posts in each {course.each}", times, width)
    yield from table("Posts by session", _rows(found.sessions, is_all=True), width)
    yield from table("Posts by source", _rows(found.sources), width)
    yield from table("Who posted most", _authors(found.authors[:_LISTED]), width)
    links = [
        Line(each.title or each.url, each.times, counted(each.people, "person", "people"))
        for each in found.links[:_LISTED]
    ]
    yield from table("Links that were shared most", links, width)
    yield from table("Words that came up most", _rows(found.words), width)
    yield from _rising(found.rising, width)
    yield from _answering(found.questions, width)


def _rows(several: Sequence[Counted], *, is_all: bool = False) -> list[Line]:
    listed = several if is_all else several[:_LISTED]
    return [
        Line(name, each.posts, counted(each.people, "person", "people") if each.people else "")
        for name, each in zip(_names(listed), listed, strict=True)
    ]


def _names(several: Sequence[Counted]) -> list[str]:
    from backchannel.record.report import told_apart

    return told_apart(several)


def _authors(several: Sequence[Counted]) -> list[Line]:
    """Of those of one name the beginning of the line says who it is: what follows may be cut."""
    return [
        Line(name, each.posts, each.about if name == each.name else "")
        for name, each in zip(_names(several), several, strict=True)
    ]


def _rising(several: Sequence[Rising], width: int | None) -> Iterator[str]:
    """Words that rose, each session with its words; they are few, and none is cut."""
    if several:
        yield ""
        yield "Words that rose"
    for each in several:
        said = f"{each.when}: {', '.join(f'{word.name} ({word.posts})' for word in each.words)}"
        yield from _folded(said, width, "  ")


def _answering(found: Answering, width: int | None) -> Iterator[str]:
    if not found.asked:
        return
    yield ""
    said = (
        f"{counted(found.asked, 'question')}, {found.by_post:,} of them in posts: "
        f"{found.answered:,} answered, {found.open:,} open, {found.parked:,} parked, "
        f"{found.left:,} left"
    )
    yield from _folded(said, width)
    if found.median_seconds is not None and found.longest_seconds is not None:
        usual, longest = lasted(found.median_seconds), lasted(found.longest_seconds)
        yield from _folded(f"Taken up after {usual} as a rule, {longest} at the longest", width)
    rows = [
        Line(each.session or "outside sessions", each.asked, f"{each.answered:,} answered")
        for each in found.sessions
    ]
    yield from table("Questions by session", rows, width)


def _folded(text: str, width: int | None, before: str = "") -> Iterator[str]:
    """A text in as many lines as it needs; those after the first are set in."""
    if width is None:
        yield f"{before}{text}"
        return
    for number, (start, end) in enumerate(wrap(text, width - len(before) - 2)):
        yield f"{before}{'  ' if number else ''}{text[start:end]}"


def lasted(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
