"""The hour of all kinds: what is said of a source and is not so is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from benchmarks.hour.places import Place, Said
from benchmarks.hour.trouble import Course, Trouble
from benchmarks.hour.watching import Record
from benchmarks.hour.weighing import Weight, bounds, growth

NOW = datetime.now(UTC)
FIRST, LAST = NOW - timedelta(minutes=9), NOW - timedelta(minutes=1)
MIB = 2**20


async def _nothing(*_: object) -> None:
    await asyncio.sleep(0)


def course(*, is_ill: bool = False) -> Course:
    """A feed with two posts, well for an hour, or broken for an hour."""
    place = Place("feed", lambda _port: {}, _nothing)
    place.said = [Said("first", FIRST), Said("last", LAST)]
    found = Course(place, NOW - timedelta(hours=1))
    if is_ill:
        found.wrong = Trouble("switched off", 45.0, 20.0, _nothing, _nothing)
    return found


def told(**changes: Any) -> dict[str, Any]:
    """What is true of it while it is well."""
    said = {"state": "ok", "posts": 2, "problem": "", "note": "", "due": "soon", "missing": [],
            "rejected": 0, "other_posts": 0, "newest": LAST.isoformat(),
            "oldest": FIRST.isoformat()}  # fmt: skip
    return said | changes


def found(of: Course, line: dict[str, Any]) -> list[str]:
    record = Record()
    record.look([of], {"feed": line}, NOW)
    return record.wrong


def test_what_is_true_is_not_wrong() -> None:
    assert not found(course(), told())
    assert not found(course(is_ill=True), told(state="retry", problem="refused"))


@pytest.mark.parametrize(
    "lie",
    [
        {"state": "retry", "problem": "refused"},
        {"state": "missing"},
        {"posts": 1},
        {"posts": 3},
        {"problem": "refused"},
        {"state": "live"},
        {"note": "older posts could not be read"},
        {"newest": FIRST.isoformat()},
        {"oldest": LAST.isoformat()},
        {"rejected": 1},
        {"other_posts": 1},
        {"missing": [{"since": FIRST.isoformat(), "until": LAST.isoformat()}]},
    ],
)
def test_a_lie_of_a_source_that_is_well_is_found(lie: dict[str, Any]) -> None:
    assert len(found(course(), told(**lie))) == 1


@pytest.mark.parametrize(
    "lie", [{"state": "ok"}, {"state": "retry", "due": None}, {"state": "retry", "problem": ""}]
)
def test_a_lie_of_a_source_that_is_ill_is_found(lie: dict[str, Any]) -> None:
    assert len(found(course(is_ill=True), told(problem="refused", state="retry") | lie)) == 1


@pytest.mark.parametrize(
    ("said", "is_true"),
    [((1, 2), True), ((2, 2), False), ((0, 2), False), ((1, 3), False), (None, False)],
)
def test_the_desk_s_line_counts_what_is_well(said: tuple[int, int] | None, is_true: bool) -> None:
    record = Record()
    record.look_at_line([course(), course(is_ill=True)], said, NOW)
    assert bool(record.wrong) is not is_true


def weighed(collector: Callable[[int], float], *readers: int) -> list[Weight]:
    return [
        Weight(at / 6, at * 100, int(collector(at) * MIB), tuple(each * MIB for each in readers))
        for at in range(60)
    ]


def test_a_second_reader_is_no_growth_and_a_leak_is() -> None:
    flat = weighed(lambda _at: 60.0, 30) + weighed(lambda _at: 60.0, 30, 29)
    assert all(bound.is_held for bound in bounds(flat))
    assert growth(flat) == pytest.approx(0.0)
    leaking = weighed(lambda at: 60.0 + at)
    assert not all(bound.is_held for bound in bounds(leaking))
    assert growth(leaking) == pytest.approx(10 * 1024)
