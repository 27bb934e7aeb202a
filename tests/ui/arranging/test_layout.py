"""Whatever a layout says and however large the terminal: panes fill the room, and are of use."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from backchannel.model.preferences import AS_MADE, DeskLayout
from backchannel.ui.arranging import changing
from backchannel.ui.arranging.changing import Divider
from backchannel.ui.arranging.layout import (
    BACKCHANNEL,
    FEEDS,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    NOTES,
    PANES,
    PINS,
    Scene,
    places,
    seen_panes,
)

PANE = st.sampled_from(PANES)
SHARES = st.dictionaries(st.integers(0, 6), st.integers(1, 1_000_000))
LAYOUTS = st.builds(
    DeskLayout,
    order=st.lists(st.integers(-1, 6)).map(tuple),
    widths=SHARES,
    heights=SHARES,
    hidden=st.frozensets(st.integers(0, 6)),
)


@st.composite
def scenes(draw: st.DrawFn, layout: DeskLayout) -> Scene:
    """Any terminal from 20 columns and 6 rows on, any pane in front, zoomed or not."""
    width, height = draw(st.integers(20, 300)), draw(st.integers(3, 100))
    active, beside = draw(PANE), draw(PANE)
    seen = seen_panes(width, active, beside, layout)
    return Scene((active,) if draw(st.booleans()) else seen, width, height, (active, beside))


@st.composite
def arranged(draw: st.DrawFn) -> tuple[DeskLayout, Scene]:
    """A layout after any number of changes that somebody made at some size."""
    layout = draw(LAYOUTS)
    for _ in range(draw(st.integers(0, 4))):
        scene, number = draw(scenes(layout)), draw(PANE)
        by = draw(st.integers(-40, 40))
        divider = Divider(draw(PANE), draw(PANE), is_upright=draw(st.booleans()))
        found = places(scene, layout)
        is_one = any(
            changing.divider_at(found, place.right, place.y) == divider
            or changing.divider_at(found, place.x, place.bottom) == divider
            for place in found.values()
        )
        layout = draw(
            st.sampled_from(
                [
                    changing.widened(layout, scene, number, by),
                    changing.heightened(layout, scene, number, by),
                    changing.moved(layout, scene, number, 1 if by > 0 else -1),
                    changing.without(layout, number),
                    changing.with_pane(layout, number),
                    changing.dragged(layout, scene, divider, by) if is_one else layout,
                ]
            )
        )
    return layout, draw(scenes(layout))


@given(arranged())
def test_panes_fill_the_room_without_overlap_and_are_of_use(case: tuple[DeskLayout, Scene]) -> None:
    layout, scene = case
    found = places(scene, layout)
    given_to = [
        (x, y)
        for place in found.values()
        for x in range(place.x, place.right)
        for y in range(place.y, place.bottom)
    ]
    assert len(given_to) == scene.width * scene.height
    assert set(given_to) == {(x, y) for x in range(scene.width) for y in range(scene.height)}
    assert scene.front[0] in found
    for place in found.values():
        assert place.width >= min(LEAST_WIDTH, scene.width)
        assert place.height >= min(LEAST_HEIGHT, scene.height)


@given(arranged(), st.integers(-20, 320))
def test_a_divider_goes_where_it_is_dragged_or_as_far_as_it_can(
    case: tuple[DeskLayout, Scene], to: int
) -> None:
    layout, scene = case
    found = places(scene, layout)
    for number, place in found.items():
        if (divider := changing.divider_at(found, place.x, place.y)) is None:
            continue
        one, other = found[divider.first], found[divider.second]
        after = places(scene, changing.dragged(layout, scene, divider, to))
        is_upright = divider.is_upright
        least = LEAST_WIDTH if is_upright else LEAST_HEIGHT
        low = (one.x if is_upright else one.y) + least
        high = (other.right if is_upright else other.bottom) - least
        second = after[divider.second]
        assert (second.x if is_upright else second.y) == min(max(to, low), high)
        untouched = set(found) - {divider.first, divider.second}
        assert number in found
        if not divider.is_upright:
            assert all(after[each] == found[each] for each in untouched)


def test_what_was_changed_at_one_size_is_kept_in_proportion_at_another() -> None:
    scene = Scene(PANES, 140, 36)
    wider = changing.widened(AS_MADE, scene, BACKCHANNEL, 20)
    assert places(scene, wider)[BACKCHANNEL].width == 80
    assert places(Scene(PANES, 280, 36), wider)[BACKCHANNEL].width == 160
    two = Scene((FEEDS, BACKCHANNEL), 100, 30)
    again = changing.widened(wider, two, FEEDS, 4)
    feeds = places(two, wider)[FEEDS].width
    assert places(two, again)[FEEDS].width == feeds + 4
    notes = places(scene, wider)[NOTES].width
    assert abs(places(scene, again)[NOTES].width - notes) <= 1


@pytest.mark.parametrize(("height", "seen"), [(9, {NOTES, PINS}), (7, {PINS}), (3, {PINS})])
def test_a_low_column_shows_the_pane_in_front_of_those_it_has_no_room_for(
    height: int, seen: set[int]
) -> None:
    scene = Scene(PANES, 160, height, (PINS, FEEDS))
    assert set(places(scene)) == {FEEDS, BACKCHANNEL} | seen


def test_a_column_goes_past_those_that_are_hidden() -> None:
    layout = changing.without(AS_MADE, BACKCHANNEL)
    seen = seen_panes(140, FEEDS, NOTES, layout)
    moved = changing.moved(layout, Scene(seen, 140, 30), FEEDS, 1)
    found = places(Scene(seen, 140, 30), moved)
    assert found[NOTES].x == 0
    assert found[FEEDS].x > 0
    assert changing.moved(moved, Scene(seen, 140, 30), FEEDS, 1) == moved


def test_the_last_pane_cannot_be_hidden_and_the_one_in_front_is_always_seen() -> None:
    layout = AS_MADE
    for number in PANES:
        layout = changing.without(layout, number)
    assert len(layout.hidden) == len(PANES) - 1
    for width in (60, 100, 140):
        for active in PANES:
            assert active in seen_panes(width, active, FEEDS, layout)
