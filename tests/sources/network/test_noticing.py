"""What the headers of an answer show of its server."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from backchannel.model.source import Budget
from backchannel.sources.network.noticing import noticed


def dated(at: datetime, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"date": format_datetime(at), **named}


def test_the_clocks_are_compared(now: datetime) -> None:
    assert noticed(dated(now + timedelta(seconds=240)), 0.1, now).ahead == -240
    assert noticed(dated(now - timedelta(seconds=9)), 0.1, now).ahead == 9


def test_an_old_answer_or_a_slow_one_says_nothing_of_the_time(now: datetime) -> None:
    earlier = now - timedelta(seconds=600)
    assert noticed(dated(earlier, age="600"), 0.1, now).ahead is None
    assert noticed(dated(earlier), 29.0, now).ahead is None
    assert noticed({"date": "soon"}, 0.1, now).ahead is None
    assert noticed({}, 0.1234567, now).seconds == 0.123


@pytest.mark.parametrize("prefix", ["x_ratelimit", "ratelimit"])
def test_what_a_server_still_takes_is_told_by_our_clock(now: datetime, prefix: str) -> None:
    there = now + timedelta(minutes=4)
    headers = {
        f"{prefix}_remaining": "278",
        f"{prefix}_limit": "300",
        f"{prefix}_reset": (there + timedelta(minutes=5)).isoformat(),
    }
    anew = now + timedelta(minutes=5)
    assert noticed(dated(there, **headers), 0.1, now).budget == Budget(278, 300, anew)


@pytest.mark.parametrize("reset", ["", "never", "-5", "9" * 15, "1e9"])
def test_nonsense_about_it_is_passed_over(now: datetime, reset: str) -> None:
    headers = {"x-ratelimit-remaining": "5", "x-ratelimit-reset": reset, "x-ratelimit-limit": "x"}
    assert noticed(headers, 0.1, now).budget == Budget(5)
    assert noticed({"x-ratelimit-remaining": "many"}, 0.1, now).budget is None
