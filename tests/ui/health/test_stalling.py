"""A collector that is alive is not believed to collect when it asks nobody."""

from __future__ import annotations

from datetime import timedelta

from tests.clock import START

from backchannel.model.source import Health, State
from backchannel.ui.health.stalling import stuck_since

LONG_AGO = START - timedelta(hours=1)
SECOND = timedelta(seconds=1)


def asked(state: State = State.OK, *, tried: float | None = 300, due: float = 60) -> Health:
    """Tried and due so many seconds ago."""
    return Health(
        "blog.example",
        "feed",
        state,
        since=LONG_AGO,
        tried_at=None if tried is None else START - tried * SECOND,
        due=START - due * SECOND,
    )


def test_what_is_due_and_not_tried_is_a_sign() -> None:
    assert stuck_since([asked()], LONG_AGO, START) == START - 60 * SECOND


def test_what_is_not_due_yet_or_only_just_is_none() -> None:
    assert stuck_since([asked(due=-60), asked(due=20)], LONG_AGO, START) is None


def test_a_source_that_is_being_read_is_none() -> None:
    assert stuck_since([asked(tried=50, due=50)], LONG_AGO, START) is None


def test_another_source_that_was_asked_since_shows_that_it_is_not_the_collector() -> None:
    assert stuck_since([asked(), asked(tried=10, due=10)], LONG_AGO, START) is None


def test_what_waits_for_somebody_is_none() -> None:
    waiting = [asked(State.LOGIN), asked(State.REFUSED), asked(State.GONE), asked(State.OFF)]
    assert stuck_since(waiting, LONG_AGO, START) is None


def test_a_collector_that_has_just_begun_is_given_time() -> None:
    new = asked(State.STARTING, tried=None)
    assert stuck_since([new, asked()], START - 20 * SECOND, START) is None
    assert stuck_since([new], START - 40 * SECOND, START) == START - 40 * SECOND


def test_nothing_to_ask_is_nothing_to_be_stuck_with() -> None:
    assert stuck_since([], LONG_AGO, START) is None
