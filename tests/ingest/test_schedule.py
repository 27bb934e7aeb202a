from __future__ import annotations

from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.ingest.schedule import (
    LOCAL_FLOOR,
    LOGIN_WAIT,
    LONGEST_ASKED,
    LONGEST_WAIT,
    after_failure,
    after_success,
    floor_of,
)
from backchannel.model.source import SourceSpec
from backchannel.sources.feed import Feed
from backchannel.sources.mastodon import Mastodon

CHANCES = st.floats(0, 1, exclude_max=True)
DAY_AND_A_BIT = timedelta(seconds=LONGEST_ASKED * 1.1)


def spec(*, local: bool = False) -> SourceSpec:
    return SourceSpec("a", "a", "a", local=local)


@given(asked=st.none() | st.floats(), chance=CHANCES)
@example(asked=float("nan"), chance=0.0)
def test_whatever_a_source_asks_it_is_polled_again_within_a_day(
    asked: float | None, chance: float
) -> None:
    assert timedelta() <= after_success(asked, lambda: chance) <= DAY_AND_A_BIT


@given(asked=st.floats(1, LONGEST_ASKED), chance=CHANCES)
def test_a_wish_is_kept_but_for_a_tenth(asked: float, chance: float) -> None:
    wait = after_success(asked, lambda: chance).total_seconds()
    assert 0.9 * asked - 0.001 <= wait <= 1.1 * asked + 0.001


@given(asked=st.none() | st.floats(), chance=CHANCES, kind=st.sampled_from([Mastodon, Feed]))
def test_a_strangers_server_is_never_hurried(
    asked: float | None, chance: float, kind: type[Mastodon | Feed]
) -> None:
    wait = after_success(asked, lambda: chance, floor=floor_of(spec(), kind.floor))
    assert wait >= timedelta(seconds=15 if kind is Mastodon else 60)


@given(own=st.floats())
@example(own=float("nan"))
def test_no_source_may_hurry_anybody_s_server(own: float) -> None:
    assert floor_of(spec(), own) >= LOCAL_FLOOR


def test_what_is_on_this_machine_may_be_asked_often() -> None:
    floor = floor_of(spec(local=True), 60.0)
    assert after_success(2, lambda: 0.5, floor=floor) == timedelta(seconds=2)


@given(failures=st.integers(0, 10_000), chance=CHANCES)
def test_failures_wait_longer_and_longer_up_to_five_minutes(failures: int, chance: float) -> None:
    error = SourceUnreachable("down")
    wait = after_failure(error, failures, lambda: chance)
    later = after_failure(error, failures + 2, lambda: chance)
    assert wait is not None
    assert later is not None
    assert timedelta(seconds=0.5) <= wait <= later <= timedelta(seconds=LONGEST_WAIT)


@given(asked=st.floats(0, 1e12), failures=st.integers(1, 50), chance=CHANCES)
def test_a_server_that_names_a_wait_gets_it(asked: float, failures: int, chance: float) -> None:
    wait = after_failure(SourceUnreachable("busy", retry_after=asked), failures, lambda: chance)
    assert wait is not None
    assert wait >= timedelta(seconds=min(asked, LONGEST_ASKED))
    assert wait <= DAY_AND_A_BIT


def test_sources_that_fail_together_do_not_come_back_together() -> None:
    waits = {after_failure(SourceUnreachable("x"), 8, lambda n=n: n / 50) for n in range(50)}  # type: ignore[misc]  # mypy cannot see the default's type
    assert len(waits) == 50


def test_a_refusal_waits_for_a_person_but_what_may_pass_is_tried_now_and_then() -> None:
    # A token is added, a Wi-Fi is logged in, a month is over.
    now_and_then = {Refusal.LOGIN, Refusal.NOT_A_SOURCE, Refusal.SPENT}
    for why in set(Refusal) - now_and_then:
        assert after_failure(SourceRefused("no", why=why), 1, lambda: 0.5) is None
    for why in now_and_then:
        wait = after_failure(SourceRefused("no", why=why), 1, lambda: 0.5)
        assert wait is not None
        assert wait >= timedelta(seconds=LOGIN_WAIT)
