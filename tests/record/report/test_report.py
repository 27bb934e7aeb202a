"""An event in figures: what is counted, how time is cut, which words rise, how it is drawn."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from tests.clock import START, Clock
from tests.record.events import EVENT, everything, hostile, number_of
from tests.store.written import HERE, a_post, save

from backchannel.cli.verbs.record.report import lasted, lines_of
from backchannel.model.moments import to_micros
from backchannel.record.choosing import Chosen
from backchannel.record.reading import snapshot
from backchannel.record.report import Report, report
from backchannel.record.report.charts import bars, charts, line
from backchannel.record.report.figures import Counted, Course, Slice
from backchannel.record.report.spans import Hours
from backchannel.store import schema, sources
from backchannel.store.roles import questions
from backchannel.ui.lines.wrap import cells


def reported(path: Path, **chosen: object) -> Report:
    with snapshot(path) as db:
        return report(db, Chosen(**chosen))  # type: ignore[arg-type]  # as said


def test_everything_in_a_record_is_counted_once(path: Path) -> None:
    everything(path)
    found = reported(path)
    assert (found.posts, found.people) == (10, 10)
    counts = {each.name: each.posts for each in found.sessions}
    assert counts == {"Opening": 1, "Keynote": 7, "Break": 2, "Clinic": 0}
    assert [(each.name, each.posts) for each in found.sources] == [
        ("here.example", 8), ("blogs", 1), ("toot.example", 1),
    ]  # fmt: skip
    assert [(each.url, each.times) for each in found.links] == [("https://levels.example/chart", 2)]
    assert [(each.called, each.posts) for each in found.busiest.slices] == [
        ("13:00", 6), ("13:30", 4),
    ]  # fmt: skip
    assert reported(path, sessions=("Keynote",)).posts == 7


def test_how_long_a_question_waited_is_from_its_post(path: Path) -> None:
    everything(path)
    with closing(schema.open_to_write(path, now=Clock(START + timedelta(minutes=27)))) as db, db:
        question = questions.find(db, str(number_of(db, "Who measures")))
        assert question is not None
        questions.take_up(db, question, "facilitator")
        questions.answer(db, question, "facilitator")
    found = reported(path).questions
    assert (found.asked, found.answered, found.open, found.by_post) == (2, 1, 1, 1)
    assert found.median_seconds == found.longest_seconds == 1_995
    assert [(each.session, each.asked, each.answered) for each in found.sessions] == [
        ("Break", 2, 1)
    ]


def test_a_word_rises_where_several_people_say_it_more_than_elsewhere(path: Path) -> None:
    said = {"Opening": "rain", "Keynote": "gauge"}
    with closing(schema.open_to_write(path, now=Clock(START))) as db:
        with db:
            sources.plan(db, EVENT, [HERE])
        opening, keynote = (START - timedelta(minutes=minutes) for minutes in (59, 39))
        several = [
            a_post(n, f"the water and {said[name]}", published=at + timedelta(seconds=n))
            for name, at, first in (("Opening", opening, 100), ("Keynote", keynote, 200))
            for n in range(first, first + 9)
        ]
        one = a_post(1).author
        alone = [
            a_post(n, "shouting", author=one, published=keynote + timedelta(seconds=n))
            for n in range(300, 309)
        ]
        save(db, *several, *alone)
    rising = {each.when: [word.name for word in each.words] for each in reported(path).rising}
    assert rising == {"Opening": ["rain"], "Keynote": ["gauge"]}


@pytest.mark.parametrize(
    ("days", "each", "slices"),
    [(0, "day", 1), (20, "day", 21), (100, "week", 16), (900, "month", 30)],
)
def test_time_is_cut_by_days_weeks_or_months_with_the_empty_ones(
    days: int, each: str, slices: int
) -> None:
    hours = Hours("Europe/London")
    for day in (0, days):
        hours.add(to_micros(datetime(2026, 1, 9, 23, 50, tzinfo=UTC) + timedelta(days=day)))
    course = hours.whole()
    assert (course.each, len(course.slices)) == (each, slices)
    assert sum(each.posts for each in course.slices) == 2


def test_days_are_those_of_the_event() -> None:
    hours = Hours("Asia/Kathmandu")
    hours.add(to_micros(datetime(2026, 1, 9, 18, 20, tzinfo=UTC)))
    assert hours.whole().slices[0].called == "10 January"
    (slice_,) = hours.busiest().slices
    assert (slice_.called, slice_.begins) == ("00:00", datetime(2026, 1, 9, 18, 15, tzinfo=UTC))


def test_charts_are_xml_that_says_what_it_shows_whatever_people_are_called(path: Path) -> None:
    hostile(path)
    found = reported(path)
    drawn = {key: svg for key, _, svg in charts(found)}
    assert {"busiest", "sessions", "sources", "people", "words"} <= set(drawn)
    for svg in drawn.values():
        root = ET.fromstring(svg)  # noqa: S314  # our own
        names = {each.tag.rpartition("}")[2] for each in root.iter()}
        shapes = {"g", "text", "rect", "path", "polygon", "polyline"}
        assert names <= {"svg", "title", "desc"} | shapes
        assert root[0].text
        assert root[1].text
    assert bars("x", "Nothing", []) == ""


def test_two_days_are_named_once_each_and_wide_labels_take_no_more_room() -> None:
    over = Course("day", (Slice(START, "26 October", 3), Slice(START, "27 October", 1)))
    for name in ("26 October", "27 October"):
        assert line("x", "Days", over).count(f">{name}</text>") == 1
    label = "会" * 28
    assert f">{'会' * 13}…</text>" in bars("x", "Names", [(label, 2)])


@pytest.mark.parametrize("width", [None, 24, 40, 80, 200])
def test_tables_fit_a_terminal_of_any_width(path: Path, width: int | None) -> None:
    everything(path)
    lines = list(lines_of(reported(path), width))
    assert any("Keynote" in line for line in lines)
    assert width is None or all(cells(line) <= width for line in lines)


@pytest.mark.parametrize("width", [None, 60, 140])
def test_people_and_sessions_of_one_name_are_told_apart_however_narrow_it_is(
    path: Path, width: int | None
) -> None:
    everything(path)
    lunch = [Counted("Lunch", 3, 2, "Lunch"), Counted("Lunch", 2, 2, "Lunch (2)")]
    ana = [Counted("Ana", 2, 1, f"@ana@{site}.example") for site in ("toot", "fedi")]
    bo = Counted("Bo", 1, 1, "@bo@toot.example")
    found = structs.replace(reported(path), sessions=tuple(lunch), authors=(*ana, bo))
    lines = list(lines_of(found, width))
    for name in ("Lunch ", "Lunch (2) ", "Ana @ana@toot.example", "Ana @ana@fedi.example", "Bo "):
        assert any(f"  {name}" in f"{line} " for line in lines), name
    people = next(svg for key, _, svg in charts(found) if key == "people")
    assert "Ana @ana@fedi.example: 2" in people
    assert ">Bo</text>" in people


def test_a_wait_is_said_in_words() -> None:
    assert [lasted(each) for each in (40, 720, 11_100)] == ["40 s", "12 min", "3 h 5 min"]
