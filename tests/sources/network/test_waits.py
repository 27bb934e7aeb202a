"""How long a server asks us to stay away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.sources.network.waits import LONGEST, SHORTEST, asked, due, in_words

NOW = datetime(2031, 5, 1, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("  7 ", 7),
        ("1.5", 1.5),
        ("0", SHORTEST),
        ("99999999", LONGEST),
        ("Thu, 01 May 2031 14:05:00 GMT", 300),
        ("Thursday, 01-May-31 14:05:00 GMT", 300),
        ("Thu May  1 14:05:00 2031", 300),
        ("2031-05-01T14:05:00.070144Z", 300.070144),
        ("Thu, 01 May 2031 13:00:00 GMT", SHORTEST),
        ("Thu, 01 May 2042 14:00:00 GMT", LONGEST),
    ],
)
def test_a_wait_is_read_in_every_form(said: str, seconds: float) -> None:
    assert asked(503, {"retry-after": said}, NOW) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "said", ["", "-5", "soon", "12 monkeys", "1e9", "0x10", "\u0664", "Thu, 99 Foo 2031", "9" * 400]
)
def test_a_wait_that_makes_no_sense_is_passed_over(said: str) -> None:
    assert asked(503, {"retry-after": said}, NOW) is None
    assert due(503, {"retry-after": said}, NOW) is None


def test_too_many_requests_mean_a_minute_if_nothing_else_is_said() -> None:
    assert due(429, {}, NOW) == 60
    assert due(429, {"retry-after": "5"}, NOW) == 5


def test_a_good_answer_without_a_spent_budget_asks_for_nothing() -> None:
    assert asked(200, {"retry-after": "60", "x-ratelimit-remaining": "1"}, NOW) is None


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("2031-05-01T14:01:00.070144Z", 60.070144),
        (str(int(NOW.timestamp()) + 60), 60),
        (str((int(NOW.timestamp()) + 60) * 1000), 60),
        ("60", 60),
    ],
)
@pytest.mark.parametrize("prefix", ["x-ratelimit", "ratelimit"])
def test_a_spent_budget_comes_back_at_its_reset(prefix: str, reset: str, seconds: float) -> None:
    headers = {f"{prefix}-remaining": "0", f"{prefix}-reset": reset}
    assert asked(200, headers, NOW) == pytest.approx(seconds)


def test_a_fraction_of_a_request_left_is_none_left() -> None:
    headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "583"}
    assert asked(200, headers, NOW) == 583


@given(skew=st.integers(-(10**7), 10**7), wait=st.integers(1, 86400))
def test_a_wrong_clock_on_either_side_does_no_harm(skew: int, wait: int) -> None:
    there = NOW + timedelta(seconds=skew)
    headers = {
        "date": format_datetime(there, usegmt=True),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": (there + timedelta(seconds=wait)).isoformat(),
    }
    assert asked(429, headers, NOW) == wait


@given(
    st.dictionaries(
        st.sampled_from(["date", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]),
        st.one_of(st.text(), st.datetimes().map(str), st.integers().map(str)),
    )
)
def test_whatever_a_server_says_the_wait_is_within_bounds(headers: dict[str, str]) -> None:
    wait = due(429, headers, NOW)
    assert wait is not None
    assert SHORTEST <= wait <= LONGEST


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (30, "30 s"),
        (119, "119 s"),
        (150, "2 min"),
        (7000, "117 min"),
        (86400, "24 h"),
    ],
)
def test_waits_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
