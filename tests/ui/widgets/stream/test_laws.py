"""The laws of reading, over any history of arrivals, edits, deletions, filters and moves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace
from tests.clock import START
from tests.ui.posts import Pane, post

from backchannel.errors import StoreError
from backchannel.model.post import Post
from backchannel.model.query import EVERYTHING, Query, parse
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.lines.drawing import Density, Drawing
from backchannel.ui.widgets.stream import moves
from backchannel.ui.widgets.stream.reader import Reader
from backchannel.ui.widgets.stream.viewport import Row

FILTERS = [EVERYTHING, parse("apple"), parse("pear"), parse("apple pear"), parse("nowhere")]
TEXTS = st.lists(
    st.sampled_from(
        ["apple", "pear", "plum", "a\n\nb", "漢字漢字", "https://long.example/of/words"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
PLACES = st.integers(min_value=1, max_value=400)
MOVES: dict[str, moves.Move] = {
    "next": moves.next_post,
    "previous": moves.previous_post,
    "down": moves.scrolled(1),
    "up": moves.scrolled(-1),
    "wheel": moves.scrolled(3),
    "page down": moves.paged(1),
    "page up": moves.paged(-1),
    "newest": moves.newest,
    "oldest": moves.oldest,
    "hold": moves.held,
    "choose top": moves.chosen(0),
    "choose below": moves.chosen(4),
}


@dataclass(frozen=True)
class Reading:
    """What was in front of the reader when they last moved; `y` as long as the pane is so high."""

    y: int
    row: Row
    text: str
    drawing: Drawing
    cursor: int | None


class ReadingMachine(RuleBasedStateMachine):
    """A reader and a pane that changes all the time; the pane may change while it is read."""

    least = 0
    people: tuple[str, ...] = ("Ana Example",)

    def __init__(self) -> None:
        super().__init__()
        self.pane = Pane()
        self.query: Query = EVERYTHING
        self.reader = Reader(
            self.pane,
            Drawing(20, START.date()),
            changed=lambda: None,
            failed=self.fail,
            span=6,
            bursts=Bursts(self.least),
        )
        self.reading: Reading | None = None
        self.before_filters: Reading | None = None

    def fail(self, error: StoreError) -> None:
        raise error

    # What the world does.

    @initialize(texts=st.lists(TEXTS, max_size=60))
    def begin(self, texts: list[str]) -> None:
        for number, text in enumerate(texts):
            self.pane.add(5 * number + 1, self.by_somebody(number, text))
        self.reader.draw(Drawing(20, START.date()), 8)
        self.reader.looks.ask()
        self.look()

    @rule(place=PLACES, text=TEXTS)
    def a_post_arrives(self, place: int, text: str) -> None:
        if place not in self.pane.posts:
            self.pane.add(place, self.by_somebody(place, text))
            self.reader.look_again()

    @rule(place=PLACES, text=TEXTS)
    def the_newest_arrives(self, place: int, text: str) -> None:
        self.pane.add(max(self.pane.posts, default=0) + place, self.by_somebody(place, text))
        self.reader.look_again()

    @rule(data=st.data(), text=TEXTS)
    def a_post_is_edited(self, data: st.DataObject, text: str) -> None:
        if self.pane.posts:
            self.pane.edit(data.draw(st.sampled_from(sorted(self.pane.posts))), text)
            self.reader.look_again()

    @rule(data=st.data())
    def a_post_is_deleted(self, data: st.DataObject) -> None:
        if self.pane.posts:
            self.pane.delete(data.draw(st.sampled_from(sorted(self.pane.posts))))
            self.reader.look_again()

    @rule()
    def the_post_being_read_is_deleted(self) -> None:
        if self.reading is not None and self.reading.row.post.place in self.pane.posts:
            self.pane.delete(self.reading.row.post.place)
            self.reader.look_again()

    def by_somebody(self, number: int, text: str) -> Post:
        """Runs of one person, of any length."""
        name = self.people[number // 7 % len(self.people)]
        return post(text, name=name, handle=f"@{name[:2]}@social.example")

    # What the reader does.

    @rule(place=PLACES)
    def a_burst_is_opened_or_closed(self, place: int) -> None:
        self.look()
        if not self.least or self.query != EVERYTHING:
            return
        if (chosen := self.reader.chosen) is not None:
            self.reader.fold(chosen)
            self.before_filters = None
            self.note_reading()
        else:
            self.reader.unfold(place)

    @rule()
    def look(self) -> None:
        while self.reader.looks.is_due:
            asyncio.run(self.reader.looks.look())
        self.check_line()

    @rule(width=st.integers(16, 60), height=st.integers(1, 14), density=st.sampled_from(Density))
    def the_window_is_resized(self, width: int, height: int, density: Density) -> None:
        phrases = self.reader.sheet.drawing.phrases
        drawing = Drawing(width, START.date(), density=density, phrases=phrases)
        self.reader.draw(drawing, height)
        if self.reading is not None and self.reader.view.fits:
            self.note_reading()
        self.look()

    @rule(query=st.sampled_from(FILTERS))
    def the_filter_changes(self, query: Query) -> None:
        if query != self.query:
            self.look()
            self.before_filters = self.reading = self.before_filters or self.reading
        self.reader.filter(query)
        self.query = query
        self.look()

    @rule(name=st.sampled_from(sorted(MOVES)))
    def the_reader_moves(self, name: str) -> None:
        self.move(MOVES[name])

    @rule(place=PLACES)
    def the_reader_jumps(self, place: int) -> None:
        self.move(moves.to(place))

    @rule(name=st.sampled_from(sorted(MOVES)))
    def the_reader_moves_while_a_page_is_read(self, name: str) -> None:
        self.pane.meanwhile = lambda: self.reader.go(MOVES[name])
        self.reader.look_again()
        while self.reader.looks.is_due:
            asyncio.run(self.reader.looks.look())
        self.before_filters = None
        self.note_reading()

    def move(self, move: moves.Move) -> None:
        self.look()
        self.reader.go(move)
        while self.reader.looks.is_due:
            asyncio.run(self.reader.looks.look())
        self.before_filters = None
        self.note_reading()

    # What must hold.

    def drawn(self) -> list[tuple[Row, str] | None]:
        return [row and (row, self.text(row)) for row in self.reader.view.rows()]

    def text(self, row: Row) -> str:
        lines = self.reader.sheet.drawn(row.post).lines
        if row.line < len(lines):
            return "".join(text for text, _ in lines[row.line])
        return ""

    def note_reading(self) -> None:
        view = self.reader.view
        self.reading = None
        if not view.is_following and view.window.posts:
            assert view.anchor is not None
            entry = view.rows()[view.spot().row]
            assert entry is not None
            drawing = self.reader.sheet.drawing
            self.reading = Reading(view.anchor.row, entry, self.text(entry), drawing, view.cursor)

    def check_line(self) -> None:
        """The line being read is where it was, unless that very post changed or went."""
        view, reading = self.reader.view, self.reading
        if reading is None:
            return
        assert not view.is_following
        there = self.pane.matching(self.query)
        if not there:
            return
        old = reading.row.post
        now = next((stored for stored in there if stored.place == old.place), None)
        if now is None:
            self.check_neighbour(reading)
            self.note_reading()
            return
        if view.fits:
            self.check_settled(reading)
            return
        y = min(reading.y, view.height - 1)
        entry = view.rows()[y]
        assert entry is not None
        assert entry.post.place == old.place
        assert view.cursor == reading.cursor
        is_same_drawing = replace(reading.drawing, phrases=()) == replace(
            self.reader.sheet.drawing, phrases=()
        )
        # A row that stands for others says for how many; the line stays, its number may grow.
        if now.version == old.version and is_same_drawing and not self.least:
            assert self.text(entry) == reading.text

    def with_rows(self) -> list[int]:
        """The posts that are not folded under another one, newest first."""
        folded = {post.place for each in self.reader.bursts.folds.values() for post in each}
        there = [stored.place for stored in self.pane.matching(self.query)]
        return [place for place in there if place not in folded]

    def check_settled(self, reading: Reading) -> None:
        """With room for all there is, nothing empty is above it; the post being read is seen."""
        rows = self.reader.view.rows()
        assert rows[0] is not None
        assert reading.row.post.place in {row.post.place for row in rows if row is not None}
        assert self.reader.view.cursor == reading.cursor
        self.note_reading()

    def check_neighbour(self, reading: Reading) -> None:
        view = self.reader.view
        there = self.with_rows()
        older = [place for place in there if place < reading.row.post.place]
        expected = older[0] if older else there[-1]
        anchor = view.anchor
        assert anchor is not None
        assert anchor.place == expected
        assert (view.cursor is None) == (reading.cursor is None)
        assert view.rows()[0] is not None

    @invariant()
    def posts_are_drawn_in_order_without_gaps(self) -> None:
        rows = [row for row in self.reader.view.rows() if row is not None]
        if self.reader.looks.is_due:
            return
        drawn = list(dict.fromkeys(row.post.place for row in rows))
        there = self.with_rows()
        if not there:
            assert not drawn
            return
        first = there.index(drawn[0])
        assert there[first : first + len(drawn)] == drawn
        blank_below = self.reader.view.rows()[-1] is None
        assert not blank_below or drawn[-1] == there[-1]
        blank_above = self.reader.view.rows()[0] is None
        assert not blank_above or drawn[0] == there[0]
        if self.reader.view.is_following:
            assert drawn[0] == there[0]

    @invariant()
    def every_line_of_a_drawn_post_is_drawn_once_and_in_order(self) -> None:
        rows = [row for row in self.reader.view.rows() if row is not None]
        for one, other in pairwise(rows):
            is_next_line = one.nth == other.nth and other.line == one.line + 1
            is_next_post = one.nth + 1 == other.nth and other.line == 0
            assert is_next_line or is_next_post

    @invariant()
    def the_chosen_post_is_on_screen(self) -> None:
        view = self.reader.view
        if view.cursor is not None and view.window.posts:
            assert view.cursor in {row.post.place for row in view.rows() if row is not None}

    @invariant()
    def what_is_new_passes_the_filter(self) -> None:
        if not self.reader.looks.is_due:
            there = {stored.place for stored in self.pane.matching(self.query)}
            assert self.reader.arrivals.unseen <= there


class FoldingMachine(ReadingMachine):
    """The same of people who post in bursts."""

    least = 3
    people = ("Ana Example", "Bo Example")


TestFolding = FoldingMachine.TestCase
TestFolding.settings = settings(max_examples=60, stateful_step_count=40)

TestReading = ReadingMachine.TestCase
TestReading.settings = settings(max_examples=60, stateful_step_count=40)
