"""What is drawn once, beside what is drawn anew."""

from __future__ import annotations

from msgspec.structs import replace
from tests.clock import START
from tests.ui.posts import Pane, moment, post

from backchannel.model.post import StoredPost
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.lines.drawing import Drawing
from backchannel.ui.widgets.stream.sheet import Sheet

DRAWING = Drawing(60, START.date())


def burst(minutes: tuple[float, ...]) -> list[StoredPost]:
    """Posts of one person, the newest first."""
    pane = Pane()
    return [pane.add(moment(each), post(f"Words {each}")) for each in minutes]


def anew(stored: StoredPost, bursts: Bursts) -> object:
    return Sheet(DRAWING, bursts).drawn(stored)


def test_another_post_at_a_place_is_drawn_as_what_it_is() -> None:
    bursts = Bursts()
    sheet = Sheet(DRAWING, bursts)
    first = Pane().add(moment(1), post("Somebody who was forgotten"))
    sheet.drawn(first)
    second = replace(first, number=2, post=post("Somebody else"))
    assert sheet.drawn(second) == anew(second, bursts)


def test_a_row_says_since_when_it_stands_for_others_also_where_these_are_others() -> None:
    bursts = Bursts(4)
    sheet = Sheet(DRAWING, bursts)
    head, *rest = burst((10, 9, 8, 7, 6))
    bursts.fold([head, *rest[:2], rest[3]], ())
    sheet.drawn(head)
    bursts.fold([head, *rest[:3]], ())
    assert len(bursts.folds[head.place]) == 3
    assert sheet.drawn(head) == anew(head, bursts)
