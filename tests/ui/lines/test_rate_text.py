"""Posts a minute as a picture and a number."""

from __future__ import annotations

import pytest

from backchannel.ui.lines.rate_text import rate_text


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0, 0, 0, 0), ""),
        ((), ""),
        ((1, 2, 5, 8, 7, 4), "▂▃▅█▇▅ 4/min"),
        ((0, 0, 0, 0, 0, 1), "▁▁▁▁▁█ 1/min"),
        ((5000, 1, 0, 0, 0, 0), "█▂▁▁▁▁ 0/min"),
        ((0, 0, 0, 0, 0, 12_000), "▁▁▁▁▁█ 12,000/min"),
    ],
)
def test_each_minute_is_a_bar_and_the_last_a_number(counts: tuple[int, ...], said: str) -> None:
    assert rate_text(counts) == said
