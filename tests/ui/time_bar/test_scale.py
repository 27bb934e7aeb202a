from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backchannel.ui.time_bar.scale import DAY, HOUR, STEPS, Scale, fitting

MOMENTS = st.integers(0, 40_000 * DAY)
SCALES = st.builds(
    fitting,
    MOMENTS,
    st.integers(0, 400 * DAY),
    st.integers(1, 250),
    st.sampled_from([0, HOUR, -5 * HOUR, 45 * HOUR // 8]),
)


@given(MOMENTS, st.integers(0, 900 * DAY), st.integers(30, 250))
def test_all_of_it_has_room_in_the_shortest_steps(begin: int, span: int, cells: int) -> None:
    scale = fitting(begin, begin + span, cells, HOUR)
    assert scale.is_shown(begin)
    assert scale.is_shown(begin + span)
    assert (scale.origin + scale.offset) % scale.step == 0
    shorter = scale.step // 2
    assert scale.step == STEPS[0] or span > (cells - 2) * shorter / 6


@given(SCALES, MOMENTS, st.integers(-4, 4))
def test_a_moment_that_is_wanted_is_on_the_bar_however_it_is_zoomed(
    scale: Scale, moment: int, by: int
) -> None:
    shown = scale.showing(moment)
    assert shown.is_shown(moment)
    assert shown.step == scale.step
    zoomed = shown.zoomed(moment, by)
    assert zoomed.is_shown(moment)
    assert zoomed.wide(7, moment).is_shown(moment)
