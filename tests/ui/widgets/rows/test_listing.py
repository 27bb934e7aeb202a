"""A list of rows: what is seen of it, what stays where it is, and that no more is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backchannel.ui.widgets.rows.kept import KeptRows
from backchannel.ui.widgets.rows.listing import Listing
from backchannel.ui.widgets.rows.row import Looks, Row

PLAIN = Looks(Style(), Style(), Style(), Style(), aside_lines=1, is_compact=False)
HEIGHT = 7


class Drawing:
    """Draws a row as the lines of its text, and counts how many rows it drew."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, row: Row, width: int, indent: int, looks: Looks) -> list[Strip]:
        self.count += 1
        return [Strip([Segment(line)]) for line in row.text.split("\n")]


def row(key: int, lines: int = 1) -> Row:
    """A row of so many lines, each of which says whose it is."""
    return Row(str(key), "", "\n".join(f"{key}.{n}" for n in range(lines)))


def listed(rows: Sequence[Row], drawing: Drawing | None = None) -> Listing:
    """A list of some rows, seven lines high."""
    listing = Listing(drawing or Drawing())
    listing.take(tuple(rows))
    listing.fit(20, HEIGHT, PLAIN)
    return listing


def seen(listing: Listing) -> list[str]:
    """The lines in view; an empty one is empty."""
    lines = listing.scroll.seen()
    return [listing.lines(line[0])[line[1]].text if line else "" for line in lines]


def every(listing: Listing) -> list[str]:
    """All lines that there are."""
    return [strip.text for index in range(len(listing.rows)) for strip in listing.lines(index)]


KEYS = st.integers(0, 30)
ROWS = st.dictionaries(KEYS, st.integers(1, 9), max_size=20).map(
    lambda found: [row(key, lines) for key, lines in found.items()]
)
STEPS = st.lists(st.one_of(KEYS, st.integers(-9, 9).map(str), ROWS), max_size=12)


@given(ROWS, STEPS)
def test_what_is_seen_is_a_part_of_the_list_as_long_as_there_is_room_for(
    rows: list[Row], steps: list[int | str | list[Row]]
) -> None:
    listing = listed(rows)
    for step in steps:
        if isinstance(step, list):
            listing.take(tuple(step))
        elif isinstance(step, str):
            listing.scroll.move(int(step))
        elif listing.rows:
            listing.choose(listing.rows[step % len(listing.rows)].key)
            assert listing.chosen is not None
            first, *more = listing.chosen.text.split("\n")
            assert first in seen(listing)
            assert len(more) >= HEIGHT or not more or more[-1] in seen(listing)
        lines, whole = seen(listing), every(listing)
        shown = [line for line in lines if line]
        assert len(lines) == HEIGHT
        assert lines[: len(shown)] == shown  # no empty line above
        assert len(shown) == min(HEIGHT, len(whole))
        at = whole.index(shown[0]) if shown else 0
        assert whole[at : at + len(shown)] == shown


@given(ROWS, ROWS, st.integers(0, 100), st.integers(-9, 9))
def test_the_chosen_row_keeps_its_line_whatever_comes_or_goes(
    rows: list[Row], others: list[Row], choice: int, by: int
) -> None:
    listing = listed(rows)
    if not rows:
        return
    chosen = rows[choice % len(rows)]
    listing.choose(chosen.key)
    listing.scroll.move(by)
    first = chosen.text.split("\n")[0]
    lines = seen(listing)
    new = [each for each in others if each.key != chosen.key]
    listing.take((*new, chosen), is_still=True)
    assert listing.chosen == chosen
    if first in lines:
        assert seen(listing)[lines.index(first)] == first


def test_what_was_wheeled_to_stays_when_others_come_above_it() -> None:
    rows = [row(n) for n in range(40)]
    listing = listed(rows)
    listing.choose("0")
    listing.scroll.move(20)
    listing.take((row(100), row(101), *rows))
    assert seen(listing)[0] == "20.0"
    listing.take(tuple(rows[30:]))
    assert seen(listing)[0] == "30.0"


def test_the_newest_on_top_is_seen_while_nothing_is_chosen() -> None:
    rows = [row(n) for n in range(10)]
    listing = listed(rows)
    listing.take((row(100), *rows))
    assert seen(listing)[0] == "100.0"


def test_the_next_one_is_chosen_where_the_chosen_one_was() -> None:
    rows = [row(n) for n in range(10)]
    listing = listed(rows)
    listing.choose("3")
    listing.take(tuple(rows[:3] + rows[4:]))
    assert listing.chosen == rows[4]
    listing.take(())
    assert listing.chosen is None
    assert seen(listing) == [""] * HEIGHT


def test_a_row_that_is_chosen_before_there_are_any_is_seen_when_they_come() -> None:
    listing = Listing(Drawing())
    listing.choose("30")
    listing.fit(20, HEIGHT, PLAIN)
    listing.take(tuple(row(n) for n in range(40)))
    assert "30.0" in seen(listing)


def test_of_very_many_rows_no_more_are_drawn_than_are_near_the_view() -> None:
    drawing = Drawing()
    rows = [row(n, 2) for n in range(5_000)]
    listing = listed(rows, drawing)
    listing.choose("0")
    assert drawing.count <= HEIGHT
    listing.choose("4999")
    assert drawing.count <= 3 * HEIGHT
    listing.take((*rows[:2_000], *rows[2_001:]))
    listing.choose("4998")
    assert drawing.count <= 4 * HEIGHT


def test_a_list_that_opens_far_down_draws_none_of_what_is_far_above() -> None:
    drawing = Drawing()
    listing = Listing(drawing)
    listing.take(tuple(row(n, 2) for n in range(5_000)))
    listing.choose("2500")
    listing.fit(20, HEIGHT, PLAIN)
    assert "2500.0" in seen(listing)
    assert drawing.count <= HEIGHT


def test_a_line_that_looks_the_same_is_the_same_strip() -> None:
    rows = [row(n) for n in range(10)]
    listing = listed(rows)
    before = [listing.lines(n)[0] for n in range(5)]
    listing.take((row(100), *map(replaced, rows)))
    assert all(listing.lines(n + 1)[0] is strip for n, strip in enumerate(before))


def replaced(each: Row) -> Row:
    """The same row, read again."""
    return Row(each.key, each.lead, each.text)


def test_a_row_is_made_again_only_when_what_it_is_made_of_is_another() -> None:
    made = []

    def make(name: str, number: int) -> Row:
        made.append(name)
        return Row(name, str(number), name)

    rows: KeptRows[str, int] = KeptRows(make)
    first = rows.of([(1, ("a", 1)), (2, ("b", 2))])
    then = rows.of([(2, ("b", 2)), (1, ("a", 3)), (3, ("c", 3))])
    assert made == ["a", "b", "a", "c"]
    assert then[0] is first[1]
    assert [each.lead for each in then] == ["2", "3", "3"]
