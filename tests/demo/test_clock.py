from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock import START
from tests.clock import Clock as Hands

from backchannel.demo.clock import NIGHT_PACE, Clock

NIGHTS = ((1_000.0, 4_000.0), (9_000.0, 12_000.0))
moments = st.floats(-5_000, 15_000)
speeds = st.sampled_from((0.25, 1.0, 4.0, 60.0))


def test_the_past_happened_at_its_natural_pace() -> None:
    clock = Clock(100.0, speed=4, now=Hands())
    assert clock.wall(40.0) == START - timedelta(seconds=60)


def test_the_future_comes_at_the_speed() -> None:
    hands = Hands()
    clock = Clock(100.0, speed=4, now=hands)
    assert clock.wall(140.0) == START + timedelta(seconds=10)
    hands.advance(10)
    assert clock.moment() == pytest.approx(140.0)


def test_a_night_passes_quickly() -> None:
    hands = Hands()
    clock = Clock(1_000.0, speed=2, now=hands, nights=NIGHTS)
    hands.advance(3_000 / 2 / NIGHT_PACE)
    assert clock.moment() == pytest.approx(4_000.0)


@given(opening=moments, later=st.floats(0, 20_000), speed=speeds)
def test_moment_and_wall_agree(opening: float, later: float, speed: float) -> None:
    hands = Hands()
    clock = Clock(opening, speed=speed, now=hands, nights=NIGHTS)
    when = clock.wall(opening + later)
    assert when is not None
    hands.at = when
    assert clock.moment() == pytest.approx(opening + later, abs=0.01)


@given(opening=moments, two=st.tuples(moments, moments), speed=speeds)
def test_what_is_later_is_not_earlier_on_the_wall(
    opening: float, two: tuple[float, float], speed: float
) -> None:
    clock = Clock(opening, speed=speed, now=Hands(), nights=NIGHTS)
    first, second = (clock.wall(moment) for moment in sorted(two))
    assert first is not None
    assert second is not None
    assert first <= second


def test_a_paused_clock_stands_still_and_goes_on_from_there() -> None:
    hands = Hands()
    clock = Clock(0.0, speed=4, now=hands)
    hands.advance(10)
    clock.set_speed(0)
    hands.advance(1_000)
    assert clock.moment() == pytest.approx(40.0)
    assert clock.wall(41.0) is None
    clock.set_speed(1)
    hands.advance(5)
    assert clock.moment() == pytest.approx(45.0)


def test_a_jump_is_at_once() -> None:
    clock = Clock(0.0, speed=4, now=Hands())
    clock.jump(5_000.0)
    assert clock.moment() == 5_000.0


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        Clock(0.0, speed=-1)
    with pytest.raises(ValueError, match="-1"):
        Clock(0.0).set_speed(-1)
