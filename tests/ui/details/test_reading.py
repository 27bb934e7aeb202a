from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.details.paper import Mark, Part, Row
from backchannel.ui.details.reading import Reading
from backchannel.ui.lines.drawing import Role

PARTS = (Part.HEAD, Part.TEXT, Part.THREAD, Part.DECIDED, Part.FACTS)
MARKS = [Mark(part, number) for part in PARTS for number in (-2, -1, *range(6))]


def rows(marks: list[Mark]) -> list[Row]:
    return [Row(mark, ((f"{mark}", Role.TEXT),)) for mark in marks]


def reading(count: int, *, height: int = 5, is_still: bool = False) -> Reading:
    made = Reading(is_still=is_still)
    made.resize(height)
    made.take(rows([Mark(Part.TEXT, number) for number in range(count)]))
    return made


def test_the_view_follows_the_cursor_and_no_further() -> None:
    it = reading(20)
    it.go(4)
    assert (it.cursor, it.top) == (4, 0)
    it.go(1)
    assert (it.cursor, it.top) == (5, 1)
    it.go(1_000)
    assert (it.cursor, it.top) == (19, 15)
    it.go(-1_000_000)
    assert (it.cursor, it.top) == (0, 0)


def test_a_page_keeps_a_line_and_at_the_end_the_cursor_goes_on_alone() -> None:
    it = reading(11)
    it.page(1)
    assert (it.cursor, it.top) == (4, 4)
    it.page(1)
    assert (it.cursor, it.top) == (6, 6)
    it.page(1)
    assert (it.cursor, it.top) == (10, 6)


def test_parts_are_gone_through_by_their_headings() -> None:
    it = reading(0)
    it.take(rows([mark for mark in MARKS if mark.part is not Part.HEAD]))
    found = []
    for direction in (1, 1, 1, 1, 1, -1, -1):
        it.part(direction)
        found.append(it.here.mark if it.here else None)
    assert found == [
        Mark(Part.TEXT, 0),
        Mark(Part.THREAD, 0),
        Mark(Part.DECIDED, 0),
        Mark(Part.FACTS, 0),
        Mark(Part.FACTS, 5),
        Mark(Part.FACTS, 0),
        Mark(Part.DECIDED, 0),
    ]


def test_nothing_to_read_is_no_trouble() -> None:
    it = reading(0)
    for move in (it.go, it.page, it.part, it.scroll):
        move(1)
        move(-1)
    assert it.here is None


@given(
    before=st.sets(st.sampled_from(MARKS), min_size=1),
    after=st.sets(st.sampled_from(MARKS), min_size=1),
    steps=st.lists(st.integers(-8, 8), max_size=6),
    is_still=st.booleans(),
)
def test_the_line_that_is_read_keeps_its_row_whatever_comes_or_goes(
    before: set[Mark], after: set[Mark], steps: list[int], *, is_still: bool
) -> None:
    it = Reading(is_still=is_still)
    it.resize(7)
    it.take(rows(sorted(before)))
    for step in steps:
        it.scroll(step)
    assert it.here is not None
    mark = it.here.mark
    row = 0 if is_still else it.cursor - it.top
    it.take(rows(sorted(after)))
    if mark not in after:
        return
    index = sorted(after).index(mark)
    assert is_still or it.cursor == index
    farthest = max(0, len(after) - 7)
    assert index - it.top == index - min(max(index - row, 0), farthest)


@given(marks=st.lists(st.sampled_from(MARKS), min_size=1, unique=True), lost=st.sampled_from(MARKS))
def test_when_the_line_is_gone_the_nearest_before_it_is_read(marks: list[Mark], lost: Mark) -> None:
    it = reading(0)
    it.take(rows([lost]))
    it.take(rows(sorted(marks)))
    assert it.here is not None
    earlier = [mark for mark in marks if mark <= lost and (mark.part < lost.part or mark[1] >= 0)]
    if lost in marks:
        assert it.here.mark == lost
    elif earlier:
        assert it.here.mark == max(earlier)
